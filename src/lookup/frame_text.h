// SPDX-License-Identifier: GPL-2.0-only
// Pure: how a frame of a user stack is written.
#pragma once

#include "lookup/elf_parts.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace fileaudit {

// "openat+0x54 (libc.so.6)"; without a function "+0x54 (libc.so.6)". Names are cut so that it is
// `longest` bytes at most, which must be 64 or more.
std::string frame_text(std::string_view function, uint64_t offset, std::string_view file,
                       size_t longest);

// Lower-case hex digits. The kernel has padded a short id with zeros: they are not shown.
std::string build_id_text(const BuildId& id);

// What the linker's name stands for in C++; others, and those that stand for nothing, as they
// are. What follows an `@` is a version and left out.
std::string plain_function(const std::string& name, bool demangle);

} // namespace fileaudit
