/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * System calls at their exit, from the registers alone: they still hold the arguments, so no
 * entry tracepoint is needed.
 */
#ifndef FILEAUDIT_SYSCALLS_BPF_H
#define FILEAUDIT_SYSCALLS_BPF_H

#include "calls.bpf.h"
#include "use.bpf.h"
#include "config.bpf.h"
#include "filter.bpf.h"
#include "maps.bpf.h"
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>

/* These two are functions of their own for the stack they take. */
static __attribute__((noinline)) void read_old_mmap(struct file_use *use, __u64 address)
{
	__u32 args[6] = {}; /* struct mmap_arg_struct32: addr, len, prot, flags, fd, offset */

	bpf_probe_read_user(args, sizeof(args), (const void *)address);
	use->map_bytes = args[1];
	use->prot = args[2];
	use->flags = args[3];
	use->fd = args[4];
}

/* Which operation a call is, or 0: none that is told at its exit. */
static __always_inline enum fa_op op_of(enum fa_call call)
{
	switch (call) {
	case FA_CALL_OPEN:
	case FA_CALL_OPENAT:
	case FA_CALL_CREAT:
	case FA_CALL_OPENAT2:
	case FA_CALL_BY_HANDLE:
		return FA_OP_OPEN;
	case FA_CALL_MMAP:
	case FA_CALL_OLD_MMAP:
	case FA_CALL_MPROTECT:
		return FA_OP_MMAP;
	case FA_CALL_EXEC: /* its failures: a success is fa_tp_exec's */
	case FA_CALL_EXECAT:
		return FA_OP_EXEC;
	default:
		return 0;
	}
}

/*
 * A file is in the descriptor table before the exit of the call that put it there. So that an
 * inventory taken in between is not told twice, the call's beginning is noted: src/event/held_files.h.
 */
static __always_inline void note_begin(struct pt_regs *regs)
{
	__u32 tid = bpf_get_current_pid_tgid();
	__u64 now = bpf_ktime_get_ns();

	if (op_of(call_in(bpf_get_current_task_btf(), regs)))
		bpf_map_update_elem(&fa_begun, &tid, &now, BPF_ANY);
}

static __always_inline bool classify_map(struct file_use *use, enum fa_call call,
					 struct pt_regs *regs, bool compat, long ret)
{
	use->map_bytes = argument(regs, compat, 1);
	use->prot = argument(regs, compat, 2);
	if (call == FA_CALL_MPROTECT) {
		use->map_start = argument(regs, compat, 0);
		use->map_end = end_of_map(use->map_start, use->map_bytes);
		use->fd = -1;
		return (use->prot & PROT_EXEC) && (use->map_bytes || use->error);
	}
	use->flags = argument(regs, compat, 3);
	use->fd = argument(regs, compat, 4);
	if (call == FA_CALL_OLD_MMAP)
		read_old_mmap(use, argument(regs, compat, 0));
	if (!use->error) {
		use->map_start = ret;
		use->map_end = end_of_map(ret, use->map_bytes);
	}
	return !(use->flags & MAP_ANONYMOUS) && use->fd >= 0;
}

/* What a failed open or exec was given. */
static __always_inline void take_name(struct file_use *use, enum fa_call call, struct pt_regs *regs,
				      bool compat)
{
	bool at = call == FA_CALL_OPENAT || call == FA_CALL_OPENAT2 || call == FA_CALL_EXECAT;

	if (call == FA_CALL_BY_HANDLE)
		return;
	use->name_in_user = true;
	use->dfd = at ? (int)argument(regs, compat, 0) : AT_FDCWD;
	use->name = at ? argument(regs, compat, 1) : argument(regs, compat, 0);
}

/* Whether this exit is one that may be reported; then `use` says what the registers do. */
static __always_inline bool classify_syscall(struct file_use *use, enum fa_call call,
					     bool compat, struct pt_regs *regs, long ret)
{
	enum fa_op op = op_of(call);

	if (!op || !(fa_ops & 1 << op))
		return false;
	use->op = op;
	use->via = via_call(call);
	use->error = is_error(ret) ? -ret : 0;
	if (!may_want(use->error))
		return false;
	if (op == FA_OP_MMAP)
		return classify_map(use, call, regs, compat, ret);
	if (use->error)
		take_name(use, call, regs, compat);
	use->fd = -1;
	if (op == FA_OP_EXEC)
		return use->error;
	if (!use->error)
		use->fd = ret;
	/* open(path, flags); openat(dirfd, path, flags), open_by_handle_at(fd, handle, flags) */
	use->flags = argument(regs, compat, call == FA_CALL_OPEN ? 1 : 2);
	return true;
}

static __attribute__((noinline)) void read_open_how(struct file_use *use, __u64 address)
{
	struct open_how how = {};

	if (bpf_probe_read_user(&how, sizeof(how), (const void *)address))
		use->event_flags |= FA_EV_FLAGS_PARTIAL;
	use->flags = how.flags;
	use->in_root = how.resolve & RESOLVE_IN_ROOT;
}

/* The flags of an open, after the cheap filters. */
static __always_inline void read_open_flags(struct file_use *use, enum fa_call call,
					    bool compat, struct pt_regs *regs)
{
	if (use->op != FA_OP_OPEN)
		return;
	if (call == FA_CALL_OPENAT2)
		read_open_how(use, argument(regs, compat, 2));
	else if (call == FA_CALL_CREAT)
		use->flags = O_CREAT | O_WRONLY | O_TRUNC;
	if (!use->error) /* with O_PATH the kernel drops them, build_open_how(), fs/open.c */
		use->flags &= use->flags & O_PATH ? 0 : FA_OPEN_ONLY_FLAGS;
}

#endif
