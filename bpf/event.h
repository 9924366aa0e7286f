/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The wire format: what the BPF programs write and the reader decodes.
 *
 * One record is a struct fa_event followed by the bytes of its paths, packed
 * without separators in the order of enum fa_path. Only the bytes used travel.
 * Shared by C (BPF) and C++ (reader), so: fixed-width integers, explicit
 * padding, sizes asserted on both sides. Change the layout, raise the version.
 * Behind the paths follow extras, each a struct fa_extra and its bytes, to the end of the record.
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

#define FA_WIRE_VERSION 3
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
	FA_ST_TRUNCATED = 1 << 4, /* longer than FA_PATH_TEXT_MAX: only the tail is here, or with
				   * FA_ST_UNRESOLVED the beginning of the name as typed */
	FA_ST_UNSTABLE = 1 << 5,  /* kept changing while read: no text */
	FA_ST_ABSENT = 1 << 6,    /* there is none, or it cannot be known: no text */
	FA_ST_UNRESOLVED = 1 << 7, /* of a failed open: the name as typed, behind the directory it
				    * was relative to; the other bits are of that directory */
};

/* How the file came to be used. */
enum fa_via {
	FA_VIA_UNKNOWN = 0,
	FA_VIA_OPEN, /* system calls */
	FA_VIA_OPENAT,
	FA_VIA_OPENAT2,
	FA_VIA_CREAT,
	FA_VIA_OPEN_BY_HANDLE,
	FA_VIA_EXEC,	    /* what execve() named: a program, or a script */
	FA_VIA_INTERPRETER, /* what that takes to run: of a script, of a dynamic program */
	FA_VIA_USELIB,
	FA_VIA_IO_URING,
	FA_VIA_KERNEL, /* a kernel thread */
	FA_VIA_MMAP,   /* system calls */
	FA_VIA_MPROTECT, /* a map that was there becomes executable */
	FA_VIA_SHMAT,
	FA_VIA_OTHER, /* on the way of another system call: mq_open, acct, a core dump, … */
	FA_VIA_COUNT,
};

/* Who said no, of a failure with EACCES or EPERM, or with what a security module answered. */
enum fa_denied_by {
	FA_DENIED_UNKNOWN = 0, /* not denied, or it cannot be told */
	FA_DENIED_LSM = 1,
	FA_DENIED_DAC = 2, /* the ordinary rules: mode bits, ACLs, mount options, file attributes */
};

/* Where an overlayfs has the file. */
enum fa_layer {
	FA_LAYER_NONE = 0, /* not on an overlayfs, or not known */
	FA_LAYER_UPPER = 1,
	FA_LAYER_LOWER = 2,
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
	/* O_CREAT, O_EXCL, O_TRUNC could not be read; by io_uring: whether O_NONBLOCK was asked for */
	FA_EV_FLAGS_PARTIAL = 1 << 1,
	FA_EV_BACKING = 1 << 2,	      /* a file system's own open below one already seen (--backing) */
	FA_EV_ARGS_CUT = 1 << 3,      /* FA_EXTRA_ARGS is not all of them */
	FA_EV_STACK_CUT = 1 << 4,     /* FA_EXTRA_STACK is not all of it */
	FA_EV_DIR = 1 << 5,	      /* of a failed open: the name is relative to dir_len bytes of path */
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
	fa_u64 begun_ns; /* of an open or a map: when it began; 0: not known */
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
	fa_u64 map_start; /* of a map, where known; else 0 */
	fa_u64 map_end;
	fa_u64 map_bytes; /* of a map: its length as asked for; 0: not known */
	fa_u64 file_size; /* bytes, of a regular file; else 0 */
	fa_u64 cgroup;	  /* its id in cgroup v2; 0: not known */
	fa_s32 fd;      /* the descriptor; -1: none, or not known */
	fa_u32 mntns;   /* inode number of the mount namespace; 0: none any more */
	fa_u32 flags;   /* enum fa_event_flag bits */
	fa_u32 mnt_id;	/* of the target, as in /proc/PID/mountinfo; 0: not known */
	fa_u32 loginuid; /* (fa_u32)-1: nobody logged in, or not known */
	fa_u32 session;	 /* of the audit system; likewise */
	fa_u32 opener;	/* of a map: the pid that opened the file, when another one did (--opener) */
	fa_u32 total;	/* 1 + the index into fa_totals that counts it; 0: none does */
	fa_u16 mode;	/* st_mode; 0: not known */
	fa_u16 error;	/* errno; 0: it succeeded */
	fa_u16 dir_len; /* with FA_EV_DIR */
	fa_u8 resolver; /* enum fa_resolver */
	fa_u8 via;	/* enum fa_via */
	fa_u8 denied_by; /* enum fa_denied_by */
	fa_u8 layer;	/* enum fa_layer */
	fa_u8 pad[6];
	char comm[FA_COMM_LEN];     /* NUL-terminated unless exactly full */
	char fstype[FA_FSTYPE_LEN]; /* as in /proc/filesystems, cut; likewise */
	struct fa_path_ref paths[FA_PATH_COUNT];
	/* texts follow, then extras */
};

enum fa_extra_kind {
	FA_EXTRA_NAME = 1, /* a failed open's name as typed; an exec's, which may be a script's */
	FA_EXTRA_ARGS = 2, /* the process's arguments, a NUL behind each */
	FA_EXTRA_ANCESTOR = 3, /* struct fa_ancestor and its exe's text; the parent first */
	FA_EXTRA_STACK = 4, /* struct fa_frame, innermost first */
};

/* Not aligned, as nothing behind the header is. */
struct fa_extra {
	fa_u16 kind; /* enum fa_extra_kind */
	fa_u16 len;  /* of the bytes that follow */
};

struct fa_ancestor {
	fa_u32 pid; /* as fa_event.pid */
	char comm[FA_COMM_LEN];
	struct fa_path_ref exe; /* as that process sees it */
};
#define FA_ANCESTORS_MAX 8

/* struct bpf_stack_build_id, uapi/linux/bpf.h */
struct fa_frame {
	fa_s32 status; /* enum fa_frame_status */
	fa_u8 build_id[20];
	fa_u64 at; /* offset in the file of that build id, or an address */
};
enum fa_frame_status {
	FA_FRAME_EMPTY = 0,
	FA_FRAME_BUILD_ID = 1,
	FA_FRAME_ADDRESS = 2,
};
#define FA_FRAMES_MAX 32

#define FA_ARGS_MAX 2047 /* bytes of arguments */

/* Room for all texts and extras of a record, in bytes. */
#define FA_RECORD_TEXT 32768

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
	FA_CNT_TOTALS_FULL = 10, /* lost: no room for one more row of the summary */
	FA_CNT_COUNT = 16,
};

/*
 * Rows of a summary (--summary, top), counted in the kernel so that a full ring loses none. A
 * row's keys are told by the first record that carries its index + 1 in fa_event.total.
 */
struct fa_total {
	fa_u64 opens, maps, execs, failures; /* a failure is in none of the other three */
	fa_u64 map_bytes;
	fa_u64 processes; /* different ones */
	fa_u64 last_ns;	  /* CLOCK_MONOTONIC, of the last event */
	fa_u64 told;	  /* 1: a record that tells its keys was submitted */
};
#define FA_TOTALS_MAX 32768
#define FA_TOTAL_PROCESSES_MAX 262144 /* (row, process) pairs; beyond, `processes` is too low */

#define FA_SLOTS_PER_CPU 4 /* entries of the map fa_slots for every possible CPU */

#ifdef __cplusplus
#define FA_STATIC_ASSERT static_assert
#else
#define FA_STATIC_ASSERT _Static_assert
#endif
FA_STATIC_ASSERT(sizeof(struct fa_path_ref) == 4, "wire layout");
FA_STATIC_ASSERT(sizeof(struct fa_event) == 240, "wire layout");
FA_STATIC_ASSERT(__builtin_offsetof(struct fa_event, ino) == 80, "wire layout");
FA_STATIC_ASSERT(__builtin_offsetof(struct fa_event, comm) == 192, "wire layout");
FA_STATIC_ASSERT(sizeof(struct fa_extra) == 4, "wire layout");
FA_STATIC_ASSERT(sizeof(struct fa_ancestor) == 24, "wire layout");
FA_STATIC_ASSERT(sizeof(struct fa_frame) == 32, "wire layout");
FA_STATIC_ASSERT(sizeof(struct fa_total) == 64, "map layout");

#endif
