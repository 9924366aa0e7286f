/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Knobs. The constants are frozen before loading, so the verifier removes the
 * branches of whatever is not in use.
 */
#ifndef FILEAUDIT_CONFIG_BPF_H
#define FILEAUDIT_CONFIG_BPF_H

#include "filter_abi.h"
#include "kernel.h"
#include <bpf/bpf_helpers.h>

const volatile __u32 fa_slot_count = 1;	     /* entries of fa_slots */
const volatile bool fa_use_kfuncs = false;   /* lsm: exe and target by kfunc (6.12) */
const volatile bool fa_cross_check = false;  /* submit each event once per resolver */
const volatile __u32 fa_wake_bytes = 1 << 20; /* unread bytes at which to wake the reader */
const volatile __u8 fa_hooks = 0; /* enum fa_backend that the programs at exits belong to */
const volatile __u64 fa_page_size = 4096;
const volatile bool fa_note_begun = false; /* say when a call or an open began */
const volatile bool fa_opens_at_exit = false; /* those by name are told when they return */
const volatile bool fa_maps_at_exit = false;  /* those by mmap() and exec likewise */
/* Inode number of the reader's pid namespace; 0: the initial one. */
const volatile __u32 fa_pidns = 0;

/* ---- filters ------------------------------------------------------------------------ */

const volatile __u32 fa_ops = ~0u; /* 1 << enum fa_op */
/* enum fa_side bits: whether there are such entries */
const volatile __u8 fa_pid_sides = 0; /* in the map fa_pids */
#define FA_FEW_PIDS 4
const volatile __u32 fa_few_pids = 0; /* how many are included, of so few; 0: more, or they grow */
const volatile __u32 fa_given_pids[FA_FEW_PIDS] = {};
const volatile __u8 fa_set_sides[FA_KIND_COUNT] = {};
const volatile __u8 fa_prefix_sides[FA_PATH_COUNT] = {};
const volatile __u32 fa_uid_range_count = 0, fa_gid_range_count = 0;
const volatile struct fa_id_range fa_uid_ranges[FA_RANGES_MAX] = {};
const volatile struct fa_id_range fa_gid_ranges[FA_RANGES_MAX] = {};
const volatile struct fa_mask fa_accesses = {}; /* enum fa_access */
const volatile struct fa_mask fa_prots = {};	/* PROT_*; maps only */
const volatile struct fa_mask fa_sharings = {}; /* enum fa_sharing; maps only */
const volatile struct fa_mask fa_verdicts = {}; /* enum fa_status and FA_ST_OK, of the target */
const volatile __u32 fa_outcomes = FA_OUTCOME_OK; /* enum fa_outcome bits */
const volatile struct fa_mask fa_vias = {};	/* 1 << enum fa_via */
const volatile __u64 fa_slower_than_ns = 0;	/* opens only; 0: any */
const volatile bool fa_backing = false;		/* also what stacked file systems open below */
const volatile bool fa_only_writes = false;	/* what can change a file */
const volatile bool fa_no_device_nodes = false; /* nor named pipes */
const volatile __u32 fa_uniq_keys = 0;		/* enum fa_uniq_key; 0: report all */
const volatile __u32 fa_sample = 1;		/* report one of so many */
const volatile __u64 fa_rate = 0;		/* report so many a second; 0: all */
const volatile bool fa_rate_early = false;	/* nothing is refused once a path is known */

/* ---- what is told beside -------------------------------------------------------------- */

const volatile bool fa_tell_opener = false;
const volatile bool fa_tell_args = false;
const volatile bool fa_tell_stack = false;
const volatile __u32 fa_ancestry = 0; /* processes above, at most FA_ANCESTORS_MAX */
const volatile __u32 fa_total_keys = 0; /* enum fa_uniq_key bits: what makes a row; 0: no summary */
const volatile bool fa_totals_only = false; /* submit the first of each row alone */

/* ---- live --------------------------------------------------------------------------- */

/* Of ourselves: the tgid in the initial pid namespace, never reported but for the canary, and
 * how deep our pid namespace is nested. */
volatile __u32 fa_self_tgid = 0, fa_pidns_level = 0;

/* While set, our own opens and mmaps pass, marked FA_EV_CANARY: they prove that the
 * hooks fire and that a record comes through. */
volatile bool fa_canary = false;

volatile bool fa_reader_sleeps = false; /* until the next record; that one wakes it */

volatile __u64 fa_rate_window = 0; /* the second << 32 | reported in it */
volatile __u64 fa_tree_grown = 0;  /* processes that the iterator added to fa_pids */
volatile bool fa_lookup_new = false; /* how this kernel numbers lookup flags: the canary tells */
volatile __u32 fa_totals_used = 0; /* rows of fa_totals, from the first */

#endif
