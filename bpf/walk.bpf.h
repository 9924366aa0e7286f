/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * From a (dentry, mount) to a path that can be vouched for.
 *
 * A pass takes the steps and notes what the path depends on; then each of these is looked at
 * again. A rename changes the d_seq of the dentry it moves, so when every d_seq is even and still the
 * same, every name and parent held between the pass and the second look: the path was true at that
 * moment. A mount has no such count: it might have been elsewhere in between, so its namespace's,
 * which every move and unmount changes, is compared as well. All programs run inside an RCU read
 * section, so a dentry or mount that was met cannot be freed and reused before the second look.
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

/* What is met beyond the room there is for it goes into a hash. */
static __always_inline void mix(struct fa_walk *w, __u64 value)
{
	__u64 h = (w->hash ^ value) * 0x9e3779b97f4a7c15ULL;

	w->hash = h ^ (h >> 29);
}

static __always_inline void note_met(struct fa_slot *s, __u64 addr, __u64 value)
{
	__u32 n = s->walk.met++;

	if (n < FA_MET_MAX) {
		struct fa_met *met = &s->met[n];

		met->addr = addr;
		met->value = value;
	} else {
		/* of an address the upper 16 bits say nothing */
		mix(&s->walk, addr << 16 ^ value);
	}
}

/* A pointer in a mount or its namespace. */
static __always_inline __u64 meet_pointer(struct fa_slot *s, __u64 addr)
{
	__u64 pointer = fa_load(__u64, addr);

	note_met(s, addr, pointer);
	return pointer;
}

#define meet(s, type, addr, field)                                                                \
	meet_pointer(s, (__u64)(addr) + bpf_core_field_offset(type, field))

/* Copies the eight bytes before name_end so that they end before text[off]. */
static __always_inline void copy_word(struct fa_slot *s, __u32 off, __u64 name_end)
{
	fa_opaque(off);
	off &= FA_TEXT_SIZE - 1;
	*(__u64 *)(s->text + off - 8) = fa_load(__u64, name_end - 8);
}

/* Copies a name so that it ends before text[off], word by word from its end; up to seven bytes
 * before it are overwritten, which are free. Most names are of one word. */
static __always_inline void copy_name(struct fa_slot *s, __u32 off, __u64 name, __u32 len)
{
	copy_word(s, off, name + len);
	for (__u32 done = 8; done < FA_NAME_MAX + 8 && done < len; done += 8)
		copy_word(s, off - done, name + len - done);
}

/* Writes the dentry's "/name" in front of what is there, or sets full. */
static __always_inline void prepend_name(struct fa_slot *s, struct fa_walk *w,
					 struct fa_object dentry)
{
	__u32 len = fa_get(dentry, struct dentry, d_name.len);
	__u64 name = fa_get_ptr(dentry, struct dentry, d_name.name);
	__u32 off = w->off;

	if (len > FA_NAME_MAX) { /* torn */
		w->end = FA_END_TORN;
		return;
	}
	if (w->full || off < len + 1) {
		w->full = 1;
		return;
	}
	if (FA_DIRECT_READS)
		copy_name(s, off, name, len);
	off -= len + 1;
	w->off = off;
	off &= FA_TEXT_SIZE - 1; /* text has a spare half behind these */
	fa_opaque(off);
	s->text[off & (FA_TEXT_SIZE - 1)] = '/';
	if (FA_DIRECT_READS)
		return;
	fa_opaque(len);
	len &= FA_NAME_MAX;
	bpf_probe_read_kernel(&s->text[(off + 1) & (FA_TEXT_SIZE - 1)], len, (const void *)name);
}

/* Another number once a mount of the task's namespace was moved or unmounted. */
static __always_inline __u64 mount_moves(struct fa_walk *w)
{
	return w->mnt_ns ? fa_read(struct mnt_namespace, w->mnt_ns, event) : 0;
}

/* At the root of a mount that has no parent. */
static __always_inline void end_at_top(struct fa_slot *s, struct fa_walk *w)
{
	__u64 ns = meet(s, struct mount, w->at.mnt, mnt_ns);

	/* NULL and ERR_PTR(-EINVAL): unmounted, include/linux/fs/mount.h */
	if (!ns || is_error(ns))
		w->end = FA_END_DETACHED;
	/* being moved, it has no parent for a while: unhash_mnt(), fs/namespace.c */
	else if (meet(s, struct mnt_namespace, ns, root) != w->at.mnt)
		w->end = FA_END_TORN;
	else if (w->mnt_ns && ns != w->mnt_ns)
		w->end = FA_END_DETACHED;
	else
		w->end = FA_END_TOP;
}

/*
 * While a mount is moved, its mountpoint is its own root for a moment, and its parent may be read
 * as the one it was or will be on: unhash_mnt() and mnt_set_mountpoint(), fs/namespace.c. The
 * namespace's count comes after that. Only a mount on its own root has both at rest.
 */
static __always_inline bool is_at_dentry(__u64 mountpoint, __u64 dentry)
{
	return mountpoint && fa_read_ptr(struct mountpoint, mountpoint, m_dentry) == dentry;
}

/* At the root of a mount: on to where it is mounted. */
static __always_inline bool leave_mount(struct fa_slot *s, struct fa_walk *w)
{
	__u64 parent, mountpoint;

	if (!w->left) {
		w->left = true;
		w->moves = mount_moves(w);
		order_reads();
	}
	parent = meet(s, struct mount, w->at.mnt, mnt_parent);
	if (parent == w->at.mnt || !parent) {
		end_at_top(s, w);
		return true;
	}
	mountpoint = meet(s, struct mount, w->at.mnt, mnt_mountpoint);
	if (mountpoint == w->at.mnt_root &&
	    !is_at_dentry(meet(s, struct mount, w->at.mnt, mnt_mp), mountpoint)) {
		w->end = FA_END_TORN;
		return true;
	}
	w->at.dentry = mountpoint;
	w->at.mnt = parent;
	w->at.mnt_root = fa_read_ptr(struct mount, parent, mnt.mnt_root);
	return false;
}

/* Whether the pass ends here; then w->end says how. */
static __always_inline bool take_step(struct fa_slot *s, bool names)
{
	struct fa_walk *w = &s->walk;
	__u64 dentry = w->at.dentry, parent;
	struct fa_object d = fa_object(dentry);
	__u32 seq;

	if (dentry == w->root_dentry && w->at.mnt == w->root_mnt) {
		w->end = FA_END_ROOT;
		return true;
	}
	if (dentry == w->at.mnt_root)
		return leave_mount(s, w);
	seq = fa_get_seq(d, struct dentry, d_seq);
	d = object_after(d, seq);
	parent = fa_get_ptr(d, struct dentry, d_parent);
	if ((seq & 1) || !parent) {
		w->end = FA_END_TORN;
		return true;
	}
	note_met(s, dentry + bpf_core_field_offset(struct dentry, d_seq) + 1, seq);
	if (parent == dentry) {
		w->end = FA_END_DISCONNECTED;
		return true;
	}
	w->at.dentry = parent;
	if (!names)
		return false;
	prepend_name(s, w, d);
	return w->end;
}

/* Some at once: a call costs as much as half a step. */
static __always_inline bool take_steps(struct fa_slot *s, bool names)
{
	for (int i = 0; i < FA_STEPS_AT_ONCE; i++) {
		if (take_step(s, names))
			return true;
	}
	return false;
}

static long steps_writing(__u32 index, void *ctx)
{
	return take_steps(*(struct fa_slot **)ctx, true);
}

static long steps_skipping(__u32 index, void *ctx)
{
	return take_steps(*(struct fa_slot **)ctx, false);
}

static __always_inline void begin_walk(struct fa_walk *w)
{
	w->left = false;
	w->full = 0;
}

/* One pass from start to root, which writes the names or skips them. */
static __always_inline void walk_pass(struct fa_slot *s, bool names)
{
	struct fa_walk *w = &s->walk;

	w->end = FA_END_NONE;
	w->at.dentry = w->dentry;
	w->at.mnt = w->mnt;
	w->at.mnt_root = fa_read_ptr(struct mount, w->mnt, mnt.mnt_root);
	w->met = 0;
	w->hash = 0;
	if (names)
		w->off = FA_TEXT_SIZE - 1 - w->tail;
	bpf_loop(FA_STEPS_MAX / FA_STEPS_AT_ONCE, names ? steps_writing : steps_skipping, &s, 0);
}

/* What was met beyond the room for it has to be met again. */
static __always_inline bool is_rest_as_met(struct fa_slot *s)
{
	struct fa_walk *w = &s->walk;
	__u64 hash = w->hash ^ w->end;

	walk_pass(s, false);
	return (w->hash ^ w->end) == hash;
}

/*
 * The second look at what the pass met: whether all of it is as it was. A global function, as
 * fa_walk() is, and so that its stack is not needed beside that of the steps.
 */
__attribute__((noinline)) int fa_is_as_met(struct fa_slot *s)
{
	__u32 count;

	if (!s)
		return 0;
	order_reads();
	count = s->walk.met;
	for (__u32 i = 0; i < FA_MET_MAX && i < count; i++) {
		const struct fa_met *met = &s->met[i];
		__u64 addr = met->addr, value = met->value;

		if (addr & 1 ? fa_load(__u32, addr - 1) != value : fa_load(__u64, addr) != value)
			return 0;
	}
	if (count > FA_MET_MAX && !is_rest_as_met(s))
		return 0;
	if (!s->walk.left)
		return 1;
	order_reads();
	return mount_moves(&s->walk) == s->walk.moves;
}

/* What a finished pass says about the path, as long as what it met is as it was. */
static __always_inline __u32 walk_verdict(struct fa_walk *w)
{
	struct fa_object dentry = fa_object(w->dentry);
	__u32 status = 0;

	/* d_unlinked(), include/linux/dcache.h: unhashed and not a root */
	if (!fa_get_ptr(dentry, struct dentry, d_hash.pprev) &&
	    fa_get_ptr(dentry, struct dentry, d_parent) != w->dentry)
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
	struct fa_object dentry = fa_object(w->dentry);
	__u64 op = fa_get_ptr(dentry, struct dentry, d_op);

	if (!op || !fa_read_ptr(struct dentry_operations, op, d_dname))
		return false;
	return fa_get_ptr(dentry, struct dentry, d_parent) != w->dentry ||
	       fa_read_ptr(struct mount, w->mnt, mnt.mnt_root) != w->dentry;
}

/* The text of a pseudo file is its dentry's name; the reader adds its kind. A function of its own
 * for the stack it takes. */
static __attribute__((noinline)) int name_pseudo(struct fa_slot *s)
{
	struct fa_walk *w = &s->walk;

	w->full = 0;
	w->end = 0;
	w->off = FA_TEXT_SIZE - 1 - w->tail;
	prepend_name(s, w, fa_object(w->dentry));
	w->off++; /* no slash */
	w->len = FA_TEXT_SIZE - 1 - w->off;
	w->status = w->end ? FA_ST_UNSTABLE : FA_ST_PSEUDO;
	return 0;
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

/* One pass with names. A global function: the verifier visits its steps once for all attempts. */
__attribute__((noinline)) int fa_write_pass(struct fa_slot *s)
{
	if (!s)
		return 0;
	begin_walk(&s->walk);
	walk_pass(s, true);
	return 0;
}

/* Whether the walk met what was still so when it was over. */
static __always_inline bool walk_attempt(struct fa_slot *s)
{
	struct fa_walk *w = &s->walk;
	__u32 verdict;

	fa_write_pass(s);
	if (w->end == FA_END_TORN)
		return false;
	order_reads();
	verdict = walk_verdict(w);
	if (!fa_is_as_met(s))
		return false;
	delimit_text(s, w);
	w->status = verdict;
	return true;
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
		name_pseudo(s);
		return 0;
	}
	s->walk.status = FA_ST_UNSTABLE;
	for (int i = 0; i < FA_WALK_ATTEMPTS; i++) {
		if (walk_attempt(s))
			break;
	}
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
		__u64 parent = fa_read_ptr(struct mount, mnt, mnt_parent), mountpoint;

		if (!mnt || dentry != fa_read_ptr(struct mount, mnt, mnt.mnt_root))
			return false;
		if (parent == mnt) {
			bool top = fa_read_ptr(struct mount, mnt, mnt_ns) == w->mnt_ns &&
				   fa_read_ptr(struct mnt_namespace, w->mnt_ns, root) == mnt;

			order_reads();
			return top && mount_moves(w) == moves;
		}
		mountpoint = fa_read_ptr(struct mount, mnt, mnt_mountpoint);
		if (mountpoint == dentry &&
		    !is_at_dentry(fa_read_ptr(struct mount, mnt, mnt_mp), mountpoint))
			return false;
		dentry = mountpoint;
		mnt = parent;
	}
	return false;
}

/* One pass without names: walk.end and walk.status say what it met, and fa_is_as_met() whether it
 * still does. */
__attribute__((noinline)) int fa_walk_pointers(struct fa_slot *s)
{
	if (!s)
		return 0;
	begin_walk(&s->walk);
	walk_pass(s, false);
	order_reads();
	s->walk.status = walk_verdict(&s->walk);
	return 0;
}

#endif
