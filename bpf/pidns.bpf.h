/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Process ids as the reader's pid namespace has them. */
#ifndef FILEAUDIT_PIDNS_BPF_H
#define FILEAUDIT_PIDNS_BPF_H

#include "config.bpf.h"
#include "kernel.h"
#include "read.bpf.h"
#include <bpf/bpf_helpers.h>

#define FA_PIDNS_LEVELS 32 /* MAX_PID_NS_LEVEL, include/linux/pid_namespace.h */

/* The number that a struct pid has at a level of nesting, and whose. */
static __always_inline __u32 number_at(__u64 pid, __u32 level, __u64 *ns)
{
	__u64 upid = pid + bpf_core_field_offset(struct pid, numbers) +
		     level * bpf_core_type_size(struct upid);

	*ns = fa_read_ptr(struct upid, upid, ns);
	return fa_load(__u32, upid + bpf_core_field_offset(struct upid, nr));
}

static __always_inline __u64 struct_pid(__u64 task, bool of_process)
{
	__u64 signal;

	if (!of_process)
		return fa_read_ptr(struct task_struct, task, thread_pid);
	signal = fa_read_ptr(struct task_struct, task, signal);
	return fa_read_ptr(struct signal_struct, signal, pids[PIDTYPE_TGID]);
}

/* Of a struct pid: its number in the reader's pid namespace; 0 when it has none. */
static __always_inline __u32 number_here(__u64 pid)
{
	__u32 level = fa_pidns_level & (FA_PIDNS_LEVELS - 1), nr;
	__u64 ns;

	if (!pid || fa_read(struct pid, pid, level) < level)
		return 0;
	nr = number_at(pid, level, &ns);
	return fa_read(struct pid_namespace, ns, ns.inum) == fa_pidns ? nr : 0;
}

/* In the reader's pid namespace; 0 when it is not in it. */
static __always_inline __u32 id_here(struct task_struct *task, bool of_process)
{
	if (!fa_pidns)
		return of_process ? task->tgid : task->pid;
	return number_here(struct_pid((__u64)task, of_process));
}

static __always_inline __u32 pid_here(struct task_struct *task)
{
	return id_here(task, true);
}

/* The same of a task that may be known by address only. */
static __always_inline __u32 id_of(struct task_struct *task, bool of_process)
{
	if (!fa_pidns)
		return of_process ? fa_follow(task, tgid) : fa_follow(task, pid);
	return number_here(struct_pid((__u64)task, of_process));
}

static __always_inline __u32 pid_of(struct task_struct *task)
{
	return id_of(task, true);
}

static __always_inline __u32 tid_of(struct task_struct *task)
{
	return id_of(task, false);
}

static __always_inline __u32 tid_here(struct task_struct *task)
{
	return id_here(task, false);
}

/* The pid in the process's own, innermost pid namespace. */
static __always_inline __u32 pid_inside(struct task_struct *task)
{
	__u32 level = fa_follow(fa_task(task), signal, pids[PIDTYPE_TGID], level);
	__u64 ns;

	if (level == 0)
		return fa_follow(task, tgid);
	return number_at(struct_pid((__u64)task, true), level & (FA_PIDNS_LEVELS - 1), &ns);
}

#endif
