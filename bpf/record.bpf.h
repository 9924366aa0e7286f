/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Counting, and building a record: claim a slot, begin, append each path, submit, release. */
#ifndef FILEAUDIT_RECORD_BPF_H
#define FILEAUDIT_RECORD_BPF_H

#include "config.bpf.h"
#include "maps.bpf.h"
#include "pidns.bpf.h"
#include "read.bpf.h"
#include "walk.bpf.h"

/* Atomic, because another program may preempt this one between load and store. */
static __always_inline void count(enum fa_counter what)
{
	__u32 cpu = bpf_get_smp_processor_id();
	struct fa_counters *counters = bpf_map_lookup_elem(&fa_counts, &cpu);

	if (counters)
		__sync_fetch_and_add(&counters->count[what], 1);
}

/* Its number goes with it. */
static __always_inline struct fa_slot *claim_slot(int *number)
{
	__u32 key = bpf_get_smp_processor_id() * FA_SLOTS_PER_CPU;

	for (__u32 i = 0; i < FA_SLOT_ATTEMPTS; i++, key++) {
		struct fa_slot *s;

		if (key >= fa_slot_count)
			key = 0;
		s = bpf_map_lookup_elem(&fa_slots, &key);
		if (s && __sync_val_compare_and_swap(&s->busy, 0, 1) == 0) {
			*number = key;
			return s;
		}
	}
	count(FA_CNT_SCRATCH_BUSY);
	return NULL;
}

static __always_inline void release_slot(struct fa_slot *s)
{
	__sync_lock_test_and_set(&s->busy, 0);
}

static __always_inline __u64 cgroup_of(struct fa_slot *s, struct task_struct *task)
{
	struct cgroup *cgroup = fa_follow(fa_task(task), cgroups, dfl_cgrp);

	s->cgroup = (__u64)cgroup;
	return fa_follow(cgroup, kn, id);
}

/* The bits of a word before its first NUL. */
static __always_inline __u64 before_nul(__u64 word)
{
	/* the lowest byte that is 0 has its upper bit set here, and no lower byte has */
	__u64 nul = (word - 0x0101010101010101ULL) & ~word & 0x8080808080808080ULL;

	return (nul & -nul) - 1;
}

/* Copies a string of less than 16 bytes, and NULs behind it. One at the end of what is mapped may
 * read as empty by words; then it is read byte by byte. */
static __always_inline void copy_word_pair(char *to, __u64 from)
{
	__u64 *words = (__u64 *)to, a, b = 0, whole;

	a = fa_load(__u64, from);
	whole = before_nul(a);
	if (whole == ~0ULL) {
		b = fa_load(__u64, from + 8);
		b &= before_nul(b);
	}
	words[0] = a & whole;
	words[1] = b;
	if (!words[0] || (whole == ~0ULL && !b))
		bpf_probe_read_kernel_str(to, 16, (const void *)from);
}

static __always_inline void copy_short(char *to, __u64 from)
{
	if (FA_DIRECT_READS) {
		copy_word_pair(to, from);
		return;
	}
	__builtin_memset(to, 0, 16);
	bpf_probe_read_kernel_str(to, 16, (const void *)from);
}

static __always_inline void copy_comm(char *to, struct task_struct *task)
{
	copy_short(to, (__u64)task + bpf_core_field_offset(struct task_struct, comm));
}

/* What is known of the task alone. The caller says how the file is used. */
static __always_inline void begin_record(struct fa_slot *s, struct task_struct *task, enum fa_op op,
					 enum fa_backend backend)
{
	struct fa_event *e = &s->event;
	struct task_struct *parent = fa_follow(fa_task(task), real_parent);
	struct cred *cred = (struct cred *)fa_follow(fa_task(task), real_cred);

	e->size = sizeof(*e);
	e->version = FA_WIRE_VERSION;
	e->op = op;
	e->backend = backend;
	e->resolver = FA_RESOLVER_WALK;
	e->ts_ns = bpf_ktime_get_ns();
	e->begun_ns = 0;
	e->id = 0;
	e->pid = pid_of(task);
	e->tid = tid_of(task);
	e->ppid = parent ? pid_of(parent) : 0;
	e->ns_pid = pid_inside(task);
	e->uid = fa_follow(cred, uid.val);
	e->gid = fa_follow(cred, gid.val);
	e->open_flags = 0;
	e->open_mode = 0;
	e->prot = 0;
	e->map_flags = 0;
	e->dev_major = 0;
	e->dev_minor = 0;
	e->ino = 0;
	e->fs_magic = 0;
	e->file = 0;
	e->map_start = 0;
	e->map_end = 0;
	e->map_bytes = 0;
	e->file_size = 0;
	e->cgroup = cgroup_of(s, task);
	e->fd = -1;
	e->mntns = 0;
	e->flags = 0;
	e->mnt_id = 0;
	e->loginuid = (__u32)-1;
	e->session = (__u32)-1;
	if (bpf_core_field_exists(struct task_struct, loginuid)) { /* CONFIG_AUDIT */
		e->loginuid = fa_follow(task, loginuid.val);
		e->session = fa_follow(task, sessionid);
	}
	e->opener = 0;
	e->total = 0;
	e->mode = 0;
	e->error = 0;
	e->dir_len = 0;
	e->via = FA_VIA_UNKNOWN;
	e->denied_by = FA_DENIED_UNKNOWN;
	e->layer = FA_LAYER_NONE;
	copy_comm(e->comm, task);
	__builtin_memset(e->fstype, 0, sizeof(e->fstype));
}

static __always_inline void describe_inode(struct fa_slot *s, __u64 inode)
{
	struct fa_object i = fa_object(inode), sb;
	struct fa_event *e = &s->event;
	__u64 type, name;
	__u32 dev;

	if (!inode)
		return;
	sb = fa_object(fa_get_ptr(i, struct inode, i_sb));
	dev = fa_get(sb, struct super_block, s_dev);
	e->ino = fa_get(i, struct inode, i_ino);
	e->dev_major = dev >> 20; /* MAJOR(), include/linux/kdev_t.h */
	e->dev_minor = dev & 0xfffff;
	e->fs_magic = fa_get(sb, struct super_block, s_magic);
	e->mode = fa_get(i, struct inode, i_mode);
	if ((e->mode & S_IFMT) == S_IFREG)
		e->file_size = fa_get(i, struct inode, i_size);
	type = fa_get_ptr(sb, struct super_block, s_type);
	name = fa_read_ptr(struct file_system_type, type, name);
	copy_short(e->fstype, name);
}

/* Where an overlayfs has the file. Opened for writing, it is copied up before the open returns:
 * ovl_open_flags_need_copy_up(), fs/overlayfs/copy_up.c. */
static __always_inline void describe_layer(struct fa_slot *s, __u64 inode)
{
	struct fa_event *e = &s->event;
	__u32 type = e->mode & S_IFMT;
	bool written = (e->open_flags & O_ACCMODE) || (e->open_flags & O_TRUNC);
	__u64 upper = 0;

	if (e->fs_magic != OVERLAYFS_SUPER_MAGIC || !bpf_core_type_exists(struct ovl_inode))
		return;
	/* by offset: the type may be a module's, which bpf_rdonly_cast() does not take */
	inode += bpf_core_field_offset(struct ovl_inode, __upperdentry) -
		 bpf_core_field_offset(struct ovl_inode, vfs_inode);
	bpf_probe_read_kernel(&upper, sizeof(upper), (const void *)inode);
	if (upper || (type == S_IFREG && written))
		e->layer = FA_LAYER_UPPER;
	else
		e->layer = FA_LAYER_LOWER;
}

#define FA_SHORT_TEXT 64 /* below it a copy by words is cheaper than a call */

/* Up to seven bytes behind it are overwritten, which are free. */
static __always_inline void copy_text_by_words(char *to, const char *from, __u32 len)
{
	for (__u32 i = 0; i < FA_SHORT_TEXT && i < len; i += 8)
		*(__u64 *)(to + i) = *(const __u64 *)(from + i);
}

/* Appends the text the walk left. The caller goes through enum fa_path in its order. */
static __always_inline void append_path(struct fa_slot *s, enum fa_path which)
{
	struct fa_event *e = &s->event;
	__u32 len = s->walk.len, off = s->walk.off, at = e->size - sizeof(*e);

	if (s->walk.status & (FA_ST_UNSTABLE | FA_ST_ABSENT))
		len = 0;
	fa_opaque(len);
	len &= FA_TEXT_SIZE - 1;
	fa_opaque(off);
	off &= FA_TEXT_SIZE - 1;
	fa_opaque(at);
	at &= FA_RECORD_TEXT - 1; /* texts and text are FA_TEXT_SIZE longer than their masks */
	e->paths[which].status = s->walk.status;
	e->paths[which].len = len;
	if (len <= FA_SHORT_TEXT)
		copy_text_by_words(&s->texts[at], &s->text[off], len);
	else
		bpf_probe_read_kernel(&s->texts[at], len, &s->text[off]);
	e->size += len;
}

/* A path without text. Filters look at the walk's status. */
static __always_inline void append_nothing(struct fa_slot *s, enum fa_path which, __u32 status)
{
	s->walk.status = status;
	s->event.paths[which].status = status;
	s->event.paths[which].len = 0;
}

static __always_inline __u32 record_size(struct fa_slot *s)
{
	__u32 size = s->event.size;

	fa_opaque(size);
	return size > sizeof(s->event) + FA_RECORD_TEXT ? sizeof(s->event) + FA_RECORD_TEXT : size;
}

/* The reader says that it sleeps, then looks for records; so this is asked when one is there. */
static __always_inline void wake_sleeper(void)
{
	void *nothing = fa_reader_sleeps ? bpf_ringbuf_reserve(&fa_events, 8, 0) : NULL;

	if (!nothing)
		return;
	fa_reader_sleeps = false;
	bpf_ringbuf_discard(nothing, BPF_RB_FORCE_WAKEUP);
}

/* Wakes the reader once when the unread bytes pass the mark; else it comes by itself.
 * False when there was no room. */
static __always_inline bool submit_record(struct fa_slot *s)
{
	__u64 size = record_size(s), unread = bpf_ringbuf_query(&fa_events, BPF_RB_AVAIL_DATA);
	__u64 flags = BPF_RB_NO_WAKEUP;

	if (unread < fa_wake_bytes && unread + size >= fa_wake_bytes)
		flags = BPF_RB_FORCE_WAKEUP;
	if (!bpf_ringbuf_output(&fa_events, &s->event, size, flags)) {
		wake_sleeper();
		return true;
	}
	if (!(s->event.flags & FA_EV_CANARY))
		count(FA_CNT_RING_FULL);
	return false;
}

#endif
