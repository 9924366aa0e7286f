// SPDX-License-Identifier: GPL-2.0-only
// The BPF object that is part of the program. Instead of it the skeleton has a call of this: see cmake/bpf.cmake.
#pragma once

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

// Of `size` bytes; they stay for as long as the program does. 0 bytes when there is no memory for them.
const void* fileaudit_bpf_object(size_t* size);

#ifdef __cplusplus
}
#endif
