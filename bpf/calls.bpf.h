/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* System calls by number, as far as they lead to a file. asm/unistd_64.h, asm/unistd_32.h. */
#ifndef FILEAUDIT_CALLS_BPF_H
#define FILEAUDIT_CALLS_BPF_H

#include "event.h"
#include "kernel.h"
#include <bpf/bpf_helpers.h>

#define FA_X32_BIT 0x40000000 /* __X32_SYSCALL_BIT: the same numbers below it, but for exec */

enum fa_call {
	FA_CALL_NONE = 0,
	FA_CALL_OPEN,
	FA_CALL_OPENAT,
	FA_CALL_CREAT,
	FA_CALL_OPENAT2,
	FA_CALL_BY_HANDLE,
	FA_CALL_MMAP,
	FA_CALL_OLD_MMAP, /* i386: the arguments are in memory */
	FA_CALL_MPROTECT,
	FA_CALL_EXEC,
	FA_CALL_EXECAT,
	FA_CALL_USELIB,
	FA_CALL_SHMAT,
	FA_CALL_IO_URING,
};

static __always_inline enum fa_call native_call(__u32 nr)
{
	switch (nr) {
	case 2:
		return FA_CALL_OPEN;
	case 257:
		return FA_CALL_OPENAT;
	case 85:
		return FA_CALL_CREAT;
	case 437:
		return FA_CALL_OPENAT2;
	case 304:
		return FA_CALL_BY_HANDLE;
	case 9:
		return FA_CALL_MMAP;
	case 10:
	case 329: /* pkey_mprotect */
		return FA_CALL_MPROTECT;
	case 59:
	case 520: /* x32 */
		return FA_CALL_EXEC;
	case 322:
	case 545: /* x32 */
		return FA_CALL_EXECAT;
	case 134:
		return FA_CALL_USELIB;
	case 30:
		return FA_CALL_SHMAT;
	case 426:
		return FA_CALL_IO_URING;
	}
	return FA_CALL_NONE;
}

static __always_inline enum fa_call compat_call(__u32 nr)
{
	switch (nr) {
	case 5:
		return FA_CALL_OPEN;
	case 295:
		return FA_CALL_OPENAT;
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
	case 125:
	case 380: /* pkey_mprotect */
		return FA_CALL_MPROTECT;
	case 11:
		return FA_CALL_EXEC;
	case 358:
		return FA_CALL_EXECAT;
	case 86:
		return FA_CALL_USELIB;
	case 397:
		return FA_CALL_SHMAT;
	case 426:
		return FA_CALL_IO_URING;
	}
	return FA_CALL_NONE;
}

/* Whether the task is in a call of 32-bit programs; set until the return to user space. */
static __always_inline bool is_compat(struct task_struct *task)
{
	return task->thread_info.status & TS_COMPAT;
}

static __always_inline enum fa_call call_in(struct task_struct *task, __u64 orig_ax)
{
	__u32 nr = orig_ax;

	return is_compat(task) ? compat_call(nr) : native_call(nr & ~FA_X32_BIT);
}

static __always_inline enum fa_via via_call(enum fa_call call)
{
	switch (call) {
	case FA_CALL_OPEN:
		return FA_VIA_OPEN;
	case FA_CALL_OPENAT:
		return FA_VIA_OPENAT;
	case FA_CALL_CREAT:
		return FA_VIA_CREAT;
	case FA_CALL_OPENAT2:
		return FA_VIA_OPENAT2;
	case FA_CALL_BY_HANDLE:
		return FA_VIA_OPEN_BY_HANDLE;
	case FA_CALL_MMAP:
	case FA_CALL_OLD_MMAP:
		return FA_VIA_MMAP;
	case FA_CALL_MPROTECT:
		return FA_VIA_MPROTECT;
	case FA_CALL_EXEC:
	case FA_CALL_EXECAT:
		return FA_VIA_EXEC;
	case FA_CALL_USELIB:
		return FA_VIA_USELIB;
	case FA_CALL_SHMAT:
		return FA_VIA_SHMAT;
	case FA_CALL_IO_URING:
		return FA_VIA_IO_URING;
	case FA_CALL_NONE:
		break;
	}
	return FA_VIA_OTHER;
}

#endif
