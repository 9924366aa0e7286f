// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * The programs: one-line hooks over shared handlers. User space loads those of one
 * backend. They observe only: an LSM hook returns what it was given.
 */
#include "inventory.bpf.h"
#include "report.bpf.h"
#include "syscalls.bpf.h"
#include "track.bpf.h"
#include <bpf/bpf_tracing.h>

char LICENSE[] SEC("license") = "Dual BSD/GPL";

/* ---- handlers ---------------------------------------------------------------------- */

static __always_inline void handle_open(struct file *file, enum fa_backend backend)
{
	struct file_use use = {.op = FA_OP_OPEN, .backend = backend,
			       .task = bpf_get_current_task_btf(), .held = file, .fd = -1,
			       .kfuncs = backend == FA_BACKEND_LSM};
	enum fa_admission admission;

	if (file->f_mode & FMODE_NOACCOUNT)
		return;
	admission = admit(use.task);
	if (admission != FA_REFUSED)
		report(admission, &use);
}

static __always_inline void handle_mmap(struct file *file, __u32 prot, __u32 flags,
					enum fa_backend backend)
{
	struct file_use use = {.op = FA_OP_MMAP, .backend = backend,
			       .task = bpf_get_current_task_btf(), .held = file, .fd = -1,
			       .kfuncs = backend == FA_BACKEND_LSM, .prot = prot, .flags = flags};
	enum fa_admission admission = admit(use.task);

	if (admission != FA_REFUSED)
		report(admission, &use);
}

/* ---- lsm ---------------------------------------------------------------------------- */

SEC("lsm/file_open")
int BPF_PROG(fa_lsm_file_open, struct file *file, int ret)
{
	if (ret == 0) /* else an LSM program before us denied it */
		handle_open(file, FA_BACKEND_LSM);
	return ret;
}

SEC("lsm/mmap_file")
int BPF_PROG(fa_lsm_mmap_file, struct file *file, unsigned long reqprot, unsigned long prot,
	     unsigned long flags, int ret)
{
	/* NULL for anonymous memory, and not every kernel's verifier insists on the check */
	if (ret == 0 && file)
		handle_mmap(file, reqprot, flags, FA_BACKEND_LSM);
	return ret;
}

/* ---- fentry: at the hooks' exit, where a denial is known ------------------------------ */

SEC("fexit/security_file_open")
int BPF_PROG(fa_fexit_file_open, struct file *file, int ret)
{
	if (ret == 0)
		handle_open(file, FA_BACKEND_FENTRY);
	return 0;
}

SEC("fexit/security_mmap_file")
int BPF_PROG(fa_fexit_mmap_file, struct file *file, unsigned long prot, unsigned long flags,
	     int ret)
{
	if (ret == 0 && file)
		handle_mmap(file, prot, flags, FA_BACKEND_FENTRY);
	return 0;
}

/* ---- tracepoint ---------------------------------------------------------------------- */

SEC("tp_btf/sys_exit")
int BPF_PROG(fa_tp_sys_exit, struct pt_regs *regs, long ret)
{
	struct file_use use = {.backend = FA_BACKEND_TRACEPOINT,
			       .task = bpf_get_current_task_btf()};
	struct fa_syscall call = {};
	enum fa_admission admission;

	if (!classify_syscall(&call, regs, ret))
		return 0;
	admission = admit(use.task);
	if (admission == FA_REFUSED)
		return 0;
	read_syscall_arguments(&call);
	use.op = call.op;
	use.fd = call.fd;
	use.flags = call.flags;
	use.prot = call.prot;
	use.event_flags = call.event_flags;
	use.begun_ns = begun_at();
	report(admission, &use);
	return 0;
}

/* While an inventory is taken. */
SEC("tp_btf/sys_enter")
int BPF_PROG(fa_tp_sys_enter, struct pt_regs *regs)
{
	note_begin(regs);
	return 0;
}

/* ---- every backend ------------------------------------------------------------------- */

/* A new program runs: mm, comm and exe_file are already its own. */
SEC("tp_btf/sched_process_exec")
int BPF_PROG(fa_tp_exec, struct task_struct *task, int old_pid, struct linux_binprm *bprm)
{
	struct file_use use = {.op = FA_OP_EXEC, .backend = FA_BACKEND_TRACEPOINT, .task = task,
			       .held = bprm->file, .fd = -1};
	enum fa_admission admission = admit(task);

	if (admission == FA_ADMITTED)
		report(admission, &use);
	return 0;
}

SEC("tp_btf/sched_process_fork")
int BPF_PROG(fa_tp_fork, struct task_struct *parent, struct task_struct *child)
{
	track_child(parent, child);
	return 0;
}

SEC("tp_btf/sched_process_exit")
int BPF_PROG(fa_tp_exit, struct task_struct *task)
{
	forget_task(task);
	return 0;
}

/* ---- iterators, run by user space ------------------------------------------------------ */

SEC("iter/task_file")
int fa_iter_files(struct bpf_iter__task_file *ctx)
{
	struct task_struct *task = ctx->task;
	struct file *file = ctx->file;

	if (task && file)
		handle_held_open(ctx->meta->seq, task, ctx->fd, file);
	return 0;
}

SEC("iter/task_vma")
int fa_iter_maps(struct bpf_iter__task_vma *ctx)
{
	struct task_struct *task = ctx->task;
	struct vm_area_struct *vma = ctx->vma;

	if (task && vma)
		handle_held_map(ctx->meta->seq, task, vma);
	return 0;
}

SEC("iter/task")
int fa_iter_tree(struct bpf_iter__task *ctx)
{
	struct task_struct *task = ctx->task;

	if (task)
		track_existing(task);
	return 0;
}

/* Who we are: our ids in the initial pid namespace, which ours cannot tell us. */
SEC("iter/task")
int fa_iter_self(struct bpf_iter__task *ctx)
{
	struct task_struct *self = bpf_get_current_task_btf();

	fa_self_tgid = self->tgid;
	fa_pidns_level = BPF_CORE_READ(self, thread_pid, level);
	return 0;
}

/* Which files our own descriptors are, by the numbers the hooks will see. */
SEC("iter/task_file")
int fa_iter_identify(struct bpf_iter__task_file *ctx)
{
	struct task_struct *task = ctx->task;
	struct file *file = ctx->file;
	struct fa_identity identity = {};
	__u32 dev;

	if (!task || !file || task->tgid != bpf_get_current_task_btf()->tgid)
		return 0;
	dev = BPF_CORE_READ(file, f_inode, i_sb, s_dev);
	identity.fd = ctx->fd;
	identity.dev_major = dev >> 20;
	identity.dev_minor = dev & 0xfffff;
	identity.ino = BPF_CORE_READ(file, f_inode, i_ino);
	bpf_seq_write(ctx->meta->seq, &identity, sizeof(identity));
	return 0;
}
