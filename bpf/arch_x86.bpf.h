/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* x86_64 and the 32-bit programs it runs. Numbers: asm/unistd_64.h, asm/unistd_32.h. */
#ifndef FILEAUDIT_ARCH_X86_BPF_H
#define FILEAUDIT_ARCH_X86_BPF_H

#define FA_X32_BIT 0x40000000 /* __X32_SYSCALL_BIT: the same numbers below it, but for exec */
#define TS_COMPAT 0x0002      /* arch/x86/include/asm/thread_info.h */

/* Whether the task is in a call of 32-bit programs; set until the return to user space. */
static __always_inline bool is_compat(struct task_struct *task)
{
	return task->thread_info.status & TS_COMPAT;
}

static __always_inline __u32 call_number(struct pt_regs *regs)
{
	return regs->orig_ax;
}

/* A call's arguments by number, from 0. They are still there at its exit. */
static __always_inline __u64 argument(struct pt_regs *regs, bool compat, int which)
{
	switch (which) {
	case 0:
		return compat ? (__u32)regs->bx : regs->di;
	case 1:
		return compat ? (__u32)regs->cx : regs->si;
	case 2:
		return compat ? (__u32)regs->dx : regs->dx;
	case 3:
		return compat ? (__u32)regs->si : regs->r10;
	default:
		return compat ? (__u32)regs->di : regs->r8;
	}
}

static __always_inline enum fa_call native_call(__u32 nr)
{
	switch (nr & ~FA_X32_BIT) {
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

/* Loads are not reordered with loads here. */
static __always_inline void order_reads(void)
{
	asm volatile("" ::: "memory");
}

/* A struct fa_object whose fields are read after a value was. */
#define object_after(object, value)                                                               \
	({                                                                                        \
		asm volatile("" ::"r"(value) : "memory");                                         \
		(object);                                                                         \
	})

#endif
