/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Knobs. The constants are frozen before loading, so the verifier removes the
 * branches of whatever is not in use; the canary is the only live one.
 */
#ifndef FILEAUDIT_CONFIG_BPF_H
#define FILEAUDIT_CONFIG_BPF_H

#include "kernel.h"
#include <bpf/bpf_helpers.h>

const volatile __u32 fa_self_tgid = 0;	   /* never reported, but for the canary */
const volatile __u32 fa_slot_count = 1;	   /* entries of fa_slots */
const volatile bool fa_direct_reads = false; /* kernel has bpf_rdonly_cast (6.2) */
const volatile bool fa_use_kfuncs = false;   /* lsm: exe and target by kfunc (6.12) */
const volatile bool fa_cross_check = false;  /* submit each event once per resolver */
const volatile bool fa_filter_pids = false;  /* only tgids in fa_pids */
const volatile bool fa_filter_comms = false; /* only comms in fa_comms */
const volatile bool fa_filter_prefix = false; /* only targets under a prefix in fa_prefixes */
const volatile bool fa_want_open = true;
const volatile bool fa_want_mmap = true;
const volatile __u32 fa_wake_bytes = 1 << 20; /* unread bytes at which to wake the reader */

/* While set, our own opens and mmaps pass, marked FA_EV_CANARY: they prove that the
 * hooks fire and that a record comes through. */
volatile bool fa_canary = false;

#endif
