/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* From the use of a file to its record: describe, ask the filters, resolve, ask again, hand over. */
#ifndef FILEAUDIT_REPORT_BPF_H
#define FILEAUDIT_REPORT_BPF_H

#include "extras.bpf.h"
#include "filter.bpf.h"
#include "name.bpf.h"
#include "totals.bpf.h"
#include "use.bpf.h"

/* A file system's own open of what lies below one already seen: without account, or through a
 * mount that is the kernel's own, as overlayfs's of its layers and acct()'s are; but for message
 * queues. */
static __always_inline bool is_backing(struct file *file)
{
	__u64 vfsmount = fa_read_ptr(struct file, file, f_path.mnt);
	__u64 dentry = fa_read_ptr(struct file, file, f_path.dentry);
	__u64 op, inode, sb;

	if (file->f_mode & FMODE_NOACCOUNT)
		return true;
	if (!is_error(fa_read_ptr(struct mount, mount_of(vfsmount), mnt_ns)) &&
	    !(fa_read(struct vfsmount, vfsmount, mnt_flags) & MNT_INTERNAL))
		return false;
	op = fa_read_ptr(struct dentry, dentry, d_op);
	if (op && fa_read_ptr(struct dentry_operations, op, d_dname))
		return false;
	inode = fa_read_ptr(struct dentry, dentry, d_inode);
	sb = fa_read_ptr(struct inode, inode, i_sb);
	return fa_read(struct super_block, sb, s_magic) != MQUEUE_MAGIC;
}

static __always_inline void append_target(struct fa_slot *s, struct task_struct *task,
					  const struct file_use *use, __u64 file,
					  struct file *reference)
{
	if (is_name_only(use))
		append_named_target(s, task, use);
	else if (use->in_map)
		append_mapped_target(s, file);
	else if (use->held)
		append_held_target(s, file, reference);
	else if (file)
		append_fd_target(s, task, file, use->fd);
	else if (use->error) /* a map of no descriptor */
		append_nothing(s, FA_PATH_TARGET, FA_ST_ABSENT);
	else
		append_nothing(s, FA_PATH_TARGET, FA_ST_UNSTABLE); /* closed again already */
}

static __always_inline bool append_paths(struct fa_slot *s, struct task_struct *task,
					 const struct file_use *use, __u64 file,
					 struct file *reference)
{
	append_target(s, task, use, file, reference);
	if (!path_passes(s, FA_PATH_TARGET))
		return false;
	if (reference)
		append_exe_by_kfunc(s);
	else
		append_exe_by_walk(s, task);
	if (!path_passes(s, FA_PATH_EXE))
		return false;
	append_cwd(s);
	if (!path_passes(s, FA_PATH_CWD))
		return false;
	append_root(s);
	return path_passes(s, FA_PATH_ROOT);
}

static __always_inline bool append_no_paths(struct fa_slot *s)
{
	for (int which = 0; which < FA_PATH_COUNT; which++) {
		append_nothing(s, which, FA_ST_UNSTABLE);
		if (!path_passes(s, which))
			return false;
	}
	return true;
}

/* Remembers who opened a file, for opener_of(). */
static __always_inline void note_opener(struct task_struct *task, struct file *file)
{
	struct fa_opener opener = {};
	__u64 key = (__u64)file;

	if (!fa_tell_opener)
		return;
	opener.ino = BPF_CORE_READ(file, f_inode, i_ino);
	opener.dev = BPF_CORE_READ(file, f_inode, i_sb, s_dev);
	opener.pid = pid_here(task);
	bpf_map_update_elem(&fa_openers, &key, &opener, BPF_ANY);
}

static __attribute__((noinline)) void note_opener_of_fd(struct task_struct *task, __u32 fd)
{
	struct file **array = BPF_CORE_READ(task, files, fdt, fd);
	struct file *file = NULL;

	bpf_probe_read_kernel(&file, sizeof(file), array + fd);
	if (file)
		note_opener(task, file);
}

/* Who opened the file that is mapped, when it was seen and another process did. */
static __always_inline __u32 opener_of(struct fa_slot *s, __u64 file)
{
	struct fa_opener *opener = bpf_map_lookup_elem(&fa_openers, &file);
	const struct fa_event *e = &s->event;

	/* a struct file may have been freed and used again for what no hook sees */
	if (!opener || opener->ino != e->ino ||
	    opener->dev != (e->dev_major << 20 | e->dev_minor) || opener->pid == e->pid)
		return 0;
	return opener->pid;
}

static __always_inline void describe_file(struct fa_slot *s, const struct file_use *use, __u64 file)
{
	struct fa_event *e = &s->event;
	__u64 path = use->in_map ? mapped_path(s, file)
				 : file + bpf_core_field_offset(struct file, f_path);
	__u64 mnt = mount_of(fa_read_ptr(struct path, path, mnt));
	__u64 inode = use->in_map
			      ? mapped_inode(s, file)
			      : fa_read_ptr(struct file, file, f_inode);

	describe_inode(s, inode);
	e->mnt_id = mnt ? fa_read(struct mount, mnt, mnt_id) : 0;
	if (use->op == FA_OP_OPEN || use->op == FA_OP_HELD_OPEN) {
		e->open_flags = fa_read(struct file, file, f_flags) | use->flags;
		e->open_mode = fa_read(struct file, file, f_mode);
	}
	describe_layer(s, inode);
	if (use->op == FA_OP_MMAP && fa_tell_opener)
		e->opener = opener_of(s, file);
}

static __always_inline void describe_use(struct fa_slot *s, const struct file_use *use, __u64 file)
{
	struct fa_event *e = &s->event;

	e->flags = use->event_flags;
	e->file = file;
	e->fd = use->fd;
	e->error = use->error;
	e->via = use->via;
	e->denied_by = use->denied_by;
	if (use->op == FA_OP_MMAP || use->op == FA_OP_HELD_MAP) {
		e->prot = use->prot;
		e->map_flags = use->flags;
		e->map_start = use->map_start;
		e->map_end = use->map_end;
		e->map_bytes = use->map_bytes;
	}
	if (is_name_only(use))
		e->open_flags = use->flags;
	if (file)
		describe_file(s, use, file);
	if (use->via == FA_VIA_IO_URING && (use->event_flags & FA_EV_FLAGS_PARTIAL))
		e->open_flags &= ~O_NONBLOCK;
}

/* Whether a complete record is to be handed over. If it has a row of a summary, that is it. */
static __always_inline bool is_wanted(struct fa_slot *s, struct task_struct *task,
				      struct fa_total **total)
{
	if (!record_passes(s))
		return false;
	if (fa_total_keys && !(s->event.flags & FA_EV_CANARY)) {
		*total = count_in_row(s, task);
		if (!*total || (fa_totals_only && (*total)->told))
			return false;
	}
	append_extras(s, task);
	return true;
}

/* Builds a record; the slot is claimed. Whether it is complete, and passes all filters that are
 * asked before it is. */
static __always_inline bool build_record(struct fa_slot *s, struct task_struct *task,
					 const struct file_use *use, struct file *reference,
					 __u64 id)
{
	struct fa_event *e = &s->event;
	__u64 file = use->held;

	if (!file && !is_name_only(use))
		file = file_of_fd(s, task, use->fd);
	begin_record(s, task, use->op, use->backend);
	e->id = id;
	e->begun_ns = use->begun_ns;
	describe_use(s, use, file);
	if (use->admission == FA_OURSELVES)
		e->flags |= FA_EV_CANARY;
	else if (!file_passes(s, file) || (fa_rate && fa_rate_early && !rate_passes()))
		return false;
	s->has_name = 0;
	if (use->error || use->op == FA_OP_EXEC)
		read_name(s, use);
	return read_task(s, task) ? append_paths(s, task, use, file, reference)
				  : append_no_paths(s);
}

/* Whether the use is to be told; then the slot has its whole record. */
static __always_inline bool build_wanted(struct fa_slot *s, struct task_struct *task,
					 const struct file_use *use, struct file *reference,
					 __u64 id, struct fa_total **total)
{
	return build_record(s, task, use, reference, id) && is_wanted(s, task, total);
}

static __always_inline void submit(struct fa_slot *s, struct fa_total *total)
{
	if (!submit_record(s))
		forget_uniq(s);
	else if (total)
		total->told = 1;
}

static __always_inline void report_in(struct fa_slot *s, struct task_struct *task,
				      const struct file_use *use, struct file *reference, __u64 id)
{
	struct fa_total *total = NULL;

	if (build_wanted(s, task, use, reference, id, &total))
		submit(s, total);
}

/* What every hook ends in. A global function, so the verifier visits it once for all callers. */
__attribute__((noinline)) int fa_report(struct file_use *use)
{
	struct fa_slot *s;
	int number;

	if (!use)
		return 0;
	s = claim_slot(&number);
	if (!s)
		return 0;
	report_in(s, bpf_get_current_task_btf(), use, NULL, 0);
	release_slot(s);
	return 0;
}

/* The kernel's path functions are for LSM programs only. */
static __always_inline void report_by_kfunc(const struct file_use *use, struct file *reference)
{
	struct task_struct *task = bpf_get_current_task_btf();
	int number;
	struct fa_slot *s = claim_slot(&number);

	if (!s)
		return;
	if (fa_cross_check) {
		__u64 id = bpf_ktime_get_ns();

		report_in(s, task, use, NULL, id);
		report_in(s, task, use, reference, id);
	} else {
		report_in(s, task, use, reference, 0);
	}
	release_slot(s);
}

/* What a task holds. Returns the number of the slot that the record is in, to be released by the
 * caller; -1: there is nothing to be told. */
__attribute__((noinline)) int fa_build_held(struct file_use *use)
{
	struct fa_total *total = NULL;
	struct fa_slot *s;
	int number;

	if (!use)
		return -1;
	s = claim_slot(&number);
	if (!s)
		return -1;
	if (build_wanted(s, fa_task(use->task), use, NULL, 0, &total))
		return number;
	release_slot(s);
	return -1;
}

/* Writes what is held into the inventory that is being taken. */
static __always_inline void report_held(struct file_use *use, struct seq_file *inventory)
{
	int number = fa_build_held(use);
	struct fa_slot *s;
	__u32 key = number;

	if (number < 0)
		return;
	s = bpf_map_lookup_elem(&fa_slots, &key);
	if (!s)
		return;
	/* when its buffer is full, the kernel comes again with the same file */
	if (bpf_seq_write(inventory, &s->event, record_size(s)))
		forget_uniq(s);
	release_slot(s);
}

#endif
