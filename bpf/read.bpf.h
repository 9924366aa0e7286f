/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Reading kernel memory by address, fault-safe on every kernel: a fault reads as 0. All programs
 * are compiled twice, since a branch at each read would cost as much as the read:
 *   FA_DIRECT_READS 1: direct loads, which the kernel fixes up when they fault; from 6.2 on, commit
 *     a35b9af4ec2c "bpf: Add a kfunc for generic type cast". Four times cheaper.
 *   FA_DIRECT_READS 0: bpf_probe_read_kernel()
 */
#ifndef FILEAUDIT_READ_BPF_H
#define FILEAUDIT_READ_BPF_H

#include "config.bpf.h"
#include "kernel.h"
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>

/* Keeps clang from looking through a value: from deriving a bound in one register and
 * using another, or from merging it into the next instruction. */
#define fa_opaque(x) asm volatile("" : "+r"(x))

/* The verifier follows a pointer and forbids arithmetic on it; through memory that it does not
 * track (a map value, hence volatile) the same bits are a number. */
#define fa_as_scalar(cell, pointer)                                                               \
	({                                                                                        \
		*(volatile __u64 *)(cell) = (__u64)(pointer);                                     \
		*(volatile __u64 *)(cell);                                                        \
	})

/*
 * struct fa_object is something in the kernel's memory of which several fields are read:
 *   fa_object(addr)                    one of them
 *   fa_get(object, type, field)        a scalar field of it
 *   fa_get_ptr(object, type, field)    a pointer field of it, as a number
 *   fa_get_seq(object, type, field)    the first word of a sequence count of it
 * or, of one field alone, fa_read(type, addr, field) and fa_read_ptr(type, addr, field).
 * fa_load(number, addr) is eight bytes, or four, wherever they are.
 *
 * A task is a struct task_struct pointer: the current one's, of which the verifier lets be read
 * without a check, or fa_task(addr) for another.
 *   fa_follow(task, field, ...)            a field, or what one field after the other leads to
 *   fa_follow_ptr(task, field)             a pointer field of a task, as a number
 */
#if FA_DIRECT_READS

extern void *bpf_rdonly_cast(const void *obj, __u32 btf_id) __ksym;

/* As a pointer to numbers: of a pointer's field the verifier would make a pointer. The type is one
 * of the kernel's that is numbers alone, up to FA_NUMBERS_MAX bytes; what the C code takes it for
 * does not matter. */
struct fa_object {
	__u64 addr;
	const void *numbers;
};
#define FA_NUMBERS_MAX 120

static __always_inline struct fa_object fa_object(__u64 addr)
{
	return (struct fa_object){addr, bpf_rdonly_cast((const void *)addr,
							bpf_core_type_id_kernel(struct pt_regs))};
}

#define fa_base(addr) ((__u64)(addr))
#define fa_load(number, addr) (*(volatile number *)fa_object(addr).numbers)

#define fa_read(type, addr, field)                                                                \
	(((type *)bpf_rdonly_cast((const void *)(addr), bpf_core_type_id_kernel(type)))->field)

#define fa_get_ptr(object, type, field)                                                           \
	(bpf_core_field_offset(type, field) <= FA_NUMBERS_MAX                                     \
		 ? (__u64)((type *)(object).numbers)->field                                       \
		 : fa_read_ptr(type, (object).addr, field))

/* Not as one instruction, which libbpf would not relocate where the field is larger than ours. */
#define fa_get_seq(object, type, field)                                                           \
	({                                                                                        \
		__u64 offset__ = bpf_core_field_offset(type, field);                              \
		fa_opaque(offset__);                                                              \
		*(volatile __u32 *)((object).numbers + offset__);                                 \
	})

#define fa_get(object, type, field)                                                               \
	(bpf_core_field_offset(type, field) <= FA_NUMBERS_MAX                                     \
		 ? ((type *)(object).numbers)->field                                              \
		 : fa_read(type, (object).addr, field))

#define fa_task(addr)                                                                             \
	((struct task_struct *)bpf_rdonly_cast((const void *)(addr),                              \
					       bpf_core_type_id_kernel(struct task_struct)))
#define fa_follow(task, ...) (___arrow(task, __VA_ARGS__))

#else

struct fa_object {
	__u64 addr;
};

static __always_inline struct fa_object fa_object(__u64 addr)
{
	return (struct fa_object){addr};
}

/* Keeps clang from adding up addresses before a loop, for which the stack has no room. */
#define fa_base(addr)                                                                             \
	({                                                                                        \
		__u64 here__ = (__u64)(addr);                                                     \
		fa_opaque(here__);                                                                \
		here__;                                                                           \
	})

#define fa_load(number, addr)                                                                     \
	({                                                                                        \
		number value__ = 0;                                                               \
		bpf_probe_read_kernel(&value__, sizeof(value__), (const void *)(addr));           \
		value__;                                                                          \
	})

/* The address is taken outside bpf_core_read(), which would relocate the structs of ours that it is
 * computed from. */
#define fa_read(type, addr, field)                                                                \
	({                                                                                        \
		typeof(((type *)0)->field) value__ = 0;                                           \
		const void *base__ = (void *)fa_base(addr);                                       \
		bpf_core_read(&value__, sizeof(value__), &((type *)base__)->field);               \
		value__;                                                                          \
	})

#define fa_get_ptr(object, type, field) fa_read_ptr(type, (object).addr, field)
#define fa_get_seq(object, type, field) fa_read_seq(type, (object).addr, field)
#define fa_get(object, type, field) fa_read(type, (object).addr, field)

#define fa_task(addr) ((struct task_struct *)(addr))
#define fa_step(from, field)                                                                      \
	({                                                                                        \
		typeof(from) from__ = (from);                                                     \
		typeof(from__->field) value__ = 0;                                                \
		bpf_core_read(&value__, sizeof(value__), &from__->field);                         \
		value__;                                                                          \
	})
#define fa_follow1(from, a) fa_step(from, a)
#define fa_follow2(from, a, b) fa_step(fa_step(from, a), b)
#define fa_follow3(from, a, b, c) fa_step(fa_step(fa_step(from, a), b), c)
#define fa_follow(from, ...) ___apply(fa_follow, ___narg(__VA_ARGS__))(from, __VA_ARGS__)

#endif

#define fa_read_ptr(type, addr, field)                                                            \
	fa_load(__u64, fa_base(addr) + bpf_core_field_offset(type, field))

/* Not by a trusted pointer: whether that makes the field's one trusted, the verifier looks up by
 * names in all types of the kernel, a millisecond each time. */
#define fa_follow_ptr(task, field) fa_read_ptr(struct task_struct, task, field)

/* The first word of a sequence count, whatever its type's name and size. */
#define fa_read_seq(type, addr, field)                                                            \
	fa_load(__u32, fa_base(addr) + bpf_core_field_offset(type, field))

/* IS_ERR(), linux/err.h */
static __always_inline bool is_error(__u64 pointer)
{
	return pointer >= (__u64)-4095;
}

#endif
