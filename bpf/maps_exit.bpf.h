/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Maps: how long they are, how they ended, and those that become executable later. */
#ifndef FILEAUDIT_MAPS_EXIT_BPF_H
#define FILEAUDIT_MAPS_EXIT_BPF_H

#include "filter.bpf.h"
#include "inventory.bpf.h"
#include "open_exit.bpf.h"
#include "report.bpf.h"
#include "via.bpf.h"

/* Whether it maps by vm_mmap_pgoff(), mm/util.c, as all of these do and nothing else that comes
 * by the security hook. */
static __always_inline bool is_by_mmap(enum fa_call call)
{
	return call == FA_CALL_MMAP || call == FA_CALL_OLD_MMAP || call == FA_CALL_EXEC ||
	       call == FA_CALL_EXECAT;
}

/* The length that mmap() was asked for; 0: not known. */
static __always_inline __u64 bytes_to_map(struct task_struct *task, enum fa_call call)
{
	struct pt_regs *regs = (struct pt_regs *)bpf_task_pt_regs(task);

	if (call != FA_CALL_MMAP)
		return 0;
	return argument(regs, is_compat(task), 1);
}

static __always_inline void handle_map_exit(struct file *file, __u64 bytes, __u32 prot,
					    __u32 flags, __u64 answer)
{
	struct task_struct *task = bpf_get_current_task_btf();
	enum fa_call call = current_call(task);
	struct file_use use = {.op = FA_OP_MMAP, .backend = fa_hooks, .held = (__u64)file,
			       .fd = -1, .prot = prot, .flags = flags, .map_bytes = bytes};

	if (!is_by_mmap(call))
		return;
	if (is_error(answer)) {
		use.error = -(__s64)answer;
		use.denied_by = who_denied(FA_NOTE_DENIED_MMAP, use.error, 0);
	} else {
		use.map_start = answer;
		use.map_end = end_of_map(answer, bytes);
	}
	if (!may_want(use.error))
		return;
	use.via = via_map(task, call);
	use.admission = admit(task, use.error);
	if (use.admission != FA_REFUSED)
		fa_report(&use);
}

/* What was asked for may be more than this map. */
static __always_inline void bound_bytes(struct file_use *use)
{
	__u64 most = use->map_end - use->map_start;

	if (use->map_bytes > most)
		use->map_bytes = most;
}

/* The part of a map that the mprotect() in progress is about. */
static __always_inline void clip_to_call(struct file_use *use, struct task_struct *task,
					 __u64 start, __u64 end)
{
	struct pt_regs *regs = (struct pt_regs *)bpf_task_pt_regs(task);
	bool compat = is_compat(task);
	__u64 from = argument(regs, compat, 0);
	__u64 bytes = argument(regs, compat, 1), to = end_of_map(from, bytes);

	use->map_start = from > start ? from : start;
	use->map_end = to < end ? to : end;
	use->map_bytes = bytes;
	bound_bytes(use);
}

/* A map of a file becomes executable. */
static __always_inline void handle_mprotect(struct vm_area_struct *vma, __u32 prot, int ret)
{
	struct task_struct *task = bpf_get_current_task_btf();
	struct file_use use = {.op = FA_OP_MMAP, .backend = fa_hooks, .via = FA_VIA_MPROTECT,
			       .fd = -1, .in_map = true, .prot = prot};

	use.held = (__u64)vma->vm_file;
	if (!(prot & PROT_EXEC) || !use.held || (vma->vm_flags & VM_EXEC))
		return;
	if (ret < 0) {
		use.error = -ret;
		use.denied_by = FA_DENIED_LSM;
	}
	if (!may_want(use.error))
		return;
	use.flags = sharing_of(vma->vm_flags);
	if (current_call(task) == FA_CALL_MPROTECT)
		clip_to_call(&use, task, vma->vm_start, vma->vm_end);
	use.admission = admit(task, use.error);
	if (use.admission == FA_ADMITTED)
		fa_report(&use);
}

/* ---- tracepoint ---------------------------------------------------------------------- */

/* ctx: the address of the use */
static long report_if_of_file(struct task_struct *task, struct vm_area_struct *vma, void *ctx)
{
	struct file_use *use = *(struct file_use **)ctx;

	use->held = (__u64)vma->vm_file;
	if (!use->held)
		return 0;
	use->in_map = true;
	use->flags = sharing_of(vma->vm_flags);
	if (use->map_end > vma->vm_end)
		use->map_end = vma->vm_end;
	bound_bytes(use);
	fa_report(use);
	return 0;
}

/* At the exit of mprotect(): the map at its address, if it is of a file. */
static __always_inline void report_protected_map(struct task_struct *task, struct file_use *use)
{
	bpf_find_vma(task, use->map_start, report_if_of_file, &use, 0);
}

#endif
