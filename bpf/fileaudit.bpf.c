// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * The programs: one-line hooks over shared handlers. User space loads those of one
 * backend. They observe only: an LSM hook returns what it was given.
 */
#include "filter.bpf.h"
#include "resolve.bpf.h"
#include "syscalls.bpf.h"
#include <bpf/bpf_tracing.h>

char LICENSE[] SEC("license") = "Dual BSD/GPL";

/* ---- handlers ---------------------------------------------------------------------- */

struct file_use {
	enum fa_op op;
	enum fa_backend backend;
	struct file *held; /* the file, where the hook's caller holds it */
	__s32 fd;	   /* the descriptor to find it through, where not */
	bool kfuncs;	   /* an LSM program: the kernel's path functions may be called */
	__u32 flags;	   /* of the open call; MAP_* for mmap */
	__u32 prot;
	__u32 event_flags;
};

static __always_inline void append_paths(struct fa_slot *s, const struct file_use *use,
					 __u64 file, bool kfuncs)
{
	if (use->held)
		append_held_target(s, use->held, kfuncs);
	else if (file)
		append_fd_target(s, file, use->fd);
	else
		append_unstable(s, FA_PATH_TARGET); /* closed again already */
	if (fa_filter_prefix && !(s->event.flags & FA_EV_CANARY) && !prefix_matches(s)) {
		s->event.size = 0;
		return;
	}
	if (kfuncs)
		append_exe_by_kfunc(s);
	else
		append_exe_by_walk(s);
	append_cwd_and_root(s);
}

/* Builds and submits a record; the slot is claimed. */
static __always_inline void report_in(struct fa_slot *s, enum fa_admission admission,
				      const struct file_use *use, bool kfuncs, __u64 id)
{
	bool have_root = read_task(s);
	struct fa_event *e = &s->event;
	__u64 file = use->held ? fa_as_scalar(&s->walk.launder, use->held) : file_of_fd(s, use->fd);

	begin_record(s, use->op, use->backend);
	e->id = id;
	e->flags = use->event_flags;
	if (use->op == FA_OP_MMAP) {
		e->prot = use->prot;
		e->map_flags = use->flags;
	}
	if (file) {
		describe_file(s, file);
		if (use->op == FA_OP_OPEN) {
			e->open_flags = fa_read(struct file, file, f_flags) | use->flags;
			e->open_mode = fa_read(struct file, file, f_mode);
		}
	}
	if (admission == FA_OURSELVES)
		e->flags |= FA_EV_CANARY;
	if (have_root) {
		append_paths(s, use, file, kfuncs);
	} else {
		append_unstable(s, FA_PATH_TARGET);
		append_unstable(s, FA_PATH_EXE);
		append_unstable(s, FA_PATH_CWD);
		append_unstable(s, FA_PATH_ROOT);
	}
	if (!e->size)
		count(FA_CNT_FILTERED);
	else
		submit_record(s);
}

static __always_inline void report(enum fa_admission admission, const struct file_use *use)
{
	struct fa_slot *s = claim_slot();
	bool kfuncs = use->kfuncs && fa_use_kfuncs;

	if (!s)
		return;
	if (kfuncs && fa_cross_check) {
		__u64 id = bpf_ktime_get_ns();

		report_in(s, admission, use, false, id);
		report_in(s, admission, use, true, id);
	} else {
		report_in(s, admission, use, kfuncs, 0);
	}
	release_slot(s);
}

static __always_inline void handle_open(struct file *file, enum fa_backend backend)
{
	struct file_use use = {.op = FA_OP_OPEN, .backend = backend, .held = file,
			       .kfuncs = backend == FA_BACKEND_LSM};
	enum fa_admission admission;

	if (file->f_mode & FMODE_NOACCOUNT)
		return;
	admission = admit();
	if (admission != FA_REFUSED)
		report(admission, &use);
}

static __always_inline void handle_mmap(struct file *file, __u32 prot, __u32 flags,
					enum fa_backend backend)
{
	struct file_use use = {.op = FA_OP_MMAP, .backend = backend, .held = file,
			       .kfuncs = backend == FA_BACKEND_LSM, .prot = prot, .flags = flags};
	enum fa_admission admission = admit();

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
	struct file_use use = {.backend = FA_BACKEND_TRACEPOINT};
	struct fa_syscall call = {};
	enum fa_admission admission;

	if (!classify_syscall(&call, regs, ret))
		return 0;
	admission = admit();
	if (admission == FA_REFUSED)
		return 0;
	read_syscall_arguments(&call);
	use.op = call.op;
	use.fd = call.fd;
	use.flags = call.flags;
	use.prot = call.prot;
	use.event_flags = call.event_flags;
	report(admission, &use);
	return 0;
}

/* ---- every backend ------------------------------------------------------------------- */

/* A new program runs: mm, comm and exe_file are already its own. */
SEC("tp_btf/sched_process_exec")
int BPF_PROG(fa_tp_exec, struct task_struct *task, int old_pid, struct linux_binprm *bprm)
{
	struct file_use use = {
		.op = FA_OP_EXEC, .backend = FA_BACKEND_TRACEPOINT, .held = bprm->file};
	enum fa_admission admission = admit();

	if (admission == FA_ADMITTED)
		report(admission, &use);
	return 0;
}

/* Keeps the set of watched processes to the tree of the command launched. Runs before
 * the child does. */
SEC("tp_btf/sched_process_fork")
int BPF_PROG(fa_tp_fork, struct task_struct *parent, struct task_struct *child)
{
	__u32 from = parent->tgid, to = child->tgid;
	__u8 one = 1;

	if (from == to || !bpf_map_lookup_elem(&fa_pids, &from))
		return 0;
	if (bpf_map_update_elem(&fa_pids, &to, &one, BPF_ANY))
		count(FA_CNT_TRACK_FULL);
	return 0;
}

/* Forgets a process with its last thread, so that a reused pid is not mistaken for it. */
SEC("tp_btf/sched_process_exit")
int BPF_PROG(fa_tp_exit, struct task_struct *task)
{
	__u32 tgid = task->tgid;

	/* do_exit() has counted this thread out already, kernel/exit.c */
	if (task->signal->live.counter == 0)
		bpf_map_delete_elem(&fa_pids, &tgid);
	return 0;
}
