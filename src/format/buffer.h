// SPDX-License-Identifier: GPL-2.0-only
// The output buffer every formatter appends to, and the few ways to append.
#pragma once

#include <charconv>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <fmt/format.h>
#include <string_view>

namespace fileaudit {

// Kept and cleared between events, so that it stops allocating once warm.
using Buffer = fmt::memory_buffer;

// Makes room for `size` more bytes; to be filled.
inline char* extend(Buffer& out, size_t size) {
    const size_t at = out.size();
    out.resize(at + size);
    return out.data() + at;
}

// Not by the buffer's own append(), which is a call for every word.
inline void append(Buffer& out, std::string_view text) {
    if (!text.empty()) // or its data may be null
        std::memcpy(extend(out, text.size()), text.data(), text.size());
}

inline void append_number(Buffer& out, uint64_t number) {
    constexpr size_t most_digits = 20;
    const size_t at = out.size();
    out.reserve(at + most_digits);
    char* const begin = out.data() + at;
    out.resize(at +
               static_cast<size_t>(std::to_chars(begin, begin + most_digits, number).ptr - begin));
}

// With zeros in front; it must not have more digits.
inline void append_digits(Buffer& out, uint64_t number, size_t digits) {
    char* const begin = extend(out, digits);
    for (size_t i = digits; i-- > 0; number /= 10)
        begin[i] = static_cast<char>('0' + number % 10);
}

inline void append_spaces(Buffer& out, size_t count) {
    std::memset(extend(out, count), ' ', count);
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
