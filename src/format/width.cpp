// SPDX-License-Identifier: GPL-2.0-only
#include "format/width.h"

#include "format/byte_run.h"
#include "format/utf8.h"

#include <algorithm>
#include <vector>

namespace fileaudit {

namespace {

constexpr std::string_view ellipsis = "…";

// Unicode's East_Asian_Width W and F, the small gaps between them included.
constexpr struct {
    char32_t first, last;
} wide[] = {
    {0x1100, 0x115F},   {0x231A, 0x232A},   {0x23E9, 0x23F3},   {0x25FD, 0x27BF},
    {0x2B1B, 0x2B55},   {0x2E80, 0xA4CF},   {0xA960, 0xA97C},   {0xAC00, 0xD7A3},
    {0xF900, 0xFAFF},   {0xFE10, 0xFE19},   {0xFE30, 0xFE6B},   {0xFF01, 0xFF60},
    {0xFFE0, 0xFFE6},   {0x16FE0, 0x18DFF}, {0x1AFF0, 0x1B2FF}, {0x1D300, 0x1D37F},
    {0x1F004, 0x1FAFF}, {0x20000, 0x3FFFD},
};

// Marks that combine with the character before them (Unicode's Mn in the blocks made for such).
constexpr struct {
    char32_t first, last;
} combining[] = {
    {0x0300, 0x036F}, {0x0483, 0x0489}, {0x0591, 0x05BD}, {0x064B, 0x065F},
    {0x1AB0, 0x1AFF}, {0x1DC0, 0x1DFF}, {0x20D0, 0x20FF}, {0x302A, 0x302D},
    {0x3099, 0x309A}, {0xFE00, 0xFE0F}, {0xFE20, 0xFE2F},
};

size_t columns_of(char32_t c) {
    if (c < combining[0].first)
        return 1;
    if (std::ranges::any_of(combining,
                            [c](const auto& range) { return c >= range.first && c <= range.last; }))
        return 0;
    const bool is_wide =
        c >= wide[0].first && std::any_of(std::begin(wide), std::end(wide), [c](const auto& range) {
            return c >= range.first && c <= range.last;
        });
    return is_wide ? 2 : 1;
}

struct Character {
    std::string_view bytes;
    size_t columns = 1;
};

std::vector<Character> characters(std::string_view text) {
    std::vector<Character> all;
    while (!text.empty()) {
        const Utf8Char c = first_utf8_char(text);
        all.push_back({text.substr(0, c.length), columns_of(c.code)});
        text.remove_prefix(c.length);
    }
    return all;
}

// The bytes of the longest run of whole characters that fits into `columns`.
template<class Iterator> size_t bytes_that_fit(Iterator at, Iterator end, size_t columns) {
    size_t bytes = 0;
    for (; at != end && at->columns <= columns; ++at) {
        columns -= at->columns;
        bytes += at->bytes.size();
    }
    return bytes;
}

std::string shortened(std::string_view text, size_t begin_columns, size_t end_columns) {
    const std::vector<Character> all = characters(text);
    const size_t begin = bytes_that_fit(all.begin(), all.end(), begin_columns);
    const size_t end = bytes_that_fit(all.rbegin(), all.rend(), end_columns);
    std::string result(text.substr(0, begin));
    result += ellipsis;
    result += text.substr(text.size() - end);
    return result;
}

} // namespace

size_t display_width(std::string_view text) {
    size_t columns = 0;
    for (;;) {
        const size_t ascii = byte_run(text, [](auto byte) { return byte > 0x7F; });
        columns += ascii;
        text.remove_prefix(ascii);
        if (text.empty())
            return columns;
        const Utf8Char c = first_utf8_char(text);
        columns += columns_of(c.code);
        text.remove_prefix(c.length);
    }
}

std::string shortened(std::string_view text, size_t columns) {
    if (display_width(text) <= columns)
        return std::string(text);
    const size_t begin = (columns - 1) / 3;
    return shortened(text, begin, columns - 1 - begin);
}

std::string cut(std::string_view text, size_t columns) {
    if (display_width(text) <= columns)
        return std::string(text);
    return shortened(text, columns - 1, 0);
}

} // namespace fileaudit
