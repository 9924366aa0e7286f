/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* --uniq and --rate: what is asked last, of a record that is complete. */
#ifndef FILEAUDIT_UNIQ_BPF_H
#define FILEAUDIT_UNIQ_BPF_H

#include "config.bpf.h"
#include "record.bpf.h"

#define FA_RATE_ATTEMPTS 8

/* ---- --uniq ------------------------------------------------------------------------- */

static __always_inline void uniq_mix(struct fa_slot *s, __u64 value)
{
	__u64 a = (s->uniq.a ^ value) * 0x9e3779b97f4a7c15ULL;
	__u64 b = (s->uniq.b + value) * 0xc2b2ae3d27d4eb4fULL;

	s->uniq.a = a ^ (a >> 29);
	s->uniq.b = b ^ (b >> 31);
}

static __always_inline void uniq_mix_name(struct fa_slot *s, const char *name)
{
	__u64 words[2];

	__builtin_memcpy(words, name, sizeof(words));
	uniq_mix(s, words[0]);
	uniq_mix(s, words[1]);
}

/* Eight bytes of a text, the last ones padded with NULs. */
static long uniq_word(__u32 index, void *ctx)
{
	struct fa_slot *s = *(struct fa_slot **)ctx;
	__u32 at = index * 8, left = s->hash_len - at;
	__u64 word;

	if (at >= s->hash_len)
		return 1;
	at += s->hash_at;
	fa_opaque(at);
	at &= FA_RECORD_TEXT - 1; /* texts is longer than its mask */
	__builtin_memcpy(&word, &s->texts[at], sizeof(word));
	if (left < 8)
		word &= (1ULL << (left * 8)) - 1;
	uniq_mix(s, word);
	return 0;
}

/* Whether the reader makes up the name from the inode: Decoder::name_pseudo(). */
static __always_inline bool is_named_by_inode(const struct fa_event *e,
					      const struct fa_path_ref *path)
{
	switch (e->fs_magic) {
	case 0x50495045: /* PIPEFS_MAGIC */
	case 0x534f434b: /* SOCKFS_MAGIC */
	case 0x6e736673: /* NSFS_MAGIC */
	case 0x50494446: /* PID_FS_MAGIC */
		return true;
	}
	return !path->len;
}

/* Hashes the fields `keys` names (enum fa_uniq_key) into uniq. False when the combination is not
 * known: one of its paths is not whole. */
static __always_inline bool combine(struct fa_slot *s, __u32 keys)
{
	struct fa_event *e = &s->event;
	bool whole = true;
	__u32 at = 0;

	s->uniq.a = 0;
	s->uniq.b = 0;
	if (keys & FA_KEY_PID)
		uniq_mix(s, e->pid);
	if (keys & FA_KEY_TID)
		uniq_mix(s, e->tid);
	if (keys & FA_KEY_PPID)
		uniq_mix(s, e->ppid);
	if (keys & FA_KEY_UID)
		uniq_mix(s, e->uid);
	if (keys & FA_KEY_GID)
		uniq_mix(s, e->gid);
	if (keys & FA_KEY_COMM)
		uniq_mix_name(s, e->comm);
	if (keys & FA_KEY_OP)
		uniq_mix(s, e->op);
	if (keys & FA_KEY_ACCESS)
		uniq_mix(s, (__u64)s->access << 32 | s->sharing);
	if (keys & FA_KEY_MNTNS)
		uniq_mix(s, e->mntns);
	if (keys & FA_KEY_FSTYPE)
		uniq_mix_name(s, e->fstype);
	if (keys & FA_KEY_INO) {
		uniq_mix(s, e->ino);
		uniq_mix(s, (__u64)e->dev_major << 32 | e->dev_minor);
	}
	if (keys & FA_KEY_ERRNO)
		uniq_mix(s, e->error);
	if (keys & FA_KEY_VIA)
		uniq_mix(s, e->via);
	if (keys & FA_KEY_CGROUP)
		uniq_mix(s, e->cgroup);
	for (int which = 0; which < FA_PATH_COUNT; which++) {
		struct fa_path_ref *path = &e->paths[which];

		if (keys & (FA_KEY_PATH << which)) {
			if (path->status & (FA_ST_TRUNCATED | FA_ST_UNSTABLE))
				whole = false;
			if (path->status & FA_ST_PSEUDO) {
				uniq_mix(s, e->fs_magic);
				if (is_named_by_inode(e, path))
					uniq_mix(s, e->ino);
			}
			uniq_mix(s, (__u64)path->status << 32 | path->len);
			s->hash_at = at;
			s->hash_len = path->len;
			bpf_loop(FA_TEXT_SIZE / 8, uniq_word, &s, 0);
		}
		at += path->len;
	}
	return whole;
}

/* ---- --rate ------------------------------------------------------------------------- */

/* Whether this second has room for one more. */
static __always_inline bool rate_passes(void)
{
	__u64 second = bpf_ktime_get_ns() / 1000000000;

	for (int i = 0; i < FA_RATE_ATTEMPTS; i++) {
		__u64 window = fa_rate_window, next;

		if (window >> 32 != (__u32)second)
			next = second << 32 | 1;
		else if ((__u32)window < fa_rate)
			next = window + 1;
		else
			break;
		if (__sync_val_compare_and_swap(&fa_rate_window, window, next) == window)
			return true;
	}
	count(FA_CNT_OVER_RATE);
	return false;
}

/* ---- both --------------------------------------------------------------------------- */

/* Whether a complete record is to be reported; then uniq.a is not 0 if report_failed() has
 * something to take back. */
static __always_inline bool record_passes(struct fa_slot *s)
{
	__u8 one = 1;

	s->uniq.a = 0;
	if (s->event.flags & FA_EV_CANARY)
		return true;
	if (fa_uniq_keys && combine(s, fa_uniq_keys)) {
		s->uniq.a |= 1;
		/* the lookup keeps it among the recent ones, the update alone would not */
		if (bpf_map_lookup_elem(&fa_uniq_seen, &s->uniq) ||
		    bpf_map_update_elem(&fa_uniq_seen, &s->uniq, &one, BPF_NOEXIST) == -EEXIST) {
			count(FA_CNT_FOLDED);
			return false;
		}
	} else {
		s->uniq.a = 0;
	}
	if (fa_rate && !fa_rate_early && !rate_passes()) {
		if (s->uniq.a)
			bpf_map_delete_elem(&fa_uniq_seen, &s->uniq);
		return false;
	}
	return true;
}

/* The record was lost: its combination has not been shown. */
static __always_inline void forget_uniq(struct fa_slot *s)
{
	if (fa_uniq_keys && s->uniq.a)
		bpf_map_delete_elem(&fa_uniq_seen, &s->uniq);
}

#endif
