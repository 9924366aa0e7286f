/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Keeps the filter on pids true: children come in with --follow, the dead go out, so that a
 * pid used again is not mistaken for its last owner.
 */
#ifndef FILEAUDIT_TRACK_BPF_H
#define FILEAUDIT_TRACK_BPF_H

#include "config.bpf.h"
#include "pidns.bpf.h"
#include "record.bpf.h"

static __always_inline bool has_ended(struct task_struct *task)
{
	/* do_exit() counts a thread out before the tracepoint, kernel/exit.c */
	return task->signal->live.counter == 0;
}

/* A child is what its parent is: included or excluded. Runs before the child does. */
static __always_inline void track_child(struct task_struct *parent, struct task_struct *child)
{
	__u32 from = pid_here(parent), to = pid_here(child);
	__u8 *of_parent, side;

	if (from == to) /* a thread */
		return;
	of_parent = bpf_map_lookup_elem(&fa_pids, &from);
	if (!of_parent)
		return;
	side = *of_parent;
	if (bpf_map_update_elem(&fa_pids, &to, &side, BPF_ANY))
		count(FA_CNT_TRACK_FULL);
	else if (side == FA_IN)
		count(FA_CNT_TRACKED);
}

static __always_inline void forget_pid(struct task_struct *task)
{
	__u32 pid = pid_here(task);
	__u8 *known = bpf_map_lookup_elem(&fa_pids, &pid), side;

	if (!known)
		return;
	side = *known;
	if (!bpf_map_delete_elem(&fa_pids, &pid) && side == FA_IN)
		count(FA_CNT_ENDED);
}

static __always_inline void forget_key(enum fa_kind kind, __u32 id)
{
	struct fa_set_key key = {.kind = kind, .a = id};

	if (fa_set_sides[kind])
		bpf_map_delete_elem(&fa_set, &key);
}

static __always_inline void forget_task(struct task_struct *task)
{
	forget_key(FA_KIND_TID, tid_here(task));
	if (!has_ended(task))
		return;
	forget_key(FA_KIND_PPID, pid_here(task));
	if (fa_pid_sides)
		forget_pid(task);
}

/* A process that was there before us joins its parent. User space runs this over all processes
 * until none joins. */
static __always_inline void track_existing(struct task_struct *task)
{
	struct task_struct *parent = task->real_parent;
	__u32 pid = pid_here(task), parent_pid = parent ? pid_here(parent) : 0;
	__u8 *of_parent, side;
	long error;

	if (task->pid != task->tgid || !pid || bpf_map_lookup_elem(&fa_pids, &pid))
		return;
	of_parent = bpf_map_lookup_elem(&fa_pids, &parent_pid);
	if (!of_parent)
		return;
	side = *of_parent;
	error = bpf_map_update_elem(&fa_pids, &pid, &side, BPF_NOEXIST);
	if (error) {
		if (error != -EEXIST) /* else it came in by fork just now */
			count(FA_CNT_TRACK_FULL);
		return;
	}
	__sync_fetch_and_add(&fa_tree_grown, 1);
	if (side == FA_IN)
		count(FA_CNT_TRACKED);
	if (has_ended(task)) /* the tracepoint may have looked before it was there */
		forget_pid(task);
}

#endif
