/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* System calls by number, as far as they lead to a file; the numbers are each architecture's own. */
#ifndef FILEAUDIT_CALLS_BPF_H
#define FILEAUDIT_CALLS_BPF_H

#include "event.h"
#include "kernel.h"
#include <bpf/bpf_helpers.h>

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

#if defined(__TARGET_ARCH_arm64)
#include "arch_arm64.bpf.h"
#elif defined(__TARGET_ARCH_x86)
#include "arch_x86.bpf.h"
#else
#error "its system calls and registers have to be told: see arch_x86.bpf.h"
#endif

static __always_inline enum fa_call call_in(struct task_struct *task, struct pt_regs *regs)
{
	__u32 nr = call_number(regs);

	return is_compat(task) ? compat_call(nr) : native_call(nr);
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
