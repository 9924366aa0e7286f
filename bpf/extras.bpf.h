/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What a record carries behind its paths: the name as typed, arguments, ancestors, the stack. */
#ifndef FILEAUDIT_EXTRAS_BPF_H
#define FILEAUDIT_EXTRAS_BPF_H

#include "pidns.bpf.h"
#include "resolve.bpf.h"

/* Where the bytes of the next extra go, `len` of them at most, or NULL: there is no room. */
static __always_inline char *begin_extra(struct fa_slot *s, __u32 len)
{
	__u32 at = s->event.size - sizeof(s->event);

	if (at + sizeof(struct fa_extra) + len > FA_RECORD_TEXT)
		return NULL;
	fa_opaque(at);
	at &= FA_RECORD_TEXT - 1; /* texts is FA_TEXT_SIZE longer than its mask */
	return &s->texts[at] + sizeof(struct fa_extra);
}

static __always_inline void end_extra(struct fa_slot *s, char *bytes, enum fa_extra_kind kind,
				      __u32 len)
{
	struct fa_extra head = {.kind = kind, .len = len};

	__builtin_memcpy(bytes - sizeof(head), &head, sizeof(head));
	s->event.size += sizeof(head) + len;
}

static __always_inline void append_name(struct fa_slot *s)
{
	__u32 len = s->name_len;
	char *bytes = begin_extra(s, FA_PATH_TEXT_MAX);

	if (!bytes)
		return;
	fa_opaque(len);
	len &= FA_TEXT_SIZE - 1;
	bpf_probe_read_kernel(bytes, len, s->name);
	end_extra(s, bytes, FA_EXTRA_NAME, len);
}

/* The current task's: nobody else's memory can be read from here. */
static __always_inline void append_args(struct fa_slot *s, struct task_struct *task)
{
	__u64 mm = fa_follow_ptr(task, mm);
	__u64 start = fa_read(struct mm_struct, mm, arg_start);
	__u64 end = fa_read(struct mm_struct, mm, arg_end);
	__u32 len = end - start, cut = 0;
	char *bytes = begin_extra(s, FA_ARGS_MAX);

	if (!mm || !start || end <= start || !bytes)
		return;
	if (end - start > FA_ARGS_MAX) {
		len = FA_ARGS_MAX;
		cut = FA_EV_ARGS_CUT;
	}
	fa_opaque(len);
	len &= FA_ARGS_MAX; /* one less than a power of two */
	if (bpf_probe_read_user(bytes, len, (const void *)start))
		return;
	s->event.flags |= cut;
	end_extra(s, bytes, FA_EXTRA_ARGS, len);
}

static __always_inline void append_stack(struct fa_slot *s)
{
	char *bytes = begin_extra(s, FA_FRAMES_MAX * sizeof(struct fa_frame));
	long got;

	if (!bytes)
		return;
	got = bpf_get_task_stack(bpf_get_current_task_btf(), bytes,
				 FA_FRAMES_MAX * sizeof(struct fa_frame),
				 BPF_F_USER_STACK | BPF_F_USER_BUILD_ID);
	if (got <= 0)
		return;
	if (got == FA_FRAMES_MAX * sizeof(struct fa_frame))
		s->event.flags |= FA_EV_STACK_CUT;
	end_extra(s, bytes, FA_EXTRA_STACK, got);
}

/* One process up: s->task becomes its parent, whose own root and mount namespace count. RCU keeps
 * the parent, dead or not; exe is checked afterwards, see walk_exe(). */
static long append_ancestor(__u32 index, void *ctx)
{
	struct fa_slot *s = *(struct fa_slot **)ctx;
	struct fa_ancestor *ancestor = &s->ancestor;
	__u64 parent = fa_read_ptr(struct task_struct, s->task, real_parent);
	struct task_struct *task;
	__u32 len, off;
	char *bytes;

	if (!parent || parent == s->task)
		return 1;
	s->task = parent;
	task = fa_task(s->task);
	ancestor->pid = pid_of(task);
	if (!ancestor->pid) /* outside the reader's pid namespace */
		return 1;
	copy_comm(ancestor->comm, task);
	if (read_task(s, task))
		walk_exe(s, task);
	else
		s->walk.status = FA_ST_UNSTABLE;
	len = s->walk.status & (FA_ST_UNSTABLE | FA_ST_ABSENT) ? 0 : s->walk.len;
	ancestor->exe.status = s->walk.status;
	ancestor->exe.len = len;
	bytes = begin_extra(s, sizeof(*ancestor) + FA_PATH_TEXT_MAX);
	if (!bytes)
		return 1;
	__builtin_memcpy(bytes, ancestor, sizeof(*ancestor));
	fa_opaque(len);
	len &= FA_TEXT_SIZE - 1;
	off = s->walk.off;
	fa_opaque(off);
	off &= FA_TEXT_SIZE - 1;
	bpf_probe_read_kernel(bytes + sizeof(*ancestor), len, &s->text[off]);
	end_extra(s, bytes, FA_EXTRA_ANCESTOR, sizeof(*ancestor) + len);
	return 0;
}

static __always_inline void append_ancestors(struct fa_slot *s, struct task_struct *task)
{
	__u32 mntns = s->event.mntns;

	s->task = (__u64)task;
	bpf_loop(fa_ancestry, append_ancestor, &s, 0);
	s->event.mntns = mntns;
}

static __always_inline void append_extras(struct fa_slot *s, struct task_struct *task)
{
	if (s->has_name)
		append_name(s);
	if (fa_tell_args)
		append_args(s, task);
	if (fa_tell_stack)
		append_stack(s);
	if (fa_ancestry)
		append_ancestors(s, task);
}

#endif
