// SPDX-License-Identifier: GPL-2.0-only
// Strict UTF-8: no overlong forms, no surrogates, nothing above U+10FFFF.
#pragma once

#include <cstddef>
#include <string_view>

namespace fileaudit {

// The first character of some bytes. When it is not valid, length is that of
// the maximal bad subpart (Unicode 3.9, table 3-8): the longest start of a
// character that could have become valid, or else one byte.
struct Utf8Char {
    char32_t code = 0; // 0 when not valid
    size_t length = 0; // at least 1
    bool valid = false;
};

// `bytes` must not be empty.
Utf8Char first_utf8_char(std::string_view bytes);

bool valid_utf8(std::string_view bytes);

} // namespace fileaudit
