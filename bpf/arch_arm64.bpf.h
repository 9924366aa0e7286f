/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* arm64 and the 32-bit programs it runs. Numbers: asm-generic/unistd.h; arch/arm64/tools/syscall_32.tbl. */
#ifndef FILEAUDIT_ARCH_ARM64_BPF_H
#define FILEAUDIT_ARCH_ARM64_BPF_H

#define TIF_32BIT (1UL << 22) /* arch/arm64/include/asm/thread_info.h */

/* Whether the task is a 32-bit program. */
static __always_inline bool is_compat(struct task_struct *task)
{
	return task->thread_info.flags & TIF_32BIT;
}

static __always_inline __u32 call_number(struct pt_regs *regs)
{
	return regs->syscallno;
}

/* A call's arguments by number, from 0. At its exit x0 holds the answer; the others are still there. */
static __always_inline __u64 argument(struct pt_regs *regs, bool compat, int which)
{
	__u64 value;

	switch (which) {
	case 0:
		value = regs->orig_x0;
		break;
	case 1:
		value = regs->regs[1];
		break;
	case 2:
		value = regs->regs[2];
		break;
	case 3:
		value = regs->regs[3];
		break;
	default:
		value = regs->regs[4];
	}
	return compat ? (__u32)value : value;
}

static __always_inline enum fa_call native_call(__u32 nr)
{
	switch (nr) {
	case 56:
		return FA_CALL_OPENAT;
	case 437:
		return FA_CALL_OPENAT2;
	case 265:
		return FA_CALL_BY_HANDLE;
	case 222:
		return FA_CALL_MMAP;
	case 226:
	case 288: /* pkey_mprotect */
		return FA_CALL_MPROTECT;
	case 221:
		return FA_CALL_EXEC;
	case 281:
		return FA_CALL_EXECAT;
	case 196:
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
	case 322:
		return FA_CALL_OPENAT;
	case 8:
		return FA_CALL_CREAT;
	case 437:
		return FA_CALL_OPENAT2;
	case 371:
		return FA_CALL_BY_HANDLE;
	case 192: /* mmap2 */
		return FA_CALL_MMAP;
	case 125:
	case 394: /* pkey_mprotect */
		return FA_CALL_MPROTECT;
	case 11:
		return FA_CALL_EXEC;
	case 387:
		return FA_CALL_EXECAT;
	case 86:
		return FA_CALL_USELIB;
	case 305:
		return FA_CALL_SHMAT;
	case 426:
		return FA_CALL_IO_URING;
	}
	return FA_CALL_NONE;
}

/*
 * What is read after this is read after all that was read before it. An atomic operation that
 * returns a value orders both sides: LDADDAL, or LDXR and STLXR with a barrier behind them,
 * arch/arm64/net/bpf_jit_comp.c.
 */
static __always_inline void order_reads(void)
{
	__u64 cell = 0, was = __sync_fetch_and_add(&cell, 1);

	asm volatile("" ::"r"(was) : "memory");
}

/* A struct fa_object whose fields are read after a value was: its address depends on it, if by
 * nothing. */
#define object_after(object, value)                                                               \
	({                                                                                        \
		__u64 nothing__ = (value);                                                        \
		asm volatile("%0 &= 0" : "+r"(nothing__));                                        \
		fa_object((object).addr + nothing__);                                             \
	})

#endif
