/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Summaries: rows counted here, so that none is lost however full the ring is. */
#ifndef FILEAUDIT_TOTALS_BPF_H
#define FILEAUDIT_TOTALS_BPF_H

#include "uniq.bpf.h"

/* A row for a combination that has none yet. NULL: there is no room. */
static __always_inline struct fa_total *add_row(struct fa_slot *s, __u32 *row)
{
	__u32 *known;
	long error;

	if (fa_totals_used >= FA_TOTALS_MAX)
		return NULL;
	*row = __sync_fetch_and_add(&fa_totals_used, 1);
	if (*row >= FA_TOTALS_MAX)
		return NULL;
	error = bpf_map_update_elem(&fa_total_rows, &s->uniq, row, BPF_NOEXIST);
	if (error) { /* another CPU was faster: its row is the one, ours stays empty */
		known = bpf_map_lookup_elem(&fa_total_rows, &s->uniq);
		if (!known)
			return NULL;
		*row = *known;
	}
	return bpf_map_lookup_elem(&fa_totals, row);
}

static __always_inline bool is_new_process(struct fa_slot *s, struct task_struct *task, __u32 row)
{
	struct fa_total_process key = {
		.row = row,
		.tgid = fa_follow(task, tgid),
		.start_ns = fa_follow(fa_task(task), group_leader, start_boottime),
	};
	__u8 one = 1;

	return !bpf_map_lookup_elem(&fa_total_processes, &key) &&
	       !bpf_map_update_elem(&fa_total_processes, &key, &one, BPF_NOEXIST);
}

static __always_inline void add_to(struct fa_total *total, const struct fa_event *e)
{
	if (e->error)
		__sync_fetch_and_add(&total->failures, 1);
	else if (e->op == FA_OP_OPEN)
		__sync_fetch_and_add(&total->opens, 1);
	else if (e->op == FA_OP_EXEC)
		__sync_fetch_and_add(&total->execs, 1);
	else
		__sync_fetch_and_add(&total->maps, 1);
	if (!e->error && e->map_bytes)
		__sync_fetch_and_add(&total->map_bytes, e->map_bytes);
	total->last_ns = e->ts_ns;
}

/* Counts a complete record in its row. Returns the row's total, to be marked as told once the
 * record was submitted, or NULL: it has no row, and is lost. */
static __always_inline struct fa_total *count_in_row(struct fa_slot *s, struct task_struct *task)
{
	struct fa_total *total = NULL;
	__u32 *known, row = 0;

	combine(s, fa_total_keys);
	known = bpf_map_lookup_elem(&fa_total_rows, &s->uniq);
	if (known) {
		row = *known;
		total = bpf_map_lookup_elem(&fa_totals, &row);
	} else {
		total = add_row(s, &row);
	}
	if (!total) {
		count(FA_CNT_TOTALS_FULL);
		return NULL;
	}
	s->event.total = row + 1;
	add_to(total, &s->event);
	if (is_new_process(s, task, row))
		__sync_fetch_and_add(&total->processes, 1);
	return total;
}

#endif
