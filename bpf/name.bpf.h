/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What there is to say of a file that was not opened: its name as typed, and the directory that a
 * relative one starts from. Both together take the place of the target's path, unresolved.
 */
#ifndef FILEAUDIT_NAME_BPF_H
#define FILEAUDIT_NAME_BPF_H

#include "resolve.bpf.h"
#include "use.bpf.h"

static __always_inline void read_name(struct fa_slot *s, const struct file_use *use)
{
	long size = -1;

	s->has_name = 0;
	s->name_len = 0;
	/* with room for one byte more than what is told */
	if (use->name && use->name_in_user)
		size = bpf_probe_read_user_str(s->name, FA_TEXT_SIZE + 1, (const void *)use->name);
	else if (use->name)
		size = bpf_probe_read_kernel_str(s->name, FA_TEXT_SIZE + 1, (const void *)use->name);
	if (size < 0)
		return;
	s->has_name = 1;
	s->name_is_cut = size > FA_TEXT_SIZE;
	if (size > FA_TEXT_SIZE)
		size = FA_TEXT_SIZE;
	s->name_len = size ? size - 1 : 0; /* of "" some kernels do not count the NUL */
}

/* Puts the name at the end of text, where a walk goes on in front of it. */
static __always_inline void write_name(struct fa_slot *s, bool slash)
{
	__u32 len = s->name_len & (FA_TEXT_SIZE - 1), off;

	fa_opaque(len);
	len &= FA_TEXT_SIZE - 1;
	off = FA_TEXT_SIZE - 1 - len;
	fa_opaque(off);
	off &= FA_TEXT_SIZE - 1;
	bpf_probe_read_kernel(&s->text[off], len, s->name);
	s->walk.tail = len;
	if (slash) {
		off--;
		fa_opaque(off);
		s->text[off & (FA_TEXT_SIZE - 1)] = '/';
		s->walk.tail++;
	}
}

/* The whole text is the name. */
static __always_inline void name_alone(struct fa_slot *s, __u32 status)
{
	write_name(s, false);
	s->walk.off = FA_TEXT_SIZE - 1 - s->walk.tail;
	s->walk.len = s->walk.tail;
	s->walk.status = status;
}

/* Aims at the directory that the name is relative to. Returns the file it was found by, 0: by
 * none, which nobody can close. */
static __always_inline __u64 aim_at_dir(struct fa_slot *s, struct task_struct *task,
					const struct file_use *use)
{
	__u64 file;

	if (use->dir) {
		__u64 mnt = fa_read_ptr(struct path, use->dir, mnt);
		__u64 dentry = fa_read_ptr(struct path, use->dir, dentry);

		aim(s, dentry, mount_of(mnt), true);
		return 0;
	}
	if (use->dfd == AT_FDCWD) {
		aim(s, s->pwd_dentry, s->pwd_mnt, true);
		return 0;
	}
	file = file_of_fd(s, task, use->dfd);
	if (file)
		aim_at_file(s, file);
	else
		aim(s, 0, 0, true); /* absent */
	return file;
}

/* Another thread may close the directory at any time. */
static __always_inline bool is_still_dir(struct fa_slot *s, struct task_struct *task,
					 const struct file_use *use, __u64 file)
{
	order_reads();
	return !file ||
	       (file_of_fd(s, task, use->dfd) == file &&
		fa_read_ptr(struct file, file, f_path.dentry) == s->walk.dentry);
}

/* The target of what failed. */
static __always_inline void append_named_target(struct fa_slot *s, struct task_struct *task,
						const struct file_use *use)
{
	bool rooted = s->has_name && s->name_len && s->name[0] == '/';
	struct fa_walk *w = &s->walk;
	__u64 file;

	if (!s->has_name) {
		w->status = FA_ST_UNRESOLVED | FA_ST_ABSENT;
	} else if (rooted && !use->in_root && !use->dir) {
		name_alone(s, FA_ST_UNRESOLVED | (s->name_is_cut ? FA_ST_TRUNCATED : 0));
	} else if (s->name_len > FA_PATH_TEXT_MAX - 1) { /* no room for a slash before it */
		name_alone(s, FA_ST_UNRESOLVED | FA_ST_TRUNCATED);
	} else {
		__u32 tail;

		file = aim_at_dir(s, task, use);
		write_name(s, s->name_len && !rooted);
		fa_walk(s);
		if (!is_still_dir(s, task, use, file))
			w->status = FA_ST_UNSTABLE;
		tail = w->tail;
		s->event.flags |= FA_EV_DIR;
		s->event.dir_len = w->len > tail ? w->len - tail : 0;
		if (w->status & (FA_ST_UNSTABLE | FA_ST_ABSENT)) {
			s->event.flags &= ~FA_EV_DIR;
			s->event.dir_len = 0;
		}
		w->status |= FA_ST_UNRESOLVED;
		w->tail = 0;
	}
	append_path(s, FA_PATH_TARGET);
}

#endif
