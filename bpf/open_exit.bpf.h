/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * How an open ended, told where the kernel has looked the name up: do_filp_open(), fs/namei.c, and
 * do_file_open_root(). A security module's no on the way is noted by the task, and so is what was
 * told already, for the system call's own failures.
 */
#ifndef FILEAUDIT_OPEN_EXIT_BPF_H
#define FILEAUDIT_OPEN_EXIT_BPF_H

#include "filter.bpf.h"
#include "report.bpf.h"
#include "via.bpf.h"

/* ---- notes -------------------------------------------------------------------------- */

static __always_inline struct fa_note_key note_key(enum fa_note_kind kind)
{
	return (struct fa_note_key){.tid = (__u32)bpf_get_current_pid_tgid(), .kind = kind};
}

static __always_inline void leave_note(enum fa_note_kind kind, int error)
{
	struct fa_note_key key = note_key(kind);
	struct fa_note note = {.ts_ns = bpf_ktime_get_ns(), .error = error};

	bpf_map_update_elem(&fa_notes, &key, &note, BPF_ANY);
}

/* Takes the note away. The errno it has, if it was left since then; else 0. */
static __always_inline int take_note(enum fa_note_kind kind, __u64 since_ns)
{
	struct fa_note_key key = note_key(kind);
	struct fa_note *note = bpf_map_lookup_elem(&fa_notes, &key);
	int error = 0;

	if (!note)
		return 0;
	if (note->ts_ns >= since_ns)
		error = note->error;
	bpf_map_delete_elem(&fa_notes, &key);
	return error;
}

/* A security hook's answer. -ECHILD only asks for a slower lookup. */
static __always_inline void note_answer(enum fa_note_kind kind, int ret)
{
	if (ret < 0 && ret != -ECHILD)
		leave_note(kind, -ret);
}

static __always_inline enum fa_denied_by who_denied(enum fa_note_kind kind, int error,
						    __u64 since_ns)
{
	if (take_note(kind, since_ns) == error)
		return FA_DENIED_LSM;
	return error == EACCES || error == EPERM ? FA_DENIED_DAC : FA_DENIED_UNKNOWN;
}

/* ---- opens -------------------------------------------------------------------------- */

static __always_inline void note_open_begin(void)
{
	__u32 tid = bpf_get_current_pid_tgid();
	__u64 now = bpf_ktime_get_ns();

	bpf_map_update_elem(&fa_begun, &tid, &now, BPF_ANY);
}

/* A failed exec's lookup is the exec's failure. */
static __always_inline void tell_failed_open(struct file_use *use, struct task_struct *task,
					     __u32 flags)
{
	use->op = flags & FMODE_EXEC ? FA_OP_EXEC : FA_OP_OPEN;
	if (!(fa_outcomes & FA_OUTCOME_FAILED) || !(fa_ops & 1 << use->op))
		return;
	use->flags = flags;
	use->admission = admit(task, use->error);
	if (use->admission == FA_ADMITTED)
		fa_report(use);
}

/* Whether a lookup flag is set, by the number that it has in this kernel. */
static __always_inline bool has_lookup_flag(const struct open_flags *op, __u32 old_flag,
					    __u32 new_flag)
{
	bool is_new = fa_lookup_new;

	if (op->intent & LOOKUP_OPEN_NEW) {
		is_new = true;
		if (!fa_lookup_new)
			fa_lookup_new = true;
	} else if (op->intent & LOOKUP_OPEN_OLD) {
		is_new = false;
	}
	return op->lookup_flags & (is_new ? new_flag : old_flag);
}

/* io_uring first tries without waiting, for which it adds O_NONBLOCK and takes it away again; a
 * worker repeats what that cannot do: io_openat2(), io_uring/openclose.c. */
static __always_inline bool is_first_try(enum fa_via via, const struct open_flags *op)
{
	return via == FA_VIA_IO_URING && has_lookup_flag(op, LOOKUP_CACHED_OLD, LOOKUP_CACHED_NEW);
}

/* How the file was opened. Returns whether it is a try that may be repeated. */
static __always_inline bool set_way(struct file_use *use, struct task_struct *task,
				    const struct open_flags *op, __u64 filename)
{
	bool first_try;

	use->via = via_open(task, op->open_flag, filename);
	first_try = is_first_try(use->via, op);
	if (first_try)
		use->event_flags |= FA_EV_FLAGS_PARTIAL;
	return first_try;
}

static __always_inline void tell_open(struct file_use *use, struct task_struct *task,
				      struct file *held, const struct open_flags *op,
				      __u64 filename)
{
	note_opener(task, held);
	if (!may_want(0) || !(fa_ops & 1 << FA_OP_OPEN))
		return;
	use->admission = admit(task, 0);
	if (use->admission == FA_REFUSED)
		return;
	use->op = FA_OP_OPEN;
	use->held = (__u64)held;
	use->flags = op->open_flag & FA_OPEN_ONLY_FLAGS;
	set_way(use, task, op, filename);
	fa_report(use);
}

/* Whether an open was told at its permission check. O_PATH passes no security hook. */
static __always_inline bool is_told_at_hook(struct file *held, __u64 answer)
{
	return !fa_opens_at_exit && !is_error(answer) && held && !(held->f_mode & FMODE_PATH);
}

/* `held` is what do_filp_open() answered: a file, or an error where its address is. */
static __always_inline void handle_open_exit(struct file_use *use, struct file *held, __u64 answer,
					     const struct open_flags *op, __u64 filename)
{
	struct task_struct *task = bpf_get_current_task_btf();
	__u32 flags = op->open_flag;
	bool first_try;

	use->backend = fa_hooks;
	use->fd = -1;
	use->begun_ns = begun_at();
	if (!is_error(answer)) {
		if (held)
			tell_open(use, task, held, op, filename);
		return;
	}
	first_try = set_way(use, task, op, filename);
	use->error = -(__s64)answer;
	if (first_try && use->error == EAGAIN)
		return;
	use->denied_by = who_denied(FA_NOTE_DENIED_OPEN, use->error, use->begun_ns);
	if (fa_outcomes & FA_OUTCOME_FAILED)
		leave_note(FA_NOTE_TOLD, use->error);
	tell_failed_open(use, task, flags);
}

/* ---- failures before the lookup ------------------------------------------------------- */

/* The system call failed with nothing told: no memory for the name, no descriptor left, … */
static __always_inline void handle_call_exit(int dfd, const char *name, __u64 flags, __u64 resolve,
					     int ret)
{
	struct task_struct *task = bpf_get_current_task_btf();
	struct file_use use = {.backend = fa_hooks, .fd = -1, .name = (__u64)name,
			       .name_in_user = true, .dfd = dfd,
			       .in_root = resolve & RESOLVE_IN_ROOT};
	int told = take_note(FA_NOTE_TOLD, 0);

	if (ret >= 0 || told == -ret)
		return;
	use.error = -ret;
	use.via = via_open(task, flags, 0);
	tell_failed_open(&use, task, flags);
}

#endif
