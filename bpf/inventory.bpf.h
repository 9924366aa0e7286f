/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What processes hold open and mapped, for --existing and snapshot; by the kernel's iterators. */
#ifndef FILEAUDIT_INVENTORY_BPF_H
#define FILEAUDIT_INVENTORY_BPF_H

#include "report.bpf.h"

static __always_inline void handle_held_open(struct seq_file *seq, struct task_struct *task,
					     __u32 fd, struct file *file)
{
	struct file_use use = {.op = FA_OP_HELD_OPEN, .task = (__u64)task, .held = (__u64)file,
			       .fd = fd};

	use.admission = admit(task, 0);
	if (use.admission == FA_ADMITTED)
		report_held(&use, seq);
}

static __always_inline __u32 sharing_of(__u64 vm_flags)
{
	return vm_flags & VM_MAYSHARE ? MAP_SHARED : MAP_PRIVATE;
}

/* The iterator lists a thread that has descriptors of its own, with memory that it shares. */
static __always_inline bool is_listed_already(struct task_struct *task)
{
	struct task_struct *leader = task->group_leader;

	return task->pid != task->tgid && leader && leader->mm == task->mm;
}

static __always_inline void handle_held_map(struct seq_file *seq, struct task_struct *task,
					    struct vm_area_struct *vma)
{
	struct file_use use = {.op = FA_OP_HELD_MAP, .task = (__u64)task, .fd = -1,
			       .in_map = true, .map_start = vma->vm_start,
			       .map_end = vma->vm_end,
			       .map_bytes = vma->vm_end - vma->vm_start};
	__u64 flags = vma->vm_flags;

	use.held = (__u64)vma->vm_file;
	if (!use.held || is_listed_already(task))
		return;
	use.prot = (flags & VM_READ ? PROT_READ : 0) | (flags & VM_WRITE ? PROT_WRITE : 0) |
		   (flags & VM_EXEC ? PROT_EXEC : 0);
	use.flags = sharing_of(flags);
	use.admission = admit(task, 0);
	if (use.admission == FA_ADMITTED)
		report_held(&use, seq);
}

#endif
