/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Filters on the cgroup (v2): the task's own and all above it. */
#ifndef FILEAUDIT_CGROUP_BPF_H
#define FILEAUDIT_CGROUP_BPF_H

#include "config.bpf.h"
#include "maps.bpf.h"
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>

#define FA_CGROUP_DEPTH 256 /* levels looked at; systemd's hosts nest fewer than 20 */

/* Whether a value passes one of the filters that fa_set holds. */
static __always_inline bool set_passes(enum fa_kind kind, __u64 a, __u64 b)
{
	struct fa_set_key key = {.kind = kind, .a = a, .b = b};
	__u8 *side = bpf_map_lookup_elem(&fa_set, &key);

	return side ? *side == FA_IN : !(fa_set_sides[kind] & FA_IN);
}

struct fa_climb {
	__u64 css;	     /* the cgroup's own state, by address; 0: past the root */
	__u32 cgroup, container, service; /* enum fa_side bits met by each filter */
};

static __always_inline __u32 side_of(enum fa_kind kind, __u64 id)
{
	struct fa_set_key key = {.kind = kind, .a = id};
	__u8 *side = fa_set_sides[kind] ? bpf_map_lookup_elem(&fa_set, &key) : NULL;

	return side ? *side : 0;
}

static long climb_step(__u32 index, void *ctx)
{
	struct fa_climb *c = ctx;
	struct cgroup_subsys_state *css = (void *)c->css;
	__u64 id = BPF_CORE_READ(css, cgroup, kn, id);

	c->cgroup |= side_of(FA_KIND_CGROUP, id);
	c->container |= side_of(FA_KIND_CONTAINER, id);
	c->service |= side_of(FA_KIND_SERVICE, id);
	c->css = (__u64)BPF_CORE_READ(css, parent);
	return !c->css;
}

static __always_inline bool climb_passes(enum fa_kind kind, __u32 met)
{
	return !(met & FA_OUT) && (!(fa_set_sides[kind] & FA_IN) || (met & FA_IN));
}

static __always_inline bool asks_about_cgroup(void)
{
	return fa_set_sides[FA_KIND_CGROUP] || fa_set_sides[FA_KIND_CONTAINER] ||
	       fa_set_sides[FA_KIND_SERVICE];
}

/* A function of its own, for the stack it takes. */
static __attribute__((noinline)) bool cgroup_passes(struct cgroup *cgroup)
{
	__u64 id = BPF_CORE_READ(cgroup, kn, id);
	__u8 *known = bpf_map_lookup_elem(&fa_cgroup_verdicts, &id), verdict;
	struct fa_climb climb = {};

	if (known)
		return *known;
	climb.css = (__u64)cgroup + bpf_core_field_offset(struct cgroup, self);
	bpf_loop(FA_CGROUP_DEPTH, climb_step, &climb, 0);
	verdict = climb_passes(FA_KIND_CGROUP, climb.cgroup) &&
		  climb_passes(FA_KIND_CONTAINER, climb.container) &&
		  climb_passes(FA_KIND_SERVICE, climb.service);
	bpf_map_update_elem(&fa_cgroup_verdicts, &id, &verdict, BPF_ANY);
	return verdict;
}

#endif
