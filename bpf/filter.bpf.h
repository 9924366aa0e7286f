/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Filters, cheapest question first: admit() asks about the task before anything is read of the
 * file, file_passes() before any path is resolved, path_passes() after each path. Whoever answers
 * no has counted it.
 */
#ifndef FILEAUDIT_FILTER_BPF_H
#define FILEAUDIT_FILTER_BPF_H

#include "cgroup.bpf.h"
#include "config.bpf.h"
#include "pidns.bpf.h"
#include "record.bpf.h"

enum fa_admission {
	FA_REFUSED = 0,
	FA_ADMITTED,
	FA_OURSELVES, /* the canary */
};

/* ---- the task ----------------------------------------------------------------------- */

static __always_inline bool is_given(__u32 pid)
{
	for (__u32 i = 0; i < FA_FEW_PIDS; i++) {
		if (i < fa_few_pids && pid == fa_given_pids[i])
			return true;
	}
	return false;
}

static __always_inline bool pid_passes(struct task_struct *task)
{
	__u32 pid = pid_here(task);
	__u8 *side;

	if (fa_few_pids && !is_given(pid)) /* cheaper than to look */
		return false;
	side = bpf_map_lookup_elem(&fa_pids, &pid);
	return side ? *side == FA_IN : !(fa_pid_sides & FA_IN);
}

static __always_inline bool comm_passes(struct task_struct *task)
{
	union {
		char comm[FA_COMM_LEN];
		struct {
			__u64 a, b;
		};
	} name = {};

	/* up to the NUL: what a comm was before may lie behind it */
	bpf_probe_read_kernel_str(name.comm, sizeof(name.comm), task->comm);
	return set_passes(FA_KIND_COMM, name.a, name.b);
}

static __always_inline bool in_ranges(__u32 id, const volatile struct fa_id_range *ranges,
				      __u32 count)
{
	bool has_in = false, in = false;

	for (__u32 i = 0; i < FA_RANGES_MAX && i < count; i++) {
		bool within = id >= ranges[i].first && id <= ranges[i].last;

		if (ranges[i].side == FA_OUT) {
			if (within)
				return false;
		} else {
			has_in = true;
			in |= within;
		}
	}
	return in || !has_in;
}

/* A function of its own: what it needs of the stack is free again when a record is built. */
static __attribute__((noinline)) bool task_passes(struct task_struct *task)
{
	if (fa_pid_sides && !pid_passes(task))
		return false;
	if (fa_set_sides[FA_KIND_TID] && !set_passes(FA_KIND_TID, tid_here(task), 0))
		return false;
	if (fa_set_sides[FA_KIND_PPID]) {
		struct task_struct *parent = task->real_parent;

		if (!set_passes(FA_KIND_PPID, parent ? pid_here(parent) : 0, 0))
			return false;
	}
	if (fa_uid_range_count || fa_gid_range_count) {
		const struct cred *cred = task->real_cred;

		if (fa_uid_range_count &&
		    !in_ranges(cred->uid.val, fa_uid_ranges, fa_uid_range_count))
			return false;
		if (fa_gid_range_count &&
		    !in_ranges(cred->gid.val, fa_gid_ranges, fa_gid_range_count))
			return false;
	}
	if (fa_set_sides[FA_KIND_COMM] && !comm_passes(task))
		return false;
	if (fa_set_sides[FA_KIND_MNTNS] &&
	    !set_passes(FA_KIND_MNTNS, BPF_CORE_READ(task, nsproxy, mnt_ns, ns.inum), 0))
		return false;
	if (asks_about_cgroup() && !cgroup_passes(BPF_CORE_READ(task, cgroups, dfl_cgrp)))
		return false;
	return true;
}

static __always_inline bool is_outcome_asked(__u32 error)
{
	return fa_outcomes & (error ? FA_OUTCOME_FAILED : FA_OUTCOME_OK);
}

/* Whether an outcome (errno, or 0) may be of interest: then it is worth to look further. */
static __always_inline bool may_want(__u32 error)
{
	return is_outcome_asked(error) || fa_canary;
}

static __always_inline enum fa_admission admit(struct task_struct *task, __u32 error)
{
	if (task->tgid == (int)fa_self_tgid)
		return fa_canary && !error ? FA_OURSELVES : FA_REFUSED;
	if (!is_outcome_asked(error))
		return FA_REFUSED;
	if (task_passes(task))
		return FA_ADMITTED;
	count(FA_CNT_FILTERED);
	return FA_REFUSED;
}

/* ---- the file ----------------------------------------------------------------------- */

static __always_inline __u32 open_access(__u32 flags, __u32 mode)
{
	__u32 access = 0, kind = flags & O_ACCMODE;

	if ((flags & O_PATH) || (mode & FMODE_PATH))
		return FA_ACC_PATH;
	if (kind == 0 || kind == 2)
		access |= FA_ACC_READ;
	if (kind == 1 || kind == 2)
		access |= FA_ACC_WRITE;
	if (flags & O_APPEND)
		access |= FA_ACC_APPEND;
	if (flags & O_CREAT)
		access |= FA_ACC_CREATE;
	if (flags & O_TRUNC)
		access |= FA_ACC_TRUNC;
	if (flags & O_EXCL)
		access |= FA_ACC_EXCL;
	if (flags & __O_TMPFILE)
		access |= FA_ACC_TMPFILE;
	if (flags & FMODE_EXEC)
		access |= FA_ACC_EXECUTE | FA_ACC_EXEC;
	return access;
}

static __always_inline bool is_map(const struct fa_event *e)
{
	return e->op == FA_OP_MMAP || e->op == FA_OP_HELD_MAP;
}

/* Says in the slot how the file is used. */
static __always_inline void classify_use(struct fa_slot *s)
{
	struct fa_event *e = &s->event;

	s->sharing = 0;
	if (is_map(e)) {
		__u32 type = e->map_flags & MAP_TYPE;

		s->access = 0;
		if (e->prot & PROT_READ)
			s->access |= FA_ACC_READ;
		if (e->prot & PROT_WRITE)
			s->access |= FA_ACC_WRITE;
		if (e->prot & PROT_EXEC)
			s->access |= FA_ACC_EXECUTE;
		s->sharing = type == MAP_SHARED || type == MAP_SHARED_VALIDATE ? FA_SHARED
										 : FA_PRIVATE;
	} else if (e->op == FA_OP_EXEC) {
		s->access = FA_ACC_EXECUTE | FA_ACC_EXEC;
	} else {
		s->access = open_access(e->open_flags, e->open_mode);
	}
}

static __always_inline bool mask_passes(const volatile struct fa_mask *mask, __u32 bits)
{
	return !(bits & mask->exclude) && (!mask->include || (bits & mask->include));
}

/* A file can be changed through a map only when it is shared and writable. */
static __always_inline bool may_change_file(struct fa_slot *s)
{
	if (is_map(&s->event))
		return (s->access & FA_ACC_WRITE) && s->sharing == FA_SHARED;
	return s->access & (FA_ACC_WRITE | FA_ACC_APPEND | FA_ACC_CREATE | FA_ACC_TRUNC |
			    FA_ACC_TMPFILE);
}

static __always_inline bool fstype_passes(const struct fa_event *e)
{
	struct {
		__u64 a, b;
	} name;

	__builtin_memcpy(&name, e->fstype, sizeof(name));
	return set_passes(FA_KIND_FSTYPE, name.a, name.b);
}

static __always_inline bool is_device_or_pipe(struct fa_slot *s)
{
	__u32 type = s->event.mode & S_IFMT;

	return type == S_IFCHR || type == S_IFBLK || type == S_IFIFO;
}

/* The questions about the inode. */
static __always_inline bool inode_passes(struct fa_slot *s)
{
	const struct fa_event *e = &s->event;
	__u64 dev = (__u64)e->dev_major << 32 | e->dev_minor;

	if (fa_set_sides[FA_KIND_INO] && !set_passes(FA_KIND_INO, e->ino, 0))
		return false;
	if (fa_set_sides[FA_KIND_DEV] && !set_passes(FA_KIND_DEV, dev, 0))
		return false;
	if (fa_set_sides[FA_KIND_FILE] && !set_passes(FA_KIND_FILE, dev, e->ino))
		return false;
	if (fa_set_sides[FA_KIND_FSTYPE] && !fstype_passes(e))
		return false;
	if (fa_no_device_nodes && is_device_or_pipe(s))
		return false;
	return true;
}

static __always_inline bool asks_about_inode(void)
{
	return fa_set_sides[FA_KIND_INO] || fa_set_sides[FA_KIND_DEV] ||
	       fa_set_sides[FA_KIND_FILE] || fa_set_sides[FA_KIND_FSTYPE] || fa_no_device_nodes;
}

static __always_inline bool use_passes(struct fa_slot *s)
{
	const struct fa_event *e = &s->event;

	if (!mask_passes(&fa_accesses, s->access))
		return false;
	/* both are 0 but for maps */
	if (!mask_passes(&fa_prots, e->prot) || !mask_passes(&fa_sharings, s->sharing))
		return false;
	return !fa_only_writes || may_change_file(s);
}

static __always_inline bool outcome_passes(const struct fa_event *e)
{
	if (!mask_passes(&fa_vias, 1 << e->via))
		return false;
	if (e->error && fa_set_sides[FA_KIND_ERRNO] && !set_passes(FA_KIND_ERRNO, e->error, 0))
		return false;
	return !fa_slower_than_ns || e->ts_ns - e->begun_ns >= fa_slower_than_ns;
}

/* `file` 0: nothing was opened, or it is gone already, closed by another thread. */
static __always_inline bool file_passes(struct fa_slot *s, __u64 file)
{
	classify_use(s);
	if (!file && !s->event.error &&
	    (asks_about_inode() ||
	     (s->event.op == FA_OP_OPEN &&
	      (fa_accesses.include || fa_accesses.exclude || fa_only_writes)))) {
		count(FA_CNT_UNDECIDED);
		return false;
	}
	if (fa_slower_than_ns && !s->event.begun_ns) { /* it began before we did */
		count(FA_CNT_UNDECIDED);
		return false;
	}
	/* it may have been moved since it was admitted, and the record tells where it is now */
	if (asks_about_cgroup() && !cgroup_passes((struct cgroup *)s->cgroup)) {
		count(FA_CNT_FILTERED);
		return false;
	}
	if (!outcome_passes(&s->event) || !use_passes(s) || (asks_about_inode() && !inode_passes(s))) {
		count(FA_CNT_FILTERED);
		return false;
	}
	if (fa_sample > 1 && bpf_get_prandom_u32() % fa_sample) {
		count(FA_CNT_SAMPLED);
		return false;
	}
	return true;
}

/* ---- the paths ---------------------------------------------------------------------- */

/*
 * Whether the longest known prefix of the path just resolved lets it through. A truncated
 * or unstable path cannot be decided and passes: user space decides what to say of it.
 */
static __always_inline bool prefix_passes(struct fa_slot *s, enum fa_path which)
{
	__u32 len = s->walk.len, off = s->walk.off & (FA_TEXT_SIZE - 1);
	__u8 *side;

	if (s->walk.status & (FA_ST_TRUNCATED | FA_ST_UNSTABLE))
		return true;
	fa_opaque(off);
	off &= FA_TEXT_SIZE - 1;
	bpf_probe_read_kernel(s->key.text, sizeof(s->key.text), &s->text[off]);
	if (s->walk.status & FA_ST_ABSENT) {
		len = 0;
	} else if (len < FA_PREFIX_MAX) { /* its end counts: a prefix may be a whole path */
		fa_opaque(len);
		s->key.text[len & 0xff] = '\0'; /* text is followed by others in the slot */
		len = (len & 0xff) + 1;
	} else {
		len = FA_PREFIX_MAX;
	}
	s->key.bits = 8 + len * 8;
	s->key.which = which;
	side = bpf_map_lookup_elem(&fa_prefixes, &s->key);
	return side ? *side == FA_IN : !(fa_prefix_sides[which] & FA_IN);
}

static __always_inline bool verdict_passes(struct fa_slot *s)
{
	__u32 status = s->walk.status;

	return mask_passes(&fa_verdicts, status ? status : FA_ST_OK);
}

static __always_inline bool path_passes(struct fa_slot *s, enum fa_path which)
{
	if (s->event.flags & FA_EV_CANARY)
		return true;
	if (which == FA_PATH_TARGET && (fa_verdicts.include || fa_verdicts.exclude) &&
	    !verdict_passes(s))
		goto filtered;
	if (fa_total_keys && (fa_prefix_sides[which] & FA_IN) &&
	    (s->walk.status & (FA_ST_TRUNCATED | FA_ST_UNSTABLE))) {
		count(FA_CNT_UNDECIDED); /* nobody asks again before it is counted */
		return false;
	}
	if (fa_prefix_sides[which] && !prefix_passes(s, which))
		goto filtered;
	return true;
filtered:
	count(FA_CNT_FILTERED);
	return false;
}

#endif
