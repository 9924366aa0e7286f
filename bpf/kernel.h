/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The kernel types the BPF programs read, trimmed to the fields used.
 *
 * Every struct is relocated by field name at load time (CO-RE), so offsets here
 * mean nothing and the object is the same whatever machine builds it. Where a
 * kernel changed a type, the change is named beside it.
 */
#ifndef FILEAUDIT_KERNEL_H
#define FILEAUDIT_KERNEL_H

typedef unsigned char __u8;
typedef unsigned short __u16;
typedef unsigned int __u32;
typedef unsigned long long __u64;
typedef signed char __s8;
typedef short __s16;
typedef int __s32;
typedef long long __s64;
typedef __u16 __be16;
typedef __u32 __be32;
typedef __u32 __wsum;
typedef _Bool bool;
typedef unsigned long size_t;
#define true 1
#define false 0
#define NULL ((void *)0)

/* uapi/linux/bpf.h: only what is used here. */
enum bpf_map_type {
	BPF_MAP_TYPE_HASH = 1,
	BPF_MAP_TYPE_ARRAY = 2,
	BPF_MAP_TYPE_LRU_HASH = 9,
	BPF_MAP_TYPE_LPM_TRIE = 11,
	BPF_MAP_TYPE_RINGBUF = 27,
};
enum {
	BPF_ANY = 0,
	BPF_NOEXIST = 1,
	BPF_F_NO_PREALLOC = 1U << 0,
	BPF_F_MMAPABLE = 1U << 10,
	BPF_F_USER_STACK = 1ULL << 8,
	BPF_F_USER_BUILD_ID = 1ULL << 11,
	BPF_RB_NO_WAKEUP = 1ULL << 0,
	BPF_RB_FORCE_WAKEUP = 1ULL << 1,
	BPF_RB_AVAIL_DATA = 0,
};

/* uapi and internal bits, from the headers named. */
#define EPERM 1 /* asm-generic/errno-base.h */
#define ECHILD 10
#define EAGAIN 11
#define EACCES 13
#define EEXIST 17
#define O_WRONLY 00000001 /* asm-generic/fcntl.h */
#define O_CREAT 00000100
#define O_EXCL 00000200
#define O_NOCTTY 00000400
#define O_TRUNC 00001000
#define O_ACCMODE 00000003
#define O_APPEND 00002000
#define O_NONBLOCK 00004000
#define O_PATH 010000000
#define __O_TMPFILE 020000000
#define S_IFMT 0170000 /* linux/stat.h */
#define S_IFIFO 0010000
#define S_IFREG 0100000
#define S_IFCHR 0020000
#define S_IFBLK 0060000
#define PROT_READ 0x1 /* asm-generic/mman-common.h */
#define PROT_WRITE 0x2
#define PROT_EXEC 0x4
#define MAP_SHARED 0x01 /* linux/mman.h */
#define MAP_PRIVATE 0x02
#define MAP_SHARED_VALIDATE 0x03
#define MAP_TYPE 0x0f
#define MAP_ANONYMOUS 0x20 /* asm-generic/mman-common.h */
#define VM_READ 0x1 /* linux/mm.h */
#define VM_WRITE 0x2
#define VM_EXEC 0x4
#define VM_MAYSHARE 0x80 /* what /proc/PID/maps goes by: VM_SHARED is for writing only */
#define PF_IO_WORKER 0x00000010 /* linux/sched.h */
#define PF_KTHREAD 0x00200000
#define AT_FDCWD (-100) /* uapi/linux/fcntl.h */
#define RESOLVE_IN_ROOT 0x10 /* uapi/linux/openat2.h */
/* linux/namei.h, which numbered them anew before 7.3: of every open but with O_PATH,
 * open_flags.intent has LOOKUP_OPEN. */
#define LOOKUP_OPEN_OLD 0x100
#define LOOKUP_OPEN_NEW (1 << 16)
#define LOOKUP_IN_ROOT_OLD 0x100000
#define LOOKUP_IN_ROOT_NEW (1 << 28)
#define LOOKUP_CACHED_OLD 0x200000
#define LOOKUP_CACHED_NEW (1 << 9)
#define OVERLAYFS_SUPER_MAGIC 0x794c7630 /* uapi/linux/magic.h */
#define MNT_INTERNAL 0x4000 /* linux/mount.h */
#define MQUEUE_MAGIC 0x19800202 /* ipc/mqueue.c */
/* linux/fs.h: the file counts against nobody: overlayfs's and cachefiles's inner
 * opens, which repeat an open already seen. Same bit 4.19 to 7.3. */
#define FMODE_NOACCOUNT 0x20000000
#define FMODE_EXEC 0x20	 /* linux/fs.h; also in f_flags, as __FMODE_EXEC */
#define FMODE_PATH 0x4000
#define PIDTYPE_TGID 1 /* linux/pid_types.h */

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

/* A seqcount_t, seqcount_spinlock_t (5.9) or seqlock_t (fs_struct.seq from 6.18):
 * in each the sequence is the first word. */
struct fa_seqcount {
	unsigned int sequence;
};

struct hlist_bl_node {
	struct hlist_bl_node *next, **pprev;
};

struct qstr {
	__u32 len;
	const unsigned char *name;
};

struct dentry;

struct dentry_operations {
	char *(*d_dname)(struct dentry *, char *, int);
};

struct file_system_type {
	const char *name;
};

struct super_block {
	__u32 s_dev;
	struct file_system_type *s_type;
	unsigned long s_magic;
};

struct inode {
	unsigned short i_mode;
	struct super_block *i_sb;
	long long i_size;
	unsigned long i_ino; /* u64 from 7.0: the same width on 64 bits */
};

struct dentry {
	struct fa_seqcount d_seq;
	struct hlist_bl_node d_hash;
	struct dentry *d_parent;
	struct qstr d_name; /* in an anonymous union from 6.16 */
	struct inode *d_inode;
	const struct dentry_operations *d_op;
};

struct vfsmount {
	struct dentry *mnt_root;
	int mnt_flags;
};

struct ns_common {
	unsigned int inum;
};

struct mnt_namespace {
	struct ns_common ns;
	struct mount *root;
	__u64 event; /* another number after every change of its mounts */
};

struct mountpoint {
	struct dentry *m_dentry;
};

struct mount {
	struct mount *mnt_parent;
	struct dentry *mnt_mountpoint;
	struct vfsmount mnt;
	struct mnt_namespace *mnt_ns;
	struct mountpoint *mnt_mp;
	int mnt_id;
};

struct path {
	struct vfsmount *mnt;
	struct dentry *dentry;
};

struct file {
	struct path f_path;
	struct inode *f_inode;
	unsigned int f_flags;
	unsigned int f_mode;
};

/* From 6.5: what overlayfs opens below a file, and what its maps refer to. user_path is the
 * overlay's (5.10 to 6.4: in f_path itself). fs/file_table.c */
struct backing_file {
	struct path user_path;
};

/* From 7.1: a whole file, of which only the path is there. */
struct backing_file___7 {
	struct file user_path_file;
};

struct fs_struct {
	struct fa_seqcount seq;
	struct path root, pwd;
};

struct mm_struct {
	struct file *exe_file;
	unsigned long arg_start, arg_end;
};

struct filename {
	const char *name;
	const char *uptr; /* as the process passed it; NULL: the kernel's own */
};

struct open_flags {
	int open_flag;
	int intent;
	int lookup_flags;
};

/* While a path is looked up, task_struct.nameidata. */
struct nameidata {
	struct filename *name;
};

/* fs/overlayfs/ovl_entry.h; unknown while overlayfs is a module not loaded. */
struct ovl_inode {
	struct inode vfs_inode;
	struct dentry *__upperdentry; /* there once the file is in the upper layer */
};

struct fdtable {
	unsigned int max_fds;
	struct file **fd;
};

struct files_struct {
	struct fdtable *fdt;
};

struct nsproxy {
	struct mnt_namespace *mnt_ns;
};

typedef struct {
	int counter;
} atomic_t;

struct pid_namespace {
	struct ns_common ns;
};

struct upid {
	int nr;
	struct pid_namespace *ns;
};

struct pid {
	unsigned int level;
	struct upid numbers[1];
};

struct signal_struct {
	atomic_t live;
	struct pid *pids[4]; /* PIDTYPE_MAX */
};

typedef struct {
	__u32 val;
} kuid_t;

typedef struct {
	__u32 val;
} kgid_t;

struct cred {
	kuid_t uid;
	kgid_t gid;
};

struct kernfs_node {
	__u64 id;
};

struct cgroup;

struct cgroup_subsys_state {
	struct cgroup *cgroup;
	struct cgroup_subsys_state *parent;
};

struct cgroup {
	struct cgroup_subsys_state self;
	struct kernfs_node *kn;
};

struct css_set {
	struct cgroup *dfl_cgrp; /* in cgroup v2 */
};

struct thread_info {
	unsigned long flags;
	__u32 status; /* x86 */
};

struct task_struct {
	struct thread_info thread_info;
	unsigned int flags;
	struct mm_struct *mm;
	int pid, tgid;
	struct task_struct *real_parent;
	struct task_struct *group_leader;
	struct pid *thread_pid;
	const struct cred *real_cred;
	struct nameidata *nameidata;
	kuid_t loginuid; /* these two with CONFIG_AUDIT */
	unsigned int sessionid;
	__u64 start_boottime;
	char comm[16];
	struct css_set *cgroups;
	struct fs_struct *fs;
	struct files_struct *files;
	struct nsproxy *nsproxy;
	struct signal_struct *signal;
};

struct linux_binprm {
	struct file *file;
	const char *filename; /* what was named */
	const char *interp;   /* what runs: another, when that is a script */
};

struct vm_area_struct {
	unsigned long vm_start, vm_end;
	unsigned long vm_flags; /* in an anonymous union from 6.3 */
	struct file *vm_file;
};

struct seq_file;

struct bpf_iter_meta {
	struct seq_file *seq;
	__u64 seq_num;
};

struct bpf_iter__task {
	struct bpf_iter_meta *meta;
	struct task_struct *task;
};

struct bpf_iter__task_file {
	struct bpf_iter_meta *meta;
	struct task_struct *task;
	__u32 fd;
	struct file *file;
};

struct bpf_iter__task_vma {
	struct bpf_iter_meta *meta;
	struct task_struct *task;
	struct vm_area_struct *vma;
};

struct pt_regs {
#ifdef __TARGET_ARCH_arm64
	unsigned long regs[31], orig_x0;
	int syscallno;
#else /* x86_64 */
	unsigned long bx, r10, r8, cx, dx, si, di, orig_ax;
#endif
};

#pragma clang attribute pop

/* uapi/linux/openat2.h */
struct open_how {
	__u64 flags, mode, resolve;
};

#endif
