/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* From the use of a file to its record: describe, ask the filters, resolve, ask again, hand over. */
#ifndef FILEAUDIT_REPORT_BPF_H
#define FILEAUDIT_REPORT_BPF_H

#include "filter.bpf.h"
#include "resolve.bpf.h"
#include "uniq.bpf.h"

struct file_use {
	enum fa_op op;
	enum fa_backend backend;
	struct task_struct *task; /* whose use it is; the current one's, but for what is held */
	struct file *held;	  /* the file, where the caller holds it */
	__s32 fd;		  /* the descriptor, -1: none or not known; to find the file, if not held */
	bool kfuncs;		  /* an LSM program: the kernel's path functions may be called */
	__u32 flags;		  /* of the open call; MAP_* of a map */
	__u32 prot;
	__u32 event_flags;
	__u64 map_start, map_end; /* of a map that is held */
	__u64 begun_ns;		  /* when the call began; 0: not known */
	struct seq_file *inventory; /* where to write what is held */
};

static __always_inline bool append_paths(struct fa_slot *s, const struct file_use *use,
					 __u64 file, bool kfuncs)
{
	if (use->op == FA_OP_HELD_MAP)
		append_mapped_target(s, file);
	else if (use->held)
		append_held_target(s, use->held, kfuncs);
	else if (file)
		append_fd_target(s, file, use->fd);
	else
		append_unstable(s, FA_PATH_TARGET); /* closed again already */
	if (!path_passes(s, FA_PATH_TARGET))
		return false;
	if (kfuncs)
		append_exe_by_kfunc(s);
	else
		append_exe_by_walk(s);
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
		append_unstable(s, which);
		if (!path_passes(s, which))
			return false;
	}
	return true;
}

static __always_inline void describe_use(struct fa_slot *s, const struct file_use *use, __u64 file)
{
	struct fa_event *e = &s->event;

	e->flags = use->event_flags;
	e->file = file;
	e->fd = use->fd;
	if (use->op == FA_OP_MMAP || use->op == FA_OP_HELD_MAP) {
		e->prot = use->prot;
		e->map_flags = use->flags;
		e->map_start = use->map_start;
		e->map_end = use->map_end;
	}
	if (!file)
		return;
	describe_inode(s, use->op == FA_OP_HELD_MAP
				  ? mapped_inode(s, file)
				  : fa_read_ptr(&s->walk.launder, struct file, file, f_inode));
	if (use->op == FA_OP_OPEN || use->op == FA_OP_HELD_OPEN) {
		e->open_flags = fa_read(struct file, file, f_flags) | use->flags;
		e->open_mode = fa_read(struct file, file, f_mode);
	}
}

/* Hands the record over. False: it is lost. */
static __always_inline bool hand_over(struct fa_slot *s, struct seq_file *inventory)
{
	/* when its buffer is full, the kernel comes again with the same file */
	if (inventory)
		return !bpf_seq_write(inventory, &s->event, record_size(s));
	return submit_record(s);
}

/* Builds a record and hands it over; the slot is claimed. */
static __always_inline void report_in(struct fa_slot *s, enum fa_admission admission,
				      const struct file_use *use, bool kfuncs, __u64 id)
{
	struct fa_event *e = &s->event;
	__u64 file;

	s->task = fa_as_scalar(&s->walk.launder, use->task);
	file = use->held ? fa_as_scalar(&s->walk.launder, use->held) : file_of_fd(s, use->fd);
	begin_record(s, use->task, use->op, use->backend);
	e->id = id;
	e->begun_ns = use->begun_ns;
	describe_use(s, use, file);
	if (admission == FA_OURSELVES)
		e->flags |= FA_EV_CANARY;
	else if (!file_passes(s, file) || (fa_rate && fa_rate_early && !rate_passes()))
		return;
	if (!(read_task(s) ? append_paths(s, use, file, kfuncs) : append_no_paths(s)))
		return;
	if (record_passes(s) && !hand_over(s, use->inventory))
		forget_uniq(s);
}

static __always_inline void report(enum fa_admission admission, const struct file_use *use)
{
	struct fa_slot *s = claim_slot();
	bool kfuncs = use->kfuncs && fa_use_kfuncs;

	if (!s)
		return;
	if (kfuncs && fa_cross_check) {
		__u64 id = bpf_ktime_get_ns();

		report_in(s, admission, use, false, id);
		report_in(s, admission, use, true, id);
	} else {
		report_in(s, admission, use, kfuncs, 0);
	}
	release_slot(s);
}

#endif
