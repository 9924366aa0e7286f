// SPDX-License-Identifier: GPL-2.0-only
// The BPF objects that are part of the program, one for kernels with bpf_rdonly_cast() (6.2), whose
// memory it reads directly, and one for all others: bpf/read.bpf.h.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

// The first call chooses for good, as a process has one kernel. False: there is no memory for it.
bool fileaudit_unpack_bpf_object(bool direct_reads);

// What was unpacked, of `size` bytes; it stays for as long as the process does. The skeleton asks
// for it: see cmake/skeleton.
const void* fileaudit_bpf_object(size_t* size);

#ifdef __cplusplus
}
#endif
