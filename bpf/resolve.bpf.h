/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The four paths of an event: where each starts, and what must still hold afterwards. */
#ifndef FILEAUDIT_RESOLVE_BPF_H
#define FILEAUDIT_RESOLVE_BPF_H

#include "record.bpf.h"
#include "task.bpf.h"

/* From 6.12, LSM programs only: fs/bpf_fs_kfuncs.c. Weak, so that the object loads
 * where they are missing and fa_use_kfuncs keeps the calls dead. */
extern struct file *bpf_get_task_exe_file(struct task_struct *task) __ksym __weak;
extern void bpf_put_file(struct file *file) __ksym __weak;
extern int bpf_path_d_path(struct path *path, char *buf, size_t buf__sz) __ksym __weak;

#define FA_DELETED_SUFFIX_LEN 10 /* d_path() appends " (deleted)" */
#define FA_EXE_ATTEMPTS 3

static __always_inline void aim(struct fa_slot *s, __u64 dentry, __u64 mnt, bool from_root)
{
	s->walk.tail = 0;
	s->walk.dentry = dentry;
	s->walk.mnt = mnt;
	s->walk.mnt_ns = s->mnt_ns;
	s->walk.root_dentry = from_root ? s->root_dentry : 0;
	s->walk.root_mnt = from_root ? s->root_mnt : 0;
}

/*
 * What a struct file at an address is of, by which one that was freed and used again is noticed.
 * The dentry of a pseudo file may be reused at once, its inode only after the read section.
 */
struct fa_file_sight {
	__u64 inode, dentry, vfsmnt;
};

static __always_inline struct fa_file_sight look_at_file(struct fa_slot *s, __u64 file)
{
	struct fa_object f = fa_object(file);

	return (struct fa_file_sight){.inode = fa_get_ptr(f, struct file, f_inode),
				      .dentry = fa_get_ptr(f, struct file, f_path.dentry),
				      .vfsmnt = fa_get_ptr(f, struct file, f_path.mnt)};
}

/* Aims at what was seen of a file. */
static __always_inline struct fa_file_sight aim_at_file(struct fa_slot *s, __u64 file)
{
	struct fa_file_sight sight = look_at_file(s, file);

	aim(s, sight.dentry, mount_of(sight.vfsmnt), true);
	return sight;
}

static __always_inline bool is_same_file(struct fa_slot *s, __u64 file, struct fa_file_sight before)
{
	struct fa_file_sight now = look_at_file(s, file);

	return now.inode == before.inode && now.dentry == before.dentry &&
	       now.vfsmnt == before.vfsmnt;
}

/*
 * The kernel's own text, by d_path(), which takes the name and the mount locks' sequences
 * itself. Its words are ambiguous (" (deleted)" may be part of a name, a detached path
 * looks absolute), so the verdict comes from a walk before it. When all that this met is the
 * same afterwards, the text is of that moment. False: walk with names instead.
 */
static __always_inline bool text_by_kfunc(struct fa_slot *s, struct path *path)
{
	struct fa_walk *w = &s->walk;
	__u32 status;
	int len;

	if (is_pseudo(w))
		return false;
	fa_walk_pointers(s);
	status = w->status;
	/* of what no mount shows any more d_path() says "/" */
	if (w->end == FA_END_TORN || w->end == FA_END_NONE || w->end == FA_END_DISCONNECTED)
		return false;
	order_reads();
	len = bpf_path_d_path(path, s->text, FA_TEXT_SIZE);
	order_reads();
	if (len <= 1) /* -ENAMETOOLONG: the walk still has the tail */
		return false;
	if (walk_verdict(w) != status || !fa_is_as_met(s) || read_fs_seq(s->fs) != s->fs_seq)
		return false;
	w->off = 0;
	w->len = len - 1;
	if ((status & FA_ST_DELETED) && w->len > FA_DELETED_SUFFIX_LEN)
		w->len -= FA_DELETED_SUFFIX_LEN;
	if (!walk_is_absolute(w)) {
		w->off++;
		w->len--;
	}
	w->status = status;
	return true;
}

/* The current task's descriptor fd as a struct file's address, or 0. RCU protects the
 * table, and whoever reuses the file later is noticed by a second look. */
static __always_inline __u64 file_of_fd(struct fa_slot *s, struct task_struct *task, __u32 fd)
{
	__u64 files = fa_follow_ptr(task, files);
	__u64 table = fa_read_ptr(struct files_struct, files, fdt);
	struct fa_object t = fa_object(table);
	__u64 array = fa_get_ptr(t, struct fdtable, fd);

	if (!files || fd >= fa_get(t, struct fdtable, max_fds))
		return 0;
	return fa_load(__u64, array + fd * sizeof(__u64));
}

/* A target that the hook's caller holds. `reference`: the same, for an LSM program, which may call
 * the kernel's path functions. */
static __always_inline void append_held_target(struct fa_slot *s, __u64 held,
					       struct file *reference)
{
	aim_at_file(s, held);
	if (reference && text_by_kfunc(s, &reference->f_path))
		s->event.resolver = FA_RESOLVER_KFUNC;
	else
		fa_walk(s);
	append_path(s, FA_PATH_TARGET);
}

/*
 * The path of a file that a map refers to. Where a file system is stacked on another, as
 * overlayfs is, that may be the file below; what was mapped is then beside it, see
 * backing_file_user_path(), fs/file_table.c. Its struct file is the first in the struct.
 */
static __always_inline __u64 mapped_path(struct fa_slot *s, __u64 file)
{
	if (bpf_core_type_exists(struct backing_file) &&
	    (fa_read(struct file, file, f_mode) & FMODE_NOACCOUNT)) {
		if (bpf_core_field_exists(struct backing_file, user_path))
			return file + bpf_core_field_offset(struct backing_file, user_path);
		if (bpf_core_field_exists(struct backing_file___7, user_path_file))
			return file + bpf_core_field_offset(struct backing_file___7, user_path_file) +
			       bpf_core_field_offset(struct file, f_path);
	}
	return file + bpf_core_field_offset(struct file, f_path);
}

/* By the path's dentry: the file below a stacked one has an inode of its own. */
static __always_inline __u64 mapped_inode(struct fa_slot *s, __u64 file)
{
	__u64 dentry = fa_read_ptr(struct path, mapped_path(s, file), dentry);

	return fa_read_ptr(struct dentry, dentry, d_inode);
}

/* A target that the map, and so the caller, holds. */
static __always_inline void append_mapped_target(struct fa_slot *s, __u64 file)
{
	__u64 path = mapped_path(s, file);
	__u64 dentry = fa_read_ptr(struct path, path, dentry);
	__u64 vfsmnt = fa_read_ptr(struct path, path, mnt);

	aim(s, dentry, mount_of(vfsmnt), true);
	fa_walk(s);
	append_path(s, FA_PATH_TARGET);
}

/* A target that nobody holds: another thread may close fd at any time. */
static __always_inline void append_fd_target(struct fa_slot *s, struct task_struct *task,
					     __u64 file, __u32 fd)
{
	struct fa_file_sight sight = aim_at_file(s, file);

	order_reads();
	fa_walk(s);
	order_reads();
	if (file_of_fd(s, task, fd) != file || !is_same_file(s, file, sight))
		s->walk.status = FA_ST_UNSTABLE;
	append_path(s, FA_PATH_TARGET);
}

/* mm->exe_file by address: leaves its path in walk. Nothing pins it: PR_SET_MM_EXE_FILE in
 * another thread may replace and free it, so it must still be there, and be of the same inode and
 * dentry, afterwards; and another task's mm as well. */
static __always_inline void walk_exe(struct fa_slot *s, struct task_struct *task)
{
	__u64 mm = fa_follow_ptr(task, mm);

	s->walk.status = FA_ST_ABSENT;
	/* a kernel thread may borrow an mm; get_task_exe_file() answers NULL as well */
	if (!mm || (fa_follow(task, flags) & PF_KTHREAD))
		return;
	for (int i = 0; i < FA_EXE_ATTEMPTS; i++) {
		__u64 file = fa_read_ptr(struct mm_struct, mm, exe_file);
		struct fa_file_sight sight;

		if (!file) {
			s->walk.status = FA_ST_ABSENT;
			return;
		}
		sight = aim_at_file(s, file);
		order_reads();
		fa_walk(s);
		order_reads();
		if (fa_read_ptr(struct mm_struct, mm, exe_file) == file &&
		    is_same_file(s, file, sight) &&
		    fa_follow_ptr(task, mm) == mm)
			return;
	}
	s->walk.status = FA_ST_UNSTABLE;
}

static __always_inline void append_exe_by_walk(struct fa_slot *s, struct task_struct *task)
{
	walk_exe(s, task);
	append_path(s, FA_PATH_EXE);
}

/* exe_file with a reference held while its path is read. LSM programs only. */
static __always_inline void append_exe_by_kfunc(struct fa_slot *s)
{
	struct file *exe = bpf_get_task_exe_file(bpf_get_current_task_btf());

	if (!exe) {
		append_nothing(s, FA_PATH_EXE, FA_ST_ABSENT);
		return;
	}
	aim_at_file(s, fa_as_scalar(&s->as_number, exe));
	if (!text_by_kfunc(s, &exe->f_path))
		fa_walk(s);
	bpf_put_file(exe);
	append_path(s, FA_PATH_EXE);
}

static __always_inline void write_root(struct fa_slot *s)
{
	s->walk.status = 0;
	s->walk.off = FA_TEXT_SIZE - 2;
	s->walk.len = 1;
	s->text[FA_TEXT_SIZE - 2] = '/';
}

/* No kernel has a kfunc for these two. */
static __always_inline void append_cwd(struct fa_slot *s)
{
	aim(s, s->pwd_dentry, s->pwd_mnt, true);
	fa_walk(s);
	append_path(s, FA_PATH_CWD);
}

static __always_inline void append_root(struct fa_slot *s)
{
	aim(s, s->root_dentry, s->root_mnt, false);
	if (is_at_top(&s->walk))
		write_root(s);
	else
		fa_walk(s);
	append_path(s, FA_PATH_ROOT);
}

#endif
