/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What both sides must agree on about filters: the words that user space compiles options
 * into (src/filter/filter_plan.h) and the kernel side decides by (filter.bpf.h).
 */
#ifndef FILEAUDIT_FILTER_ABI_H
#define FILEAUDIT_FILTER_ABI_H

#include "event.h"

/* What an entry of a filter says about what it matches; as bits, whether a filter has any
 * such entries. Let through is what no OUT entry matches and, if there are IN entries, one
 * of them does. */
enum fa_side {
	FA_IN = 1 << 0,
	FA_OUT = 1 << 1,
};

/* One map holds the exact values of all filters that compare for equality. */
enum fa_kind {
	FA_KIND_TID = 0,
	FA_KIND_PPID,
	FA_KIND_COMM,	   /* a, b: the 16 bytes of a comm, padded with NULs */
	FA_KIND_CGROUP,	   /* a: cgroup id; the whole subtree */
	FA_KIND_CONTAINER, /* likewise */
	FA_KIND_SERVICE,   /* likewise */
	FA_KIND_MNTNS,	   /* a: inode number of the mount namespace */
	FA_KIND_FSTYPE,	   /* a, b: the first 16 bytes of the type's name, padded with NULs */
	FA_KIND_DEV,	   /* a: major << 32 | minor */
	FA_KIND_INO,	   /* a: inode number */
	FA_KIND_FILE,	   /* a: as DEV, b: inode number */
	FA_KIND_ERRNO,	   /* a: errno; 0 is success */
	FA_KIND_COUNT = 16,
};

struct fa_set_key {
	fa_u32 kind; /* enum fa_kind */
	fa_u32 pad;
	fa_u64 a, b;
};

/* A filter on bits. No included ones: all. */
struct fa_mask {
	fa_u32 include, exclude;
};

/* uids or gids, both ends included. */
struct fa_id_range {
	fa_u32 first, last;
	fa_u32 side; /* enum fa_side */
};
#define FA_RANGES_MAX 32 /* of uids, and of gids */

/* Longest literal path prefix the kernel compares (LPM trie keys end at 256 bytes). */
#define FA_PREFIX_MAX 255

/* A literal path prefix, the key of the trie fa_prefixes; its value is an enum fa_side. The
 * longest prefix of a path decides. */
struct fa_prefix_key {
	fa_u32 bits; /* 8 for `which` and 8 for every byte of the prefix */
	fa_u8 which; /* enum fa_path */
	fa_u8 text[FA_PREFIX_MAX];
};

/* How a file is used, as bits; of an open from its flags, of a map from its protection. */
enum fa_access {
	FA_ACC_READ = 1 << 0,
	FA_ACC_WRITE = 1 << 1,
	FA_ACC_EXECUTE = 1 << 2, /* an exec, an open for one, a map with PROT_EXEC */
	FA_ACC_APPEND = 1 << 3,
	FA_ACC_CREATE = 1 << 4,
	FA_ACC_TRUNC = 1 << 5,
	FA_ACC_EXCL = 1 << 6,
	FA_ACC_TMPFILE = 1 << 7,
	FA_ACC_PATH = 1 << 8, /* O_PATH */
	FA_ACC_EXEC = 1 << 9, /* an exec, an open for one */
};

/* Maps only. */
enum fa_sharing {
	FA_SHARED = 1 << 0,
	FA_PRIVATE = 1 << 1,
};

/* Which outcomes are reported. */
enum fa_outcome {
	FA_OUTCOME_OK = 1 << 0,
	FA_OUTCOME_FAILED = 1 << 1,
};

/* Beside enum fa_status in a filter on the verdict: none of them. */
#define FA_ST_OK (1 << 15)

/* What makes an event another one for --uniq, as bits. */
enum fa_uniq_key {
	FA_KEY_PID = 1 << 0,
	FA_KEY_TID = 1 << 1,
	FA_KEY_PPID = 1 << 2,
	FA_KEY_UID = 1 << 3,
	FA_KEY_GID = 1 << 4,
	FA_KEY_COMM = 1 << 5,
	FA_KEY_OP = 1 << 6,
	FA_KEY_ACCESS = 1 << 7, /* enum fa_access and enum fa_sharing */
	FA_KEY_MNTNS = 1 << 8,
	FA_KEY_FSTYPE = 1 << 9,
	FA_KEY_INO = 1 << 10, /* and device */
	FA_KEY_ERRNO = 1 << 11,
	FA_KEY_VIA = 1 << 12,
	FA_KEY_CGROUP = 1 << 13,
	FA_KEY_PATH = 1 << 16, /* << enum fa_path: text and verdict */
	FA_KEY_EXE = 1 << 17,
	FA_KEY_CWD = 1 << 18,
	FA_KEY_ROOT = 1 << 19,
};

#define FA_UNIQ_MAX 65536 /* combinations remembered; the least recently met is forgotten */

/* What the kernel calls the file of a descriptor of ours (--ino-of). */
struct fa_identity {
	fa_u32 fd;
	fa_u32 dev_major, dev_minor;
	fa_u32 pad;
	fa_u64 ino;
};

FA_STATIC_ASSERT(sizeof(struct fa_identity) == 24, "map layout");
FA_STATIC_ASSERT(sizeof(struct fa_set_key) == 24, "map layout");
FA_STATIC_ASSERT(sizeof(struct fa_id_range) == 12, "map layout");
FA_STATIC_ASSERT(sizeof(struct fa_prefix_key) == 4 + 1 + FA_PREFIX_MAX, "map layout");

#endif
