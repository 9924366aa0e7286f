// SPDX-License-Identifier: GPL-2.0-only
// The words for what the kernel says in numbers: operations, ways in, verdicts, errors, open,
// mmap and prot flags.
#pragma once

#include "event/event.h"
#include "format/buffer.h"

#include <string_view>

namespace fileaudit {

// "open", "mmap", "exec", "held-open", "held-map".
const char* op_name(fa_op op);

// "lsm", "fentry", "tracepoint".
const char* backend_name(fa_backend backend);

// "walk", "kfunc".
const char* resolver_name(fa_resolver resolver);

// "openat", "io_uring", …: a word of --via; "" when not known.
std::string_view via_name(fa_via via);

// "lsm", "dac"; "" when not denied or not known.
std::string_view denied_by_name(fa_denied_by denied_by);

// "upper", "lower"; "" when on no overlayfs or not known.
std::string_view layer_name(fa_layer layer);

// "ENOENT"; the number when it has no name.
void append_errno(Buffer& out, uint16_t number);

// "ok", or the verdict's words in bit order: "deleted+escaped".
void append_status(Buffer& out, uint16_t status);

// The short form of what was asked for, or is held: "r", "rw+create+trunc", "path" (O_PATH),
// "ioctl" (access mode 3: neither read nor write); "r-x private"; "x" for exec.
void append_access(Buffer& out, const Event& event);

// "O_RDWR|O_CREAT|O_CLOEXEC". Without O_LARGEFILE, which the kernel adds to
// every open of a 64-bit task, and without its internal FMODE bits.
void append_open_flags(Buffer& out, uint32_t flags);

// "PROT_READ|PROT_EXEC", "PROT_NONE".
void append_prot(Buffer& out, uint32_t prot);

// "MAP_PRIVATE|MAP_FIXED".
void append_map_flags(Buffer& out, uint32_t flags);

} // namespace fileaudit
