/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * From a (dentry, mount) to a path that can be vouched for.
 *
 * One step, the pass over all steps, and the validated walk: two passes that must
 * meet the same dentries with the same, even d_seq, the same parents and the same
 * mounts. A rename changes the d_seq of the dentry it moves, so every name and
 * parent read in the first pass still held when the second began: the path was
 * true at that moment. A mount has no such count: it might have been elsewhere between the
 * passes, so its namespace's, which every move and unmount changes, is compared as well. All
 * programs run inside an RCU read section, so a dentry or mount met in the first pass cannot be
 * freed and reused before the second ends.
 * The rules are those of prepend_path(), fs/d_path.c.
 */
#ifndef FILEAUDIT_WALK_BPF_H
#define FILEAUDIT_WALK_BPF_H

#include "calls.bpf.h"
#include "maps.bpf.h"
#include "read.bpf.h"

/* A text of 4095 bytes holds at most 2048 components; the rest is for mounts crossed.
 * A deeper path is truncated, and the walk of it stops here. */
#define FA_STEPS_MAX 2560
#define FA_STEPS_AT_ONCE 4
#define FA_WALK_ATTEMPTS 4

/* The dentry that a step is at. `direct` is a constant, fa_direct_reads: the steps are compiled for
 * both ways, since to ask with each read costs as much as the read. */
struct fa_dentry {
	__u64 addr;
	struct dentry *numbers; /* see fa_numbers() */
	bool direct;
};

#define see_dentry(d, field) fa_see_ptr((d)->direct, (d)->numbers, struct dentry, (d)->addr, field)

static __always_inline __u32 name_length(const struct fa_dentry *d)
{
	if (d->direct && bpf_core_field_offset(struct dentry, d_name.len) <= FA_NUMBERS_MAX)
		return d->numbers->d_name.len;
	return fa_load(d->direct, __u32,
		       d->addr + bpf_core_field_offset(struct dentry, d_name.len));
}

static __always_inline void mix(struct fa_place *at, __u64 value)
{
	__u64 h = (at->hash ^ value) * 0x9e3779b97f4a7c15ULL;

	at->hash = h ^ (h >> 29);
}

/* Copies a name so that it ends before text[off], word by word from its end; up to seven bytes
 * before it are overwritten, which are free. */
static __always_inline void copy_name(struct fa_slot *s, __u32 off, __u64 name, __u32 len)
{
	for (__u32 i = 0; i < (FA_NAME_MAX + 8) / 8; i++) {
		__u32 done = i * 8, to = off - done;

		if (done >= len)
			break;
		fa_opaque(to);
		to &= FA_TEXT_SIZE - 1;
		*(__u64 *)(s->text + to - 8) = fa_load(true, __u64, name + len - done - 8);
	}
}

/* Writes "/name" in front of what is there, or sets full. */
static __always_inline void prepend_name(struct fa_slot *s, struct fa_walk *w,
					 const struct fa_dentry *d)
{
	__u32 len = name_length(d);
	__u64 name = see_dentry(d, d_name.name);
	__u32 off = w->off;

	if (len > FA_NAME_MAX) { /* torn: the second pass will tell */
		w->end = FA_END_TORN;
		return;
	}
	if (w->full || off < len + 1) {
		w->full = 1;
		return;
	}
	if (d->direct)
		copy_name(s, off, name, len);
	off -= len + 1;
	w->off = off;
	off &= FA_TEXT_SIZE - 1; /* text has a spare half behind these */
	fa_opaque(off);
	s->text[off & (FA_TEXT_SIZE - 1)] = '/';
	if (d->direct)
		return;
	fa_opaque(len);
	len &= FA_NAME_MAX;
	bpf_probe_read_kernel(&s->text[(off + 1) & (FA_TEXT_SIZE - 1)], len, (const void *)name);
}

/* At the root of a mount: on to where it is mounted. */
static __always_inline bool leave_mount(struct fa_walk *w, struct fa_place *at, bool direct)
{
	__u64 parent = fa_load_ptr(direct, struct mount, at->mnt, mnt_parent), ns;

	mix(at, parent);
	if (parent == at->mnt || !parent) {
		ns = fa_load_ptr(direct, struct mount, at->mnt, mnt_ns);
		mix(at, ns);
		/* NULL and ERR_PTR(-EINVAL): unmounted, include/linux/fs/mount.h */
		if (!ns || is_error(ns))
			w->end = FA_END_DETACHED;
		/* being moved, it has no parent for a while: unhash_mnt(), fs/namespace.c */
		else if (fa_load_ptr(direct, struct mnt_namespace, ns, root) != at->mnt)
			w->end = FA_END_TORN;
		else if (w->mnt_ns && ns != w->mnt_ns)
			w->end = FA_END_DETACHED;
		else
			w->end = FA_END_TOP;
		return true;
	}
	at->dentry = fa_load_ptr(direct, struct mount, at->mnt, mnt_mountpoint);
	mix(at, at->dentry);
	at->mnt = parent;
	at->mnt_root = fa_load_ptr(direct, struct mount, parent, mnt.mnt_root);
	return false;
}

/* Whether the pass ends here; then w->end says how. */
static __always_inline bool take_step(struct fa_slot *s, struct fa_place *at, bool names,
				      bool direct)
{
	struct fa_walk *w = &s->walk;
	__u64 dentry = at->dentry;
	struct fa_dentry d = {.direct = direct};
	__u32 seq;

	if (dentry == w->root_dentry && at->mnt == w->root_mnt) {
		w->end = FA_END_ROOT;
		return true;
	}
	if (dentry == at->mnt_root)
		return leave_mount(w, at, direct);
	seq = fa_load(direct, __u32, dentry + bpf_core_field_offset(struct dentry, d_seq));
	d.addr = dentry = after_read(dentry, seq);
	if (direct)
		d.numbers = fa_numbers(dentry);
	at->dentry = see_dentry(&d, d_parent);
	if ((seq & 1) || !at->dentry) {
		w->end = FA_END_TORN;
		return true;
	}
	/* The parent is the next step's dentry, or one that ends the walk or leaves the mount. Of an
	 * address the upper 16 bits say nothing. */
	mix(at, dentry << 16 ^ seq);
	if (at->dentry == dentry) {
		w->end = FA_END_DISCONNECTED;
		return true;
	}
	if (!names)
		return false;
	prepend_name(s, w, &d);
	return w->end;
}

static __always_inline long write_step(void *ctx, bool direct)
{
	struct fa_slot *s = *(struct fa_slot **)ctx;

	return take_step(s, &s->walk.at, true, direct);
}

/* Four at once, between which where it is stays in registers. */
static __always_inline long skip_steps(void *ctx, bool direct)
{
	struct fa_slot *s = *(struct fa_slot **)ctx;
	struct fa_place at = s->walk.at;

	if (take_step(s, &at, false, direct) || take_step(s, &at, false, direct) ||
	    take_step(s, &at, false, direct) || take_step(s, &at, false, direct)) {
		s->walk.at.hash = at.hash;
		return 1;
	}
	s->walk.at = at;
	return 0;
}

static long step_writing(__u32 index, void *ctx)
{
	return write_step(ctx, true);
}

static long step_writing_probed(__u32 index, void *ctx)
{
	return write_step(ctx, false);
}

static long steps_skipping(__u32 index, void *ctx)
{
	return skip_steps(ctx, true);
}

static long steps_skipping_probed(__u32 index, void *ctx)
{
	return skip_steps(ctx, false);
}

/* One pass from start to root, which writes the names or skips them. Returns the hash of what it
 * met. */
static __always_inline __u64 walk_pass(struct fa_slot *s, bool names)
{
	struct fa_walk *w = &s->walk;

	w->unhashed = !fa_read_ptr(struct dentry, w->dentry, d_hash.pprev);
	w->end = FA_END_NONE;
	w->at.dentry = w->dentry;
	w->at.mnt = w->mnt;
	w->at.mnt_root = fa_read_ptr(struct mount, w->mnt, mnt.mnt_root);
	w->at.hash = w->unhashed;
	if (!names) {
		if (fa_direct_reads)
			bpf_loop(FA_STEPS_MAX / FA_STEPS_AT_ONCE, steps_skipping, &s, 0);
		else
			bpf_loop(FA_STEPS_MAX / FA_STEPS_AT_ONCE, steps_skipping_probed, &s, 0);
	} else {
		w->full = 0;
		w->off = FA_TEXT_SIZE - 1 - w->tail;
		if (fa_direct_reads)
			bpf_loop(FA_STEPS_MAX, step_writing, &s, 0);
		else
			bpf_loop(FA_STEPS_MAX, step_writing_probed, &s, 0);
	}
	return w->at.hash ^ w->end;
}

/* What a finished pass says about the path. */
static __always_inline __u32 walk_verdict(struct fa_walk *w)
{
	__u32 status = 0;

	/* d_unlinked(), include/linux/dcache.h: unhashed and not a root */
	if (w->unhashed && fa_read_ptr(struct dentry, w->dentry, d_parent) != w->dentry)
		status |= FA_ST_DELETED;
	if (w->end == FA_END_DETACHED)
		status |= FA_ST_DETACHED;
	else if (w->end == FA_END_DISCONNECTED || (w->end == FA_END_TOP && w->root_dentry))
		status |= FA_ST_ESCAPED;
	if (w->end == FA_END_NONE || w->full)
		status |= FA_ST_TRUNCATED;
	return status;
}

/* Whether the text begins at a root, and so with a slash. */
static __always_inline bool walk_is_absolute(struct fa_walk *w)
{
	return (w->end == FA_END_ROOT || w->end == FA_END_TOP) && !w->full;
}

/*
 * A pseudo file has no place in a tree: its d_dname() makes up a name (pipe, socket,
 * memfd, anon inode, namespace). The condition is d_path()'s own; a namespace file
 * bind-mounted somewhere does have a path.
 */
static __always_inline bool is_pseudo(struct fa_walk *w)
{
	__u64 op = fa_read_ptr(struct dentry, w->dentry, d_op);

	if (!op || !fa_read_ptr(struct dentry_operations, op, d_dname))
		return false;
	return fa_read_ptr(struct dentry, w->dentry, d_parent) != w->dentry ||
	       fa_read_ptr(struct mount, w->mnt, mnt.mnt_root) != w->dentry;
}

/* The text of a pseudo file is its dentry's name; the reader adds its kind. */
static __always_inline void name_pseudo(struct fa_slot *s, struct fa_walk *w)
{
	w->full = 0;
	w->end = 0;
	w->off = FA_TEXT_SIZE - 1 - w->tail;
	if (fa_direct_reads)
		prepend_name(s, w, &(struct fa_dentry){.addr = w->dentry, .direct = true,
						       .numbers = fa_numbers(w->dentry)});
	else
		prepend_name(s, w, &(struct fa_dentry){.addr = w->dentry});
	w->off++; /* no slash */
	w->len = FA_TEXT_SIZE - 1 - w->off;
	w->status = w->end ? FA_ST_UNSTABLE : FA_ST_PSEUDO;
}

/* Another number once a mount of the task's namespace was moved or unmounted. */
static __always_inline __u64 mount_moves(struct fa_walk *w)
{
	return w->mnt_ns ? fa_read(struct mnt_namespace, w->mnt_ns, event) : 0;
}

/* Where the text just written is. */
static __always_inline void delimit_text(struct fa_slot *s, struct fa_walk *w)
{
	w->len = FA_TEXT_SIZE - 1 - w->off;
	if (!walk_is_absolute(w)) {
		if (w->len) { /* a text not from a root has no leading slash */
			w->off++;
			w->len--;
		}
	} else if (!w->len) { /* the root itself */
		w->off = FA_TEXT_SIZE - 2;
		w->len = 1;
		s->text[FA_TEXT_SIZE - 2] = '/';
	}
}

static long walk_attempt(__u32 index, void *ctx)
{
	struct fa_slot *s = *(struct fa_slot **)ctx;
	struct fa_walk *w = &s->walk;

	w->first_moves = mount_moves(w);
	order_reads();
	w->first_hash = walk_pass(s, true);
	if (w->end == FA_END_TORN)
		return 0;
	w->first_verdict = walk_verdict(w);
	order_reads();
	if (walk_pass(s, false) != w->first_hash)
		return 0;
	order_reads();
	if (mount_moves(w) != w->first_moves)
		return 0;
	delimit_text(s, w);
	w->status = w->first_verdict;
	return 1;
}

/*
 * Resolves walk.dentry and walk.mnt against walk.root_*, leaving text[off..off+len)
 * and status. A global function, so the verifier visits it once for all callers.
 */
__attribute__((noinline)) int fa_walk(struct fa_slot *s)
{
	if (!s)
		return 0;
	s->walk.len = 0;
	s->walk.off = 0;
	if (!s->walk.dentry || !s->walk.mnt) {
		s->walk.status = FA_ST_ABSENT;
		return 0;
	}
	if (is_pseudo(&s->walk)) {
		name_pseudo(s, &s->walk);
		return 0;
	}
	s->walk.status = FA_ST_UNSTABLE;
	bpf_loop(FA_WALK_ATTEMPTS, walk_attempt, &s, 0);
	return 0;
}

/*
 * Whether walk.dentry and walk.mnt are the root of the task's namespace, or what is mounted over
 * it, as the root file system is over the first one. Then there is no name to be met, and the
 * namespace's count of changes says all.
 */
static __always_inline bool is_at_top(struct fa_walk *w)
{
	__u64 moves = mount_moves(w), mnt = w->mnt, dentry = w->dentry;

	if (!w->mnt_ns)
		return false;
	order_reads();
	for (int i = 0; i < 2; i++) {
		__u64 parent = fa_read_ptr(struct mount, mnt, mnt_parent);

		if (!mnt || dentry != fa_read_ptr(struct mount, mnt, mnt.mnt_root))
			return false;
		if (parent == mnt) {
			bool top = fa_read_ptr(struct mount, mnt, mnt_ns) == w->mnt_ns &&
				   fa_read_ptr(struct mnt_namespace, w->mnt_ns, root) == mnt;

			order_reads();
			return top && mount_moves(w) == moves;
		}
		dentry = fa_read_ptr(struct mount, mnt, mnt_mountpoint);
		mnt = parent;
	}
	return false;
}

/* One pass for the pointers only: walk.first_hash, walk.end and walk.status say what it met. */
__attribute__((noinline)) int fa_walk_pointers(struct fa_slot *s)
{
	if (!s)
		return 0;
	s->walk.full = 0;
	s->walk.first_hash = walk_pass(s, false);
	s->walk.status = walk_verdict(&s->walk);
	return 0;
}

#endif
