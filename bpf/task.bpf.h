/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What a run must know of a task: its mount namespace, and its cwd and root as one. */
#ifndef FILEAUDIT_TASK_BPF_H
#define FILEAUDIT_TASK_BPF_H

#include "calls.bpf.h"
#include "maps.bpf.h"
#include "read.bpf.h"

#define FA_SNAPSHOT_ATTEMPTS 8

/* The struct mount around a vfsmount. */
static __always_inline __u64 mount_of(__u64 vfsmount)
{
	return vfsmount ? vfsmount - bpf_core_field_offset(struct mount, mnt) : 0;
}

static __always_inline __u32 read_fs_seq(__u64 fs)
{
	return fa_read_seq(struct fs_struct, fs, seq);
}

/*
 * Copies fs->root and fs->pwd as they were together at one moment: threads that share
 * the fs_struct may chdir() or chroot() at any time. Between two reads of the same even
 * sequence, as get_fs_root_and_pwd(), fs/fs_struct.c. False when it kept changing.
 */
static __always_inline bool snapshot_fs(struct fa_slot *s, struct task_struct *task)
{
	struct fa_object fs = fa_object(s->fs);

	for (int i = 0; i < FA_SNAPSHOT_ATTEMPTS; i++) {
		__u32 seq = fa_get_seq(fs, struct fs_struct, seq);
		__u64 root_vfsmnt, pwd_vfsmnt;

		if (seq & 1)
			continue;
		order_reads();
		root_vfsmnt = fa_get_ptr(fs, struct fs_struct, root.mnt);
		pwd_vfsmnt = fa_get_ptr(fs, struct fs_struct, pwd.mnt);
		s->root_dentry = fa_get_ptr(fs, struct fs_struct, root.dentry);
		s->pwd_dentry = fa_get_ptr(fs, struct fs_struct, pwd.dentry);
		s->root_mnt = mount_of(root_vfsmnt);
		s->pwd_mnt = mount_of(pwd_vfsmnt);
		order_reads();
		/* another task's may have been freed meanwhile: exit_fs(), fs/fs_struct.c */
		if (fa_get_seq(fs, struct fs_struct, seq) == seq &&
		    fa_follow_ptr(task, fs) == s->fs) {
			s->fs_seq = seq;
			return s->root_dentry && s->root_mnt;
		}
	}
	return false;
}

/* A task's nsproxy may be replaced and freed, but not what it held while it is still there. */
static __always_inline void read_mount_namespace(struct fa_slot *s, struct task_struct *task)
{
	__u64 nsproxy = fa_follow_ptr(task, nsproxy);
	__u64 mnt_ns = nsproxy ? fa_read_ptr(struct nsproxy, nsproxy, mnt_ns) : 0;
	__u32 inum = mnt_ns ? fa_read(struct mnt_namespace, mnt_ns, ns.inum) : 0;

	order_reads();
	if (fa_follow_ptr(task, nsproxy) != nsproxy) {
		mnt_ns = 0;
		inum = 0;
	}
	s->mnt_ns = mnt_ns;
	s->event.mntns = inum;
}

/* Fills the slot's task part. False when the root could not be had: then no path can. */
static __always_inline bool read_task(struct fa_slot *s, struct task_struct *task)
{
	s->fs = fa_follow_ptr(task, fs);
	read_mount_namespace(s, task);
	return s->fs && snapshot_fs(s, task);
}

#endif
