/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Filters, cheapest question first: those that need no path, then the target's prefix. */
#ifndef FILEAUDIT_FILTER_BPF_H
#define FILEAUDIT_FILTER_BPF_H

#include "config.bpf.h"
#include "record.bpf.h"

enum fa_admission {
	FA_REFUSED = 0,
	FA_ADMITTED,
	FA_OURSELVES, /* the canary */
};

/* Before anything is read of the file. */
static __always_inline enum fa_admission admit(void)
{
	__u32 tgid = bpf_get_current_pid_tgid() >> 32;

	if (tgid == fa_self_tgid)
		return fa_canary ? FA_OURSELVES : FA_REFUSED;
	if (fa_filter_pids && !bpf_map_lookup_elem(&fa_pids, &tgid))
		goto filtered;
	if (fa_filter_comms) {
		struct fa_comm_key key = {};

		bpf_get_current_comm(key.comm, sizeof(key.comm));
		if (!bpf_map_lookup_elem(&fa_comms, &key))
			goto filtered;
	}
	return FA_ADMITTED;
filtered:
	count(FA_CNT_FILTERED);
	return FA_REFUSED;
}

/*
 * Whether the target's text, just resolved, begins with one of the prefixes. A truncated
 * or unstable path cannot be decided and passes: user space counts it aloud.
 */
static __always_inline bool prefix_matches(struct fa_slot *s)
{
	__u32 len = s->walk.len, off = s->walk.off & (FA_TEXT_SIZE - 1);

	if (s->walk.status & (FA_ST_TRUNCATED | FA_ST_UNSTABLE))
		return true;
	if (len > FA_PREFIX_MAX)
		len = FA_PREFIX_MAX;
	s->key.bits = len * 8;
	fa_opaque(off);
	off &= FA_TEXT_SIZE - 1;
	bpf_probe_read_kernel(s->key.text, sizeof(s->key.text), &s->text[off]);
	return bpf_map_lookup_elem(&fa_prefixes, &s->key) != NULL;
}

#endif
