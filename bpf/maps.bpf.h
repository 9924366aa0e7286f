/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The maps, and the scratch memory in which a record is built. */
#ifndef FILEAUDIT_MAPS_BPF_H
#define FILEAUDIT_MAPS_BPF_H

#include "event.h"
#include "kernel.h"
#include <bpf/bpf_helpers.h>

/* Scratch slots. A program can be preempted by another task's on the same CPU, or nest (an
 * open inside an open, as overlayfs does): each run claims a slot of its own with an atomic
 * exchange and gives it back, whatever CPU it ends on. It looks among its CPU's own first,
 * which are warm in the cache, then in the following ones. */
#define FA_SLOTS_MIN 64 /* few CPUs, many tasks: preempted runs pile up */
#define FA_SLOT_ATTEMPTS 24

#define FA_TEXT_SIZE 4096  /* one path's text and a spare byte; a power of two */
#define FA_NAME_MAX 255    /* a dentry's name, include/uapi/linux/limits.h */
#define FA_RECORD_TEXT 16384 /* FA_PATH_COUNT texts; a power of two */

/* How a walk ended; see walk.bpf.h. */
enum fa_end {
	FA_END_NONE = 0,     /* out of steps */
	FA_END_ROOT,	     /* met the root it was given */
	FA_END_TOP,	     /* met the root of the task's mount namespace */
	FA_END_DETACHED,     /* met the top of a mount tree in no or another namespace */
	FA_END_DISCONNECTED, /* a dentry without parent that is no mount's root */
	FA_END_TORN,	     /* caught in the middle of a change */
};

struct fa_walk {
	/* in */
	__u64 dentry, mnt;	     /* start; mnt is a struct mount, not its vfsmount */
	__u64 root_dentry, root_mnt; /* stop here; 0: the namespace's root */
	__u64 mnt_ns;		     /* the task's; 0: unknown */
	__u32 names;		     /* 1: write the names too */
	/* at work and out */
	__u32 end;     /* enum fa_end */
	__u64 cur_dentry, cur_mnt;
	__u64 hash;    /* over every pointer and sequence count met */
	__u64 launder; /* see as_scalar() */
	__u32 full;    /* 1: the text did not fit, only its tail is there */
	__u32 off;     /* the text is text[off .. off+len) */
	__u32 len;
	__u32 status;  /* enum fa_status bits */
};

struct fa_slot {
	__u32 busy;
	__u32 fs_seq;
	struct fa_walk walk;
	/* what a run needs to know of its task, read once */
	__u64 task;
	__u64 fs;
	__u64 root_dentry, root_mnt, pwd_dentry, pwd_mnt;
	__u64 mnt_ns;
	struct fa_prefix_key key;
	/*
	 * Names are written right to left, leaf first, and end before text[4095]:
	 *
	 *   text  |.......free........|/usr|/lib|/libc.so|0|   spare   |
	 *         0                  off                4095       2 * 4096
	 *
	 * The spare half lets the verifier see that any masked offset plus any
	 * masked length stays inside.
	 */
	char text[2 * FA_TEXT_SIZE];
	struct fa_event event;
	char texts[FA_RECORD_TEXT + FA_TEXT_SIZE]; /* directly behind event: one record */
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, FA_SLOTS_MIN); /* FA_SLOTS_PER_CPU for every CPU, set before load */
	__type(key, __u32);
	__type(value, struct fa_slot);
} fa_slots SEC(".maps");

struct fa_counters {
	__u64 count[FA_CNT_COUNT]; /* by enum fa_counter; one cache line */
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE); /* read without a system call, privileges dropped */
	__uint(max_entries, 1); /* possible CPUs, set before load */
	__type(key, __u32);
	__type(value, struct fa_counters);
} fa_counts SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 8 << 20); /* set before load */
} fa_events SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 16384);
	__type(key, __u32); /* tgid */
	__type(value, __u8);
} fa_pids SEC(".maps");

struct fa_comm_key {
	char comm[FA_COMM_LEN];
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1024);
	__type(key, struct fa_comm_key); /* padded with NULs */
	__type(value, __u8);
} fa_comms SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_LPM_TRIE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, 1024);
	__type(key, struct fa_prefix_key);
	__type(value, __u8);
} fa_prefixes SEC(".maps");

#endif
