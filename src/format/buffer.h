// SPDX-License-Identifier: GPL-2.0-only
// The output buffer every formatter appends to, and the few ways to append.
#pragma once

#include <cstddef>
#include <cstdint>
#include <fmt/format.h>
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

// fmt::format_to(), whose templates would be compiled again, for seconds, in every file that uses
// it.
void append_formatted(Buffer& out, fmt::string_view format, fmt::format_args values);

// A `format` of fmt, checked when this is compiled unless it is fmt::runtime().
template<typename... Values>
void append_format(Buffer& out, fmt::format_string<Values...> format, Values&&... values) {
    append_formatted(out, format, fmt::make_format_args(values...));
}

// "0x1f".
inline void append_hex_number(Buffer& out, uint64_t number) {
    append_format(out, "{:#x}", number);
}

} // namespace fileaudit
