// SPDX-License-Identifier: GPL-2.0-only
// The output buffer every formatter appends to, and the few ways to append.
#pragma once

#include <cstddef>
#include <cstdint>
#include <fmt/format.h>
#include <iterator>
#include <string_view>

namespace fileaudit {

// Kept and cleared between events, so that it stops allocating once warm.
using Buffer = fmt::memory_buffer;

inline void append(Buffer& out, std::string_view text) {
    out.append(text.data(), text.data() + text.size());
}

inline void append_number(Buffer& out, uint64_t number) {
    const fmt::format_int digits(number);
    out.append(digits.data(), digits.data() + digits.size());
}

// "0x1f".
inline void append_hex_number(Buffer& out, uint64_t number) {
    fmt::format_to(std::back_inserter(out), "{:#x}", number);
}

} // namespace fileaudit
