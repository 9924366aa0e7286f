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
#define FA_WALK_ATTEMPTS 4

static __always_inline void mix(struct fa_walk *w, __u64 value)
{
	__u64 h = (w->hash ^ value) * 0x9e3779b97f4a7c15ULL;

	w->hash = h ^ (h >> 29);
}

/* Writes "/name" in front of what is there, or sets full. */
static __always_inline void prepend_name(struct fa_slot *s, struct fa_walk *w, __u64 dentry)
{
	__u32 len = fa_read(struct dentry, dentry, d_name.len);
	__u64 name = fa_read_ptr(&w->launder, struct dentry, dentry, d_name.name);
	__u32 off = w->off;

	if (len > FA_NAME_MAX) { /* torn: the second pass will tell */
		w->end = FA_END_TORN;
		return;
	}
	if (w->full || off < len + 1) {
		w->full = 1;
		return;
	}
	off -= len + 1;
	w->off = off;
	off &= FA_TEXT_SIZE - 1; /* text has a spare half behind these */
	fa_opaque(off);
	s->text[off & (FA_TEXT_SIZE - 1)] = '/';
	fa_opaque(len);
	len &= FA_NAME_MAX;
	bpf_probe_read_kernel(&s->text[(off + 1) & (FA_TEXT_SIZE - 1)], len, (const void *)name);
}

static long walk_step(__u32 index, void *ctx)
{
	struct fa_slot *s = *(struct fa_slot **)ctx;
	struct fa_walk *w = &s->walk;
	__u64 dentry = w->cur_dentry, mnt = w->cur_mnt, parent;
	__u32 seq;

	if (dentry == w->root_dentry && mnt == w->root_mnt) {
		w->end = FA_END_ROOT;
		return 1;
	}
	if (dentry == fa_read_ptr(&w->launder, struct mount, mnt, mnt.mnt_root)) {
		parent = fa_read_ptr(&w->launder, struct mount, mnt, mnt_parent);
		mix(w, parent);
		if (parent == mnt || !parent) {
			__u64 ns = fa_read_ptr(&w->launder, struct mount, mnt, mnt_ns);

			mix(w, ns);
			/* NULL and ERR_PTR(-EINVAL): unmounted, include/linux/fs/mount.h */
			if (!ns || is_error(ns))
				w->end = FA_END_DETACHED;
			/* being moved, it has no parent for a while: unhash_mnt(), fs/namespace.c */
			else if (fa_read_ptr(&w->launder, struct mnt_namespace, ns, root) != mnt)
				w->end = FA_END_TORN;
			else if (w->mnt_ns && ns != w->mnt_ns)
				w->end = FA_END_DETACHED;
			else
				w->end = FA_END_TOP;
			return 1;
		}
		dentry = fa_read_ptr(&w->launder, struct mount, mnt, mnt_mountpoint);
		mix(w, dentry);
		w->cur_dentry = dentry;
		w->cur_mnt = parent;
		return 0;
	}
	seq = fa_read_seq(struct dentry, dentry, d_seq);
	dentry = after_read(dentry, seq);
	parent = fa_read_ptr(&w->launder, struct dentry, dentry, d_parent);
	if ((seq & 1) || !parent) {
		w->end = FA_END_TORN;
		return 1;
	}
	mix(w, dentry ^ ((__u64)seq << 1));
	mix(w, parent);
	if (parent == dentry) {
		w->end = FA_END_DISCONNECTED;
		return 1;
	}
	if (w->names) {
		prepend_name(s, w, dentry);
		if (w->end)
			return 1;
	}
	w->cur_dentry = parent;
	return 0;
}

/* One pass from start to root. Returns the hash of what it met. */
static __always_inline __u64 walk_pass(struct fa_slot *s, __u32 names)
{
	struct fa_walk *w = &s->walk;
	__u64 pprev = fa_read_ptr(&w->launder, struct dentry, w->dentry, d_hash.pprev);

	w->names = names;
	w->end = FA_END_NONE;
	w->cur_dentry = w->dentry;
	w->cur_mnt = w->mnt;
	w->hash = 0;
	mix(w, !pprev);
	bpf_loop(FA_STEPS_MAX, walk_step, &s, 0);
	mix(w, w->end);
	return w->hash;
}

/* What a finished pass says about the path. */
static __always_inline __u32 walk_verdict(struct fa_walk *w)
{
	__u64 parent = fa_read_ptr(&w->launder, struct dentry, w->dentry, d_parent);
	__u32 status = 0;

	/* d_unlinked(), include/linux/dcache.h: unhashed and not a root */
	if (!fa_read_ptr(&w->launder, struct dentry, w->dentry, d_hash.pprev) &&
	    parent != w->dentry)
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
	__u64 op = fa_read_ptr(&w->launder, struct dentry, w->dentry, d_op);

	if (!op || !fa_read_ptr(&w->launder, struct dentry_operations, op, d_dname))
		return false;
	return fa_read_ptr(&w->launder, struct dentry, w->dentry, d_parent) != w->dentry ||
	       fa_read_ptr(&w->launder, struct mount, w->mnt, mnt.mnt_root) != w->dentry;
}

/* The text of a pseudo file is its dentry's name; the reader adds its kind. */
static __always_inline void name_pseudo(struct fa_slot *s, struct fa_walk *w)
{
	w->full = 0;
	w->end = 0;
	w->off = FA_TEXT_SIZE - 1 - w->tail;
	prepend_name(s, w, w->dentry);
	w->off++; /* no slash */
	w->len = FA_TEXT_SIZE - 1 - w->off;
	w->status = w->end ? FA_ST_UNSTABLE : FA_ST_PSEUDO;
}

/* Another number once a mount of the task's namespace was moved or unmounted. */
static __always_inline __u64 mount_moves(struct fa_walk *w)
{
	return w->mnt_ns ? fa_read(struct mnt_namespace, w->mnt_ns, event) : 0;
}

static long walk_attempt(__u32 index, void *ctx)
{
	struct fa_slot *s = *(struct fa_slot **)ctx;
	struct fa_walk *w = &s->walk;

	w->first_moves = mount_moves(w);
	order_reads();
	w->full = 0;
	w->off = FA_TEXT_SIZE - 1 - w->tail;
	w->first_hash = walk_pass(s, 1);
	if (w->end == FA_END_TORN)
		return 0;
	w->first_verdict = walk_verdict(w);
	order_reads();
	if (walk_pass(s, 0) != w->first_hash)
		return 0;
	order_reads();
	if (mount_moves(w) != w->first_moves)
		return 0;
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

/* One pass for the pointers only: walk.hash, walk.end and walk.status say what it met. */
__attribute__((noinline)) int fa_walk_pointers(struct fa_slot *s)
{
	if (!s)
		return 0;
	s->walk.full = 0;
	walk_pass(s, 0);
	s->walk.status = walk_verdict(&s->walk);
	return 0;
}

#endif
