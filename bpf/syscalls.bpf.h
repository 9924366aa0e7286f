/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * System calls at their exit, from the registers alone: on x86_64 they still hold the
 * arguments, so no entry tracepoint is needed. Numbers: asm/unistd_64.h, asm/unistd_32.h.
 */
#ifndef FILEAUDIT_SYSCALLS_BPF_H
#define FILEAUDIT_SYSCALLS_BPF_H

#include "config.bpf.h"
#include "event.h"
#include "kernel.h"
#include "maps.bpf.h"
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>

#define FA_X32_BIT 0x40000000 /* __X32_SYSCALL_BIT: the same numbers below it */

enum fa_call {
	FA_CALL_NONE = 0,
	FA_CALL_OPEN, /* open, openat: flags in a register */
	FA_CALL_CREAT,
	FA_CALL_OPENAT2,
	FA_CALL_BY_HANDLE,
	FA_CALL_MMAP,
	FA_CALL_OLD_MMAP, /* i386: the arguments are in memory */
};

struct fa_syscall {
	enum fa_call call;
	__u64 open_how; /* its user address */
	/* out */
	enum fa_op op;
	__s32 fd;
	__u32 flags; /* open: only the bits f_flags has lost by now; mmap: MAP_* */
	__u32 prot;
	__u32 event_flags;
};

/* do_dentry_open() clears these in f_flags once the file is open, fs/open.c */
#define FA_OPEN_ONLY_FLAGS (O_CREAT | O_EXCL | O_NOCTTY | O_TRUNC)

static __always_inline enum fa_call native_call(__u32 nr)
{
	switch (nr) {
	case 2: /* open */
	case 257: /* openat */
		return FA_CALL_OPEN;
	case 85:
		return FA_CALL_CREAT;
	case 437:
		return FA_CALL_OPENAT2;
	case 304:
		return FA_CALL_BY_HANDLE;
	case 9:
		return FA_CALL_MMAP;
	}
	return FA_CALL_NONE;
}

static __always_inline enum fa_call compat_call(__u32 nr)
{
	switch (nr) {
	case 5: /* open */
	case 295: /* openat */
		return FA_CALL_OPEN;
	case 8:
		return FA_CALL_CREAT;
	case 437:
		return FA_CALL_OPENAT2;
	case 342:
		return FA_CALL_BY_HANDLE;
	case 192: /* mmap2 */
		return FA_CALL_MMAP;
	case 90:
		return FA_CALL_OLD_MMAP;
	}
	return FA_CALL_NONE;
}

static __always_inline void read_old_mmap(struct fa_syscall *c, __u64 address)
{
	__u32 args[6] = {}; /* struct mmap_arg_struct32: addr, len, prot, flags, fd, offset */

	bpf_probe_read_user(args, sizeof(args), (const void *)address);
	c->prot = args[2];
	c->flags = args[3];
	c->fd = args[4];
}

static __always_inline enum fa_call call_of(struct pt_regs *regs)
{
	__u32 nr = regs->orig_ax;
	/* set for int 0x80 and 32-bit programs until the return to user space */
	bool compat = bpf_get_current_task_btf()->thread_info.status & TS_COMPAT;

	return compat ? compat_call(nr) : native_call(nr & ~FA_X32_BIT);
}

/*
 * A file is in the descriptor table before the exit of the call that put it there. So that an
 * inventory taken in between is not told twice, the call's beginning is noted: src/event/held_files.h.
 */
static __always_inline void note_begin(struct pt_regs *regs)
{
	__u32 tid = bpf_get_current_pid_tgid();
	__u64 now = bpf_ktime_get_ns();

	if (call_of(regs) != FA_CALL_NONE)
		bpf_map_update_elem(&fa_begun, &tid, &now, BPF_ANY);
}

static __always_inline __u64 begun_at(void)
{
	__u32 tid = bpf_get_current_pid_tgid();
	__u64 *begun = fa_note_begun ? bpf_map_lookup_elem(&fa_begun, &tid) : NULL, at;

	if (!begun)
		return 0;
	at = *begun;
	bpf_map_delete_elem(&fa_begun, &tid);
	return at;
}

/* Whether this exit is a success that may be reported. */
static __always_inline bool classify_syscall(struct fa_syscall *c, struct pt_regs *regs, long ret)
{
	__u32 nr = regs->orig_ax;
	bool compat = bpf_get_current_task_btf()->thread_info.status & TS_COMPAT;

	c->call = call_of(regs);
	if (c->call == FA_CALL_NONE)
		return false;
	if ((unsigned long)ret >= (unsigned long)-4095)
		return false;
	if (c->call == FA_CALL_MMAP || c->call == FA_CALL_OLD_MMAP) {
		if (!(fa_ops & 1 << FA_OP_MMAP))
			return false;
		c->op = FA_OP_MMAP;
		c->prot = regs->dx;
		c->flags = compat ? regs->si : regs->r10;
		c->fd = compat ? regs->di : regs->r8;
		if (c->call == FA_CALL_OLD_MMAP)
			read_old_mmap(c, (__u32)regs->bx);
		return !(c->flags & MAP_ANONYMOUS) && c->fd >= 0;
	}
	if (!(fa_ops & 1 << FA_OP_OPEN))
		return false;
	c->op = FA_OP_OPEN;
	c->fd = ret;
	if (nr == 2 || (compat && nr == 5)) /* open(path, flags) */
		c->flags = compat ? regs->cx : regs->si;
	else /* openat(dirfd, path, flags), open_by_handle_at(fd, handle, flags) */
		c->flags = regs->dx;
	if (c->call == FA_CALL_OPENAT2)
		c->open_how = compat ? (__u32)regs->dx : regs->dx;
	return true;
}

/* What needs a look into user memory, after the cheap filters. */
static __always_inline void read_syscall_arguments(struct fa_syscall *c)
{
	if (c->call == FA_CALL_OPENAT2) {
		__u64 flags = 0;

		if (bpf_probe_read_user(&flags, sizeof(flags), (const void *)c->open_how))
			c->event_flags |= FA_EV_FLAGS_PARTIAL;
		c->flags = flags & FA_OPEN_ONLY_FLAGS;
	} else if (c->call == FA_CALL_CREAT) {
		c->flags = O_CREAT | O_TRUNC;
	} else if (c->op == FA_OP_OPEN) {
		c->flags &= FA_OPEN_ONLY_FLAGS;
	}
}

#endif
