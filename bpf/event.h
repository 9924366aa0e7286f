/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The wire format: what the BPF programs write and the reader decodes.
 *
 * One record is a struct fa_event followed by the bytes of its paths, packed
 * without separators in the order of enum fa_path. Only the bytes used travel.
 * Shared by C (BPF) and C++ (reader), so: fixed-width integers, explicit
 * padding, sizes asserted on both sides. Change the layout, raise the version.
 */
#ifndef FILEAUDIT_EVENT_H
#define FILEAUDIT_EVENT_H

#ifndef __bpf__
#include <stdint.h>
typedef uint8_t fa_u8;
typedef uint16_t fa_u16;
typedef uint32_t fa_u32;
typedef int32_t fa_s32;
typedef uint64_t fa_u64;
#else
typedef unsigned char fa_u8;
typedef unsigned short fa_u16;
typedef unsigned int fa_u32;
typedef int fa_s32;
typedef unsigned long long fa_u64;
#endif

#define FA_WIRE_VERSION 2
#define FA_COMM_LEN 16
#define FA_FSTYPE_LEN 16
/* Longest path text, as in PATH_MAX: 4095 bytes and, in the kernel, a NUL. */
#define FA_PATH_TEXT_MAX 4095

enum fa_op {
	FA_OP_OPEN = 1,
	FA_OP_MMAP = 2,
	FA_OP_EXEC = 3,
	FA_OP_HELD_OPEN = 4, /* an open descriptor found, not an event */
	FA_OP_HELD_MAP = 5,  /* a mapping found, not an event */
};

enum fa_path {
	FA_PATH_TARGET = 0,
	FA_PATH_EXE = 1,
	FA_PATH_CWD = 2,
	FA_PATH_ROOT = 3,
	FA_PATH_COUNT = 4,
};

/* The verdict on a path, as bits; 0 is "ok". */
enum fa_status {
	FA_ST_DELETED = 1 << 0,   /* unlinked: the name no longer leads here */
	FA_ST_DETACHED = 1 << 1,  /* its mount is in no, or in another, mount namespace */
	FA_ST_ESCAPED = 1 << 2,   /* outside the process's root, or of its bind mount */
	FA_ST_PSEUDO = 1 << 3,    /* has no place in any tree: pipe, socket, memfd, … */
	FA_ST_TRUNCATED = 1 << 4, /* longer than FA_PATH_TEXT_MAX: only the tail is here */
	FA_ST_UNSTABLE = 1 << 5,  /* kept changing while read: no text */
	FA_ST_ABSENT = 1 << 6,    /* there is none, or it cannot be known: no text */
};

enum fa_backend {
	FA_BACKEND_LSM = 1,
	FA_BACKEND_FENTRY = 2,
	FA_BACKEND_TRACEPOINT = 3,
};

/* How the target's and the exe's text was produced. */
enum fa_resolver {
	FA_RESOLVER_WALK = 1,  /* the validated walk of bpf/walk.bpf.h */
	FA_RESOLVER_KFUNC = 2, /* bpf_path_d_path(), between two equal walks */
};

enum fa_event_flag {
	FA_EV_CANARY = 1 << 0,        /* our own proof that the hooks fire */
	FA_EV_FLAGS_PARTIAL = 1 << 1, /* O_CREAT, O_EXCL, O_TRUNC could not be read */
};

struct fa_path_ref {
	fa_u16 status; /* enum fa_status bits */
	fa_u16 len;    /* bytes of text, no NUL; 0 when UNSTABLE or ABSENT */
};

struct fa_event {
	fa_u32 size; /* of the whole record in bytes: header and texts */
	fa_u16 version;
	fa_u8 op;       /* enum fa_op */
	fa_u8 backend;  /* enum fa_backend; 0 for what is held */
	fa_u64 ts_ns;   /* CLOCK_MONOTONIC, nanoseconds */
	fa_u64 begun_ns; /* of a system call, while an inventory is taken: when it began; else 0 */
	fa_u64 id;      /* joins the records of one event (--cross-check), else 0 */
	fa_u32 pid;     /* as in getpid(), in the reader's pid namespace; 0: not in it */
	fa_u32 tid;     /* as in gettid(), likewise */
	fa_u32 ppid;    /* likewise */
	fa_u32 ns_pid;  /* the pid in the process's own pid namespace */
	fa_u32 uid;     /* real, initial user namespace */
	fa_u32 gid;
	fa_u32 open_flags; /* O_* of the kernel's f_flags; opens only */
	fa_u32 open_mode;  /* FMODE_* of the kernel's f_mode; opens only */
	fa_u32 prot;       /* PROT_*, maps only */
	fa_u32 map_flags;  /* MAP_*, maps only */
	fa_u32 dev_major;
	fa_u32 dev_minor;
	fa_u64 ino;
	fa_u64 fs_magic;  /* of the target's superblock, as in statfs(2) f_type */
	fa_u64 file;      /* tells one open file from another; an address, never to be shown */
	fa_u64 map_start; /* of a held map, else 0 */
	fa_u64 map_end;
	fa_s32 fd;      /* the descriptor; -1: none, or not known */
	fa_u32 mntns;   /* inode number of the mount namespace; 0: none any more */
	fa_u32 flags;   /* enum fa_event_flag bits */
	fa_u8 resolver; /* enum fa_resolver */
	fa_u8 pad[3];
	char comm[FA_COMM_LEN];     /* NUL-terminated unless exactly full */
	char fstype[FA_FSTYPE_LEN]; /* as in /proc/filesystems, cut; likewise */
	struct fa_path_ref paths[FA_PATH_COUNT];
	/* texts follow */
};

/* Why an event never reached the reader. One array per CPU in the counters map. An
 * event that is in none of these was submitted, and the reader counts it itself. */
enum fa_counter {
	FA_CNT_FILTERED = 0,     /* by the kernel; user space counts its own */
	FA_CNT_RING_FULL = 1,    /* lost: the ring buffer had no room */
	FA_CNT_SCRATCH_BUSY = 2, /* lost: every scratch slot was in use */
	FA_CNT_TRACK_FULL = 3,   /* a forked child could not be tracked: its events are lost */
	FA_CNT_FOLDED = 4,       /* --uniq: that combination was submitted before */
	FA_CNT_SAMPLED = 5,      /* --sample: not among the ones kept */
	FA_CNT_OVER_RATE = 6,    /* --rate: more than so many in that second */
	FA_CNT_UNDECIDED = 7,    /* lost: a filter asks about a file that is gone already */
	FA_CNT_TRACKED = 8,      /* processes that fork added to the pid filter */
	FA_CNT_ENDED = 9,        /* processes that their end took out of the pid filter */
	FA_CNT_COUNT = 16,
};

#define FA_SLOTS_PER_CPU 4 /* entries of the map fa_slots for every possible CPU */

#ifdef __cplusplus
#define FA_STATIC_ASSERT static_assert
#else
#define FA_STATIC_ASSERT _Static_assert
#endif
FA_STATIC_ASSERT(sizeof(struct fa_path_ref) == 4, "wire layout");
FA_STATIC_ASSERT(sizeof(struct fa_event) == 184, "wire layout");
FA_STATIC_ASSERT(__builtin_offsetof(struct fa_event, ino) == 80, "wire layout");
FA_STATIC_ASSERT(__builtin_offsetof(struct fa_event, comm) == 136, "wire layout");

#endif
