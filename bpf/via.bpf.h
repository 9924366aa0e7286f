/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Which way in: what led the current task to a file, as a hook inside the kernel can tell. */
#ifndef FILEAUDIT_VIA_BPF_H
#define FILEAUDIT_VIA_BPF_H

#include "calls.bpf.h"
#include "read.bpf.h"

/* The system call that the current task is in. Its registers are where the kernel was entered. */
static __always_inline enum fa_call current_call(struct task_struct *task)
{
	struct pt_regs *regs = (struct pt_regs *)bpf_task_pt_regs(task);

	return call_in(task, regs);
}

#define FA_NAME_WORDS 8 /* of a name, compared; enough to tell a program from its interpreter */

/* Whether a name is what the call in progress was given to execute. A function of its own, for
 * the stack it takes. */
static __attribute__((noinline)) bool is_execs_argument(struct task_struct *task, __u64 name)
{
	struct pt_regs *regs = (struct pt_regs *)bpf_task_pt_regs(task);
	bool at = call_in(task, regs) == FA_CALL_EXECAT;
	__u64 typed = argument(regs, is_compat(task), at ? 1 : 0);
	__u64 a[FA_NAME_WORDS] = {}, b[FA_NAME_WORDS] = {}, differ = 0;

	bpf_probe_read_kernel_str(a, sizeof(a), (const void *)name);
	bpf_probe_read_user_str(b, sizeof(b), (const void *)typed);
	for (int i = 0; i < FA_NAME_WORDS; i++)
		differ |= a[i] ^ b[i];
	return !differ;
}

/* Whether an executable was named by the process; else the kernel made the name up, as it does
 * for the interpreter that a file asks for. Until 7.2 such a name has no user address. */
static __always_inline bool is_typed(struct task_struct *task, __u64 filename)
{
	if (bpf_core_field_exists(struct filename, uptr))
		return fa_read(struct filename, filename, uptr) != NULL;
	return is_execs_argument(task, (__u64)fa_read(struct filename, filename, name));
}

/* Of an open with these flags; filename: a struct filename's address, 0: not known. */
static __always_inline enum fa_via via_open(struct task_struct *task, __u32 flags, __u64 filename)
{
	if (task->flags & PF_KTHREAD)
		return FA_VIA_KERNEL;
	if (task->flags & PF_IO_WORKER)
		return FA_VIA_IO_URING;
	if (flags & FMODE_EXEC)
		return filename && !is_typed(task, filename) ? FA_VIA_INTERPRETER : FA_VIA_EXEC;
	return via_call(current_call(task));
}

static __always_inline enum fa_via via_map(struct task_struct *task, enum fa_call call)
{
	return task->flags & PF_KTHREAD ? FA_VIA_KERNEL : via_call(call);
}

#endif
