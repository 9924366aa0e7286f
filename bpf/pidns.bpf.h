/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Process ids as the reader's pid namespace has them. */
#ifndef FILEAUDIT_PIDNS_BPF_H
#define FILEAUDIT_PIDNS_BPF_H

#include "config.bpf.h"
#include "kernel.h"
#include "read.bpf.h"
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>

#define FA_PIDNS_LEVELS 32 /* MAX_PID_NS_LEVEL, include/linux/pid_namespace.h */

/* The number that a struct pid has at a level of nesting. Reads the namespace's inode too. */
static __always_inline __u32 number_at(__u64 pid, __u32 level, __u32 *inum)
{
	__u64 upid = pid + bpf_core_field_offset(struct pid, numbers) +
		     level * bpf_core_type_size(struct upid);
	__u64 ns = 0;
	__u32 nr = 0;

	bpf_probe_read_kernel(&nr, sizeof(nr),
			      (const void *)(upid + bpf_core_field_offset(struct upid, nr)));
	bpf_probe_read_kernel(&ns, sizeof(ns),
			      (const void *)(upid + bpf_core_field_offset(struct upid, ns)));
	if (inum)
		bpf_core_read(inum, sizeof(*inum), &((struct pid_namespace *)ns)->ns.inum);
	return nr;
}

static __always_inline __u64 struct_pid(struct task_struct *task, bool of_process)
{
	__u64 pid = 0;

	if (of_process) {
		struct signal_struct *signal = task->signal;

		bpf_core_read(&pid, sizeof(pid), &signal->pids[PIDTYPE_TGID]);
	} else {
		bpf_core_read(&pid, sizeof(pid), &task->thread_pid);
	}
	return pid;
}

/* In the reader's pid namespace; 0 when it is not in it. */
static __always_inline __u32 id_here(struct task_struct *task, bool of_process)
{
	__u32 level = fa_pidns_level & (FA_PIDNS_LEVELS - 1), inum = 0, nr;
	__u64 pid;

	if (!fa_pidns)
		return of_process ? task->tgid : task->pid;
	pid = struct_pid(task, of_process);
	if (!pid || BPF_CORE_READ((struct pid *)pid, level) < level)
		return 0;
	nr = number_at(pid, level, &inum);
	return inum == fa_pidns ? nr : 0;
}

static __always_inline __u32 pid_here(struct task_struct *task)
{
	return id_here(task, true);
}

/* The same of a task known by address only. */
static __always_inline __u32 id_of(__u64 task, bool of_process)
{
	__u32 level = fa_pidns_level & (FA_PIDNS_LEVELS - 1), inum = 0, nr;
	__u64 pid;

	if (!fa_pidns)
		return of_process ? fa_read(struct task_struct, task, tgid)
				  : fa_read(struct task_struct, task, pid);
	if (of_process)
		pid = (__u64)BPF_CORE_READ((struct task_struct *)task, signal, pids[PIDTYPE_TGID]);
	else
		pid = (__u64)BPF_CORE_READ((struct task_struct *)task, thread_pid);
	if (!pid || BPF_CORE_READ((struct pid *)pid, level) < level)
		return 0;
	nr = number_at(pid, level, &inum);
	return inum == fa_pidns ? nr : 0;
}

static __always_inline __u32 pid_of(__u64 task)
{
	return id_of(task, true);
}

static __always_inline __u32 tid_of(__u64 task)
{
	return id_of(task, false);
}

static __always_inline __u32 tid_here(struct task_struct *task)
{
	return id_here(task, false);
}

/* The pid in the process's own, innermost pid namespace. */
static __always_inline __u32 pid_inside(__u64 task)
{
	__u64 pid = (__u64)BPF_CORE_READ((struct task_struct *)task, signal, pids[PIDTYPE_TGID]);
	__u32 level;

	if (!pid)
		return 0;
	level = BPF_CORE_READ((struct pid *)pid, level);
	if (level == 0)
		return fa_read(struct task_struct, task, tgid);
	return number_at(pid, level & (FA_PIDNS_LEVELS - 1), NULL);
}

#endif
