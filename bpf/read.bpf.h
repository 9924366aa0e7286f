/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Reading kernel memory by address, fault-safe on every kernel: as a direct load
 * that the kernel fixes up when it faults where bpf_rdonly_cast() exists (6.2,
 * commit a35b9af4ec2c "bpf: Add a kfunc for generic type cast"), else with
 * bpf_probe_read_kernel(). A fault reads as 0 either way. Four times cheaper direct.
 */
#ifndef FILEAUDIT_READ_BPF_H
#define FILEAUDIT_READ_BPF_H

#include "config.bpf.h"
#include "kernel.h"
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>

extern void *bpf_rdonly_cast(const void *obj, __u32 btf_id) __ksym __weak;

/* The value of a scalar field of the struct at an address. The address is taken outside
 * bpf_core_read(), which would relocate the structs of ours that it is computed from. */
#define fa_read(type, addr, field)                                                                \
	({                                                                                        \
		typeof(((type *)0)->field) value__ = 0;                                           \
		const void *base__ = (const void *)(addr);                                        \
		if (fa_direct_reads)                                                              \
			value__ = ((type *)bpf_rdonly_cast(base__, bpf_core_type_id_kernel(type)))\
					  ->field;                                                \
		else                                                                              \
			bpf_core_read(&value__, sizeof(value__), &((type *)base__)->field);       \
		value__;                                                                          \
	})

/* The verifier follows a pointer and forbids arithmetic on it; through memory that it does not
 * track (a map value, hence volatile) the same bits are a number. */
#define fa_as_scalar(cell, pointer)                                                               \
	({                                                                                        \
		*(volatile __u64 *)(cell) = (__u64)(pointer);                                     \
		*(volatile __u64 *)(cell);                                                        \
	})

/* What is at an address as a pointer to numbers, where reads are direct: of a pointer's field the
 * verifier would make a pointer. The type is one of the kernel's that is numbers alone, up to
 * FA_NUMBERS_MAX bytes; what the C code takes it for does not matter. */
#define fa_numbers(addr)                                                                          \
	((void *)bpf_rdonly_cast((const void *)(addr), bpf_core_type_id_kernel(struct pt_regs)))
#define FA_NUMBERS_MAX 120

/* Eight bytes, or four, at an address, as a number. */
#define fa_load(direct, number, addr)                                                             \
	({                                                                                        \
		number value__ = 0;                                                               \
		if (direct)                                                                       \
			value__ = *(volatile number *)fa_numbers(addr);                           \
		else                                                                              \
			bpf_probe_read_kernel(&value__, sizeof(value__), (const void *)(addr));   \
		value__;                                                                          \
	})

/* The value of a pointer field of the struct at an address, as a number. */
#define fa_load_ptr(direct, type, addr, field)                                                    \
	fa_load(direct, __u64, (__u64)(addr) + bpf_core_field_offset(type, field))

/* The same, where fa_numbers() has made `numbers` of the address, if reads are direct. */
#define fa_see_ptr(direct, numbers, type, addr, field)                                            \
	((direct) && bpf_core_field_offset(type, field) <= FA_NUMBERS_MAX                         \
		 ? (__u64)((type *)(numbers))->field                                              \
		 : fa_load_ptr(direct, type, addr, field))

/* The same where `direct` is no constant. */
#define fa_read_ptr(type, addr, field) fa_load_ptr(fa_direct_reads, type, addr, field)

/* Keeps clang from looking through a value: from deriving a bound in one register and
 * using another, or from merging it into the next instruction. */
#define fa_opaque(x) asm volatile("" : "+r"(x))

/* IS_ERR(), linux/err.h */
static __always_inline bool is_error(__u64 pointer)
{
	return pointer >= (__u64)-4095;
}

/* The first word of a sequence count, whatever its type's name and size. */
#define fa_read_seq(type, addr, field)                                                            \
	fa_load(fa_direct_reads, __u32, (__u64)(addr) + bpf_core_field_offset(type, field))

#endif
