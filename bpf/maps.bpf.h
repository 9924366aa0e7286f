/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The maps, and the scratch memory in which a record is built. */
#ifndef FILEAUDIT_MAPS_BPF_H
#define FILEAUDIT_MAPS_BPF_H

#include "event.h"
#include "filter_abi.h"
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

/* How a walk ended; see walk.bpf.h. */
enum fa_end {
	FA_END_NONE = 0,     /* out of steps */
	FA_END_ROOT,	     /* met the root it was given */
	FA_END_TOP,	     /* met the root of the task's mount namespace */
	FA_END_DETACHED,     /* met the top of a mount tree in no or another namespace */
	FA_END_DISCONNECTED, /* a dentry without parent that is no mount's root */
	FA_END_TORN,	     /* caught in the middle of a change */
};

/* Where a pass has come to. */
struct fa_place {
	__u64 dentry, mnt; /* mnt is a struct mount, not its vfsmount */
	__u64 mnt_root;	   /* of that mount */
};

/* Something in the kernel's memory that a path depends on, and what it was when a pass met it. */
struct fa_met {
	__u64 addr; /* odd: the four bytes below it, a d_seq; else eight bytes, a mount's pointer */
	__u64 value;
};
#define FA_MET_MAX 64 /* of what is met beyond it there is a hash */

struct fa_walk {
	/* in */
	__u64 dentry, mnt;	     /* start; mnt is a struct mount, not its vfsmount */
	__u64 root_dentry, root_mnt; /* stop here; 0: the namespace's root */
	__u64 mnt_ns;		     /* the task's; 0: unknown */
	/* at work and out */
	__u32 end;     /* enum fa_end */
	bool unhashed; /* the dentry that it began at */
	struct fa_place at;
	__u64 hash;   /* over what was met beyond slot.met */
	__u64 moves;  /* mount_moves() before the first mount was left */
	__u32 met;    /* how much was met */
	bool left;    /* a mount */
	__u32 full;    /* 1: the text did not fit, only its tail is there */
	__u32 tail;    /* bytes that are at the end of text already; names go before them */
	__u32 off;     /* the text is text[off .. off+len) */
	__u32 len;
	__u32 status;  /* enum fa_status bits */
};

/* A combination of fields by two hashes of it: 128 bits, so that no two meet by chance. */
struct fa_uniq_id {
	__u64 a, b;
};

struct fa_slot {
	__u32 busy;
	__u32 fs_seq;
	struct fa_walk walk;
	struct fa_met met[FA_MET_MAX];
	/* what a run needs to know of its task, read once */
	__u64 as_number; /* see fa_as_scalar() */
	__u64 fs;
	__u64 root_dentry, root_mnt, pwd_dentry, pwd_mnt;
	__u64 mnt_ns;
	__u64 cgroup; /* in cgroup v2; its address */
	struct fa_prefix_key key;
	/* for filters: what is asked about one event */
	__u32 access, sharing; /* enum fa_access, enum fa_sharing */
	struct fa_uniq_id uniq;
	__u32 hash_at, hash_len; /* the text being hashed */
	struct fa_ancestor ancestor; /* the one being described, and its task */
	__u64 task;
	__u32 has_name, name_len; /* of `name`, without its NUL */
	__u32 name_is_cut;	  /* it is longer */
	/*
	 * Names are written right to left, leaf first, and end before text[4095]:
	 *
	 *   text  |.......free........|/usr|/lib|/libc.so|0|   spare   |
	 *         0                  off                4095       2 * 4096
	 *
	 * The spare half lets the verifier see that any masked offset plus any
	 * masked length stays inside.
	 */
	char before_text[8]; /* a name is copied in words, from its end */
	char text[2 * FA_TEXT_SIZE];
	char name[2 * FA_TEXT_SIZE]; /* as typed, and a spare half likewise */
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

/* Maps that are not in use have one entry: sizes are set before load. */

struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 1);
	__type(key, __u32);   /* tid, in the initial pid namespace */
	__type(value, __u64); /* when its system call began, CLOCK_MONOTONIC */
} fa_begun SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1);
	__type(key, __u32);  /* pid, in the reader's pid namespace */
	__type(value, __u8); /* enum fa_side */
} fa_pids SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1);
	__type(key, struct fa_set_key);
	__type(value, __u8); /* enum fa_side */
} fa_set SEC(".maps");

/* Which cgroups the filters let through, found out at a task's first event. A cgroup's id is
 * never used again, and its parents never change. */
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 1);
	__type(key, __u64);  /* cgroup id */
	__type(value, __u8); /* 1: let through */
} fa_cgroup_verdicts SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_LPM_TRIE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, 8192);
	__type(key, struct fa_prefix_key);
	__type(value, __u8); /* enum fa_side */
} fa_prefixes SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 1);
	__type(key, struct fa_uniq_id);
	__type(value, __u8);
} fa_uniq_seen SEC(".maps");

/* ---- how an open ended ------------------------------------------------------------------ */

enum fa_note_kind {
	FA_NOTE_DENIED_OPEN = 0, /* a security module's no on the way of an open */
	FA_NOTE_DENIED_MMAP,
	FA_NOTE_TOLD, /* the failure was reported where the name was looked up */
};

struct fa_note_key {
	__u32 tid; /* in the initial pid namespace */
	__u32 kind; /* enum fa_note_kind */
};

struct fa_note {
	__u64 ts_ns; /* CLOCK_MONOTONIC */
	__u64 error; /* errno */
};

struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 1);
	__type(key, struct fa_note_key);
	__type(value, struct fa_note);
} fa_notes SEC(".maps");

struct fa_opener {
	__u64 ino;
	__u32 dev;
	__u32 pid; /* in the reader's pid namespace */
};

struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 1);
	__type(key, __u64); /* struct file's address */
	__type(value, struct fa_opener);
} fa_openers SEC(".maps");

/* ---- summaries -------------------------------------------------------------------------- */

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1);
	__type(key, struct fa_uniq_id);
	__type(value, __u32); /* index into fa_totals */
} fa_total_rows SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct fa_total);
} fa_totals SEC(".maps");

struct fa_total_process {
	__u32 row;
	__u32 tgid;
	__u64 start_ns; /* a pid may be used again */
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, 1);
	__type(key, struct fa_total_process);
	__type(value, __u8);
} fa_total_processes SEC(".maps");

#endif
