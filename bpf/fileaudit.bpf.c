// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * The programs: one-line hooks over shared handlers. User space loads those of one
 * backend. They observe only: an LSM hook returns what it was given.
 */
#include "inventory.bpf.h"
#include "maps_exit.bpf.h"
#include "open_exit.bpf.h"
#include "report.bpf.h"
#include "syscalls.bpf.h"
#include "track.bpf.h"
#include <bpf/bpf_tracing.h>

char LICENSE[] SEC("license") = "Dual BSD/GPL";

/* ---- handlers ---------------------------------------------------------------------- */

static __always_inline void report_at_hook(struct file_use *use, struct file *file)
{
	if (use->backend == FA_BACKEND_LSM && fa_use_kfuncs)
		report_by_kfunc(use, file);
	else
		fa_report(use);
}

/* At the last permission check of an open. */
static __always_inline void tell_checked_open(struct task_struct *task, struct file *file,
					      enum fa_backend backend)
{
	struct nameidata *lookup = task->nameidata;
	enum fa_admission admission;
	__u32 event_flags = 0;
	__u64 name = 0;

	if (is_backing(file)) {
		if (!fa_backing)
			return;
		event_flags = FA_EV_BACKING;
	} else if (lookup) {
		if (fa_opens_at_exit)
			return;
		if (file->f_flags & FMODE_EXEC)
			name = (__u64)BPF_CORE_READ(lookup, name);
	}
	note_opener(task, file);
	if (!(fa_ops & 1 << FA_OP_OPEN))
		return;
	admission = admit(task, 0);
	if (admission == FA_REFUSED)
		return;

	struct file_use use = {.op = FA_OP_OPEN, .backend = backend, .held = (__u64)file,
			       .fd = -1, .event_flags = event_flags, .admission = admission,
			       .via = via_open(task, file->f_flags, name)};

	if (use.via == FA_VIA_IO_URING) /* O_NONBLOCK may be its own, see is_first_try() */
		use.event_flags |= FA_EV_FLAGS_PARTIAL;
	report_at_hook(&use, file);
}

/* One by name may be told when it returns instead. */
static __always_inline void handle_open(struct file *file, enum fa_backend backend)
{
	struct task_struct *task = bpf_get_current_task_btf();

	if (!fa_opens_at_exit || fa_backing || !task->nameidata)
		tell_checked_open(task, file, backend);
}

static __always_inline void handle_mmap(struct file *file, __u32 prot, __u32 flags,
					enum fa_backend backend)
{
	struct task_struct *task = bpf_get_current_task_btf();
	struct file_use use = {.op = FA_OP_MMAP, .backend = backend, .held = (__u64)file,
			       .fd = -1, .prot = prot, .flags = flags};
	enum fa_call call = current_call(task);

	if (fa_maps_at_exit && is_by_mmap(call))
		return;
	use.admission = admit(task, 0);
	if (use.admission == FA_REFUSED)
		return;
	use.via = via_map(task, call);
	use.map_bytes = bytes_to_map(task, call);
	report_at_hook(&use, file);
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

/* ---- lsm and fentry: how opens and maps end --------------------------------------------- */

/* What a function returned, as a number, which the verifier lets be compared. */
static __always_inline __u64 answered(void *ctx)
{
	__u64 value = 0;

	bpf_get_func_ret(ctx, &value);
	return value;
}

static __always_inline __u64 argued(void *ctx, __u32 which)
{
	__u64 value = 0;

	bpf_get_func_arg(ctx, which, &value);
	return value;
}

/* do_file_open() from 7.2 on: user space sets what these two are attached to. */
SEC("fentry/do_filp_open")
int BPF_PROG(fa_open_begin)
{
	note_open_begin();
	return 0;
}

SEC("fexit/do_filp_open")
int BPF_PROG(fa_open_exit, int dfd, struct filename *pathname, const struct open_flags *op,
	     struct file *answer)
{
	__u64 number = answered(ctx);

	if (is_told_at_hook(answer, number)) /* most, so nothing is set up for them */
		return 0;

	struct file_use use = {.name = (__u64)pathname->name, .dfd = dfd,
			       .in_root = has_lookup_flag(op, LOOKUP_IN_ROOT_OLD,
							  LOOKUP_IN_ROOT_NEW)};

	if (!is_error(argued(ctx, 1))) /* else the call's own exit knows the name: 7.2 on */
		handle_open_exit(&use, answer, number, op, (__u64)pathname);
	return 0;
}

SEC("fentry/do_file_open_root")
int BPF_PROG(fa_open_root_begin)
{
	note_open_begin();
	return 0;
}

SEC("fexit/do_file_open_root")
int BPF_PROG(fa_open_root_exit, const struct path *root, const char *name,
	     const struct open_flags *op, struct file *answer)
{
	struct file_use use = {.name = (__u64)name, .dir = (__u64)root};
	__u64 number = answered(ctx);

	if (!is_told_at_hook(answer, number))
		handle_open_exit(&use, answer, number, op, 0);
	return 0;
}

SEC("fexit/do_sys_openat2")
int BPF_PROG(fa_call_exit, int dfd, const char *filename, struct open_how *how, long ret)
{
	/* an int from 7.0 on, with nothing above it */
	handle_call_exit(dfd, filename, how->flags, how->resolve, (int)ret);
	return 0;
}

SEC("fexit/vm_mmap_pgoff")
int BPF_PROG(fa_map_exit, struct file *file, unsigned long addr, unsigned long len,
	     unsigned long prot, unsigned long flag, unsigned long pgoff, unsigned long ret)
{
	if (file)
		handle_map_exit(file, len, prot, flag, ret);
	return 0;
}

SEC("fexit/security_file_mprotect")
int BPF_PROG(fa_mprotect_exit, struct vm_area_struct *vma, unsigned long reqprot,
	     unsigned long prot, int ret)
{
	handle_mprotect(vma, reqprot, ret);
	return 0;
}

/* The security hooks on the way of an open. */

SEC("fexit/security_file_open")
int BPF_PROG(fa_answer_open, struct file *file, int ret)
{
	note_answer(FA_NOTE_DENIED_OPEN, ret);
	return 0;
}

SEC("fexit/security_inode_permission")
int BPF_PROG(fa_answer_permission, struct inode *inode, int mask, int ret)
{
	note_answer(FA_NOTE_DENIED_OPEN, ret);
	return 0;
}

SEC("fexit/security_path_mknod")
int BPF_PROG(fa_answer_mknod, const struct path *dir, struct dentry *dentry, int mode,
	     unsigned int dev, int ret)
{
	note_answer(FA_NOTE_DENIED_OPEN, ret);
	return 0;
}

SEC("fexit/security_inode_create")
int BPF_PROG(fa_answer_create, struct inode *dir, struct dentry *dentry, int mode, int ret)
{
	note_answer(FA_NOTE_DENIED_OPEN, ret);
	return 0;
}

SEC("fexit/security_path_truncate")
int BPF_PROG(fa_answer_path_truncate, const struct path *path, int ret)
{
	note_answer(FA_NOTE_DENIED_OPEN, ret);
	return 0;
}

SEC("fexit/security_file_truncate") /* from 6.2 */
int BPF_PROG(fa_answer_file_truncate, struct file *file, int ret)
{
	note_answer(FA_NOTE_DENIED_OPEN, ret);
	return 0;
}

SEC("fexit/security_mmap_file")
int BPF_PROG(fa_answer_mmap, struct file *file, unsigned long prot, unsigned long flags, int ret)
{
	if (ret)
		note_answer(FA_NOTE_DENIED_MMAP, ret);
	else if (file)
		take_note(FA_NOTE_DENIED_MMAP, 0); /* it would be of a map long gone */
	return 0;
}

/* ---- tracepoint ---------------------------------------------------------------------- */

static __always_inline void handle_call(struct task_struct *task, enum fa_call call,
					struct pt_regs *regs, long ret)
{
	struct file_use use = {.backend = FA_BACKEND_TRACEPOINT};

	if (fa_tell_opener && ret >= 0 && op_of(call) == FA_OP_OPEN)
		note_opener_of_fd(task, ret);
	if (!classify_syscall(&use, call, is_compat(task), regs, ret))
		return;
	use.admission = admit(task, use.error);
	if (use.admission == FA_REFUSED)
		return;
	read_open_flags(&use, call, is_compat(task), regs);
	use.begun_ns = begun_at();
	if (call == FA_CALL_MPROTECT)
		report_protected_map(task, &use);
	else
		fa_report(&use);
}

SEC("tp_btf/sys_exit")
int BPF_PROG(fa_tp_sys_exit, struct pt_regs *regs, long ret)
{
	struct task_struct *task = bpf_get_current_task_btf();
	enum fa_call call = call_in(task, regs);

	if (op_of(call)) /* most calls end here, for which nothing is set up */
		handle_call(task, call, regs, ret);
	return 0;
}

/* While an inventory is taken, and for how long a call takes. */
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
	struct file_use use = {.op = FA_OP_EXEC, .backend = FA_BACKEND_TRACEPOINT,
			       .held = (__u64)bprm->file, .fd = -1, .via = FA_VIA_EXEC,
			       .name = (__u64)bprm->filename};

	if (bprm->interp != bprm->filename) /* what was named is a script */
		use.via = FA_VIA_INTERPRETER;
	use.admission = admit(task, 0);
	if (use.admission == FA_ADMITTED)
		fa_report(&use);
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
