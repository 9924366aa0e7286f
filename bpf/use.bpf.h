/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* One use of a file as a hook saw it, before anything is read: what a record is made from. */
#ifndef FILEAUDIT_USE_BPF_H
#define FILEAUDIT_USE_BPF_H

#include "config.bpf.h"
#include "maps.bpf.h"

/* do_dentry_open() clears these in f_flags once the file is open, fs/open.c */
#define FA_OPEN_ONLY_FLAGS (O_CREAT | O_EXCL | O_NOCTTY | O_TRUNC)

/* Small, as it lies on the stack of 512 bytes, and all numbers: kernel pointers are addresses. */
struct file_use {
	__u64 task;		  /* whose use it is, of what is held; else the current one's */
	__u64 held;		  /* the file, where the caller holds it; 0: it does not */
	__u64 map_start, map_end, map_bytes; /* 0: not known */
	__u64 begun_ns;		  /* when it began; 0: not known */
	/* of an open that failed, and of an exec */
	__u64 name;		  /* as typed; 0: not known */
	__u64 dir;		  /* the path that a relative name is relative to; 0: dfd is */
	__s32 dfd;		  /* a descriptor or AT_FDCWD */
	__s32 fd;		  /* the descriptor, -1: none or not known; to find the file, if not held */
	__u32 flags;		  /* of the open call; MAP_* of a map */
	__u32 prot;
	__u32 event_flags;
	__u16 error;		  /* errno; 0: a success */
	__u8 op;		  /* enum fa_op */
	__u8 backend;		  /* enum fa_backend */
	__u8 via;		  /* enum fa_via */
	__u8 denied_by;		  /* enum fa_denied_by */
	bool in_map;		  /* `held` is what a map refers to, see mapped_path() */
	bool name_in_user;	  /* its address is the process's */
	bool in_root;		  /* an absolute name is relative, too */
	__u8 admission;		  /* enum fa_admission */
	__u8 pad[4];
};

/* Nothing was opened or mapped: there is a name, but no file. */
static __always_inline bool is_name_only(const struct file_use *use)
{
	return use->error && use->op != FA_OP_MMAP;
}

/* When the current task's call or open began, if it was noted. */
static __always_inline __u64 begun_at(void)
{
	__u32 tid = bpf_get_current_pid_tgid();
	__u64 *begun = fa_note_begun ? bpf_map_lookup_elem(&fa_begun, &tid) : NULL, at;

	if (!begun)
		return 0;
	at = *begun;
	bpf_map_delete_elem(&fa_begun, &tid);
	return at;
}

/* Where a map ends that was asked to have so many bytes: it has whole pages. */
static __always_inline __u64 end_of_map(__u64 start, __u64 bytes)
{
	return (start + bytes + fa_page_size - 1) & ~(fa_page_size - 1);
}

#endif
