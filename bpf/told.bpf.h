/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Paths that the reader has been told: their text travels once, then their id.
 *
 * An entry is found by the dentries and mounts that a walk begins and ends at. What it says is not
 * believed: the walk compares every name it meets with the text told, so what was renamed, freed
 * and used again, or only has the same key, cannot lead to another's path. An entry is written
 * while the record that tells it is sent, and its id is used for that text alone: it counts only
 * with an even version, the same before and after. The ring keeps the order: who finds an entry
 * sends behind the record that told it. The reader's side: src/event/told_paths.h.
 */
#ifndef FILEAUDIT_TOLD_BPF_H
#define FILEAUDIT_TOLD_BPF_H

#include "calls.bpf.h"
#include "config.bpf.h"
#include "maps.bpf.h"

/* An entry as it was found. */
struct fa_told_sight {
	struct fa_told *told;
	__u32 version, id, len;
};

static __always_inline __u64 told_key(const struct fa_walk *w)
{
	__u64 key = w->dentry * 0x9e3779b97f4a7c15ULL + w->mnt;

	key = (key ^ w->root_dentry) * 0xc2b2ae3d27d4eb4fULL + w->root_mnt;
	return key ^ key >> 32;
}

static __always_inline struct fa_told *told_at(__u64 key, __u32 *index)
{
	*index = key & (FA_TOLD_MAX - 1);
	return bpf_map_lookup_elem(&fa_told_paths, index);
}

/* Of each text that an entry had: another. */
static __always_inline __u32 told_id(__u32 index, __u32 version)
{
	return (version / 2) * FA_TOLD_MAX + index;
}

static __always_inline __u32 told_version(struct fa_told *told)
{
	return *(volatile __u32 *)&told->version;
}

static __always_inline bool find_told(const struct fa_walk *w, struct fa_told_sight *sight)
{
	__u64 key = told_key(w);
	__u32 index;
	struct fa_told *told = told_at(key, &index);

	if (!told)
		return false;
	sight->told = told;
	sight->version = told_version(told);
	sight->id = told_id(index, sight->version);
	order_reads();
	sight->len = told->len;
	return told->key == key && !(sight->version & 1) && sight->id;
}

static __always_inline bool is_still_told(struct fa_told_sight *sight)
{
	order_reads();
	return told_version(sight->told) == sight->version;
}

/* Whether a path's text may be told once: nothing in the kernel asks for it again. */
static __always_inline bool may_tell(enum fa_path which)
{
	return fa_tell_once && !fa_prefix_sides[which] &&
	       !((fa_uniq_keys | fa_total_keys) & (FA_KEY_PATH << which));
}

/* Takes an entry for a text of the record, texts[at..at+len). NULL: another run has it. */
static __always_inline struct fa_told *begin_telling(struct fa_slot *s, __u64 key, __u32 at,
						     __u32 len, __u32 *id)
{
	__u32 index, version, end = at + len;
	struct fa_told *told = told_at(key, &index);

	if (!told)
		return NULL;
	version = told_version(told);
	if ((version & 1) ||
	    __sync_val_compare_and_swap(&told->version, version, version + 1) != version)
		return NULL;
	told->key = key;
	told->len = len;
	fa_opaque(end);
	end &= FA_RECORD_TEXT - 1; /* what is before the text is copied, too, and not looked at */
	bpf_probe_read_kernel(told->text, FA_TOLD_LEN_MAX, s->texts + end - FA_TOLD_LEN_MAX);
	*id = told_id(index, version + 2);
	return told;
}

static __always_inline void end_telling(struct fa_told *told, bool sent)
{
	if (!sent)
		told->key = 0;
	__sync_fetch_and_add(&told->version, 1);
}

#endif
