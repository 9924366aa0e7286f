// SPDX-License-Identifier: GPL-2.0-only
// Escaping for text and JSON. Both copy runs of plain ASCII and look closely at the rest.
#include "format/escape.h"

#include "format/byte_run.h"
#include "format/utf8.h"

#include <algorithm>
#include <span>

namespace fileaudit {

namespace {

constexpr std::string_view hex_digits = "0123456789abcdef";

struct Range {
    char32_t first, last;
};

// Characters above ASCII that steer a terminal, reorder a line, break it or cannot be seen:
// Unicode's C1 controls, line and paragraph separator, and all that it says may be left out of what
// is drawn (Default_Ignorable_Code_Point), the marks and embeddings of bidirectional text among
// them; the other format controls and fillers that have no ink; and the noncharacters.
constexpr Range hostile[] = {
    {0x0080, 0x009F},   {0x00AD, 0x00AD},   {0x034F, 0x034F},   {0x061C, 0x061C},
    {0x115F, 0x1160},   {0x17B4, 0x17B5},   {0x180B, 0x180F},   {0x200B, 0x200F},
    {0x2028, 0x202E},   {0x2060, 0x206F},   {0x3164, 0x3164},   {0xFDD0, 0xFDEF},
    {0xFE00, 0xFE0F},   {0xFEFF, 0xFEFF},   {0xFFA0, 0xFFA0},   {0xFFF0, 0xFFFB},
    {0x13430, 0x1343F}, {0x16FE4, 0x16FE4}, {0x1BCA0, 0x1BCA3}, {0x1D159, 0x1D159},
    {0x1D173, 0x1D17A}, {0xE0000, 0xE0FFF},
};

// What looks like a space (Zs, and the empty Braille pattern), and so like the end of a column.
constexpr Range spaces[] = {{0x00A0, 0x00A0}, {0x1680, 0x1680}, {0x2000, 0x200A}, {0x202F, 0x202F},
                            {0x205F, 0x205F}, {0x2800, 0x2800}, {0x3000, 0x3000}};

bool is_among(std::span<const Range> ranges, char32_t c) {
    const auto range = std::ranges::lower_bound(ranges, c, {}, &Range::last);
    return range != ranges.end() && range->first <= c;
}

bool is_hostile(char32_t c) {
    return is_among(hostile, c) || (c & 0xFFFE) == 0xFFFE; // no characters, of each plane
}

void append_byte_hex(Buffer& out, char byte) {
    const auto value = static_cast<unsigned char>(byte);
    out.push_back(hex_digits[value >> 4]);
    out.push_back(hex_digits[value & 0xF]);
}

// \uXXXX, of a character below U+10000 or of one half of a pair of surrogates.
void append_unicode_escape(Buffer& out, char32_t c) {
    append(out, "\\u");
    for (int shift = 12; shift >= 0; shift -= 4)
        out.push_back(hex_digits[(c >> shift) & 0xF]);
}

void append_json_escape(Buffer& out, char32_t c) {
    if (c > 0xFFFF) {
        append_unicode_escape(out, 0xD800 + ((c - 0x10000) >> 10));
        c = 0xDC00 + (c & 0x3FF);
    }
    append_unicode_escape(out, c);
}

// How far it is printable ASCII, and none of these.
template<char... odd> size_t plain_run(std::string_view bytes) {
    return byte_run(bytes, [](auto byte) {
        return (((byte < 0x20) | (byte > 0x7E)) | ... | (byte == static_cast<unsigned char>(odd)));
    });
}

void append_escaped_ascii(Buffer& out, char byte) {
    switch (byte) {
    case '\\':
        append(out, "\\\\");
        return;
    case '\n':
        append(out, "\\n");
        return;
    case '\t':
        append(out, "\\t");
        return;
    case '\r':
        append(out, "\\r");
        return;
    default:
        append(out, "\\x");
        append_byte_hex(out, byte);
    }
}

void append_json_ascii(Buffer& out, char byte) {
    switch (byte) {
    case '\\':
        append(out, "\\\\");
        return;
    case '"':
        append(out, "\\\"");
        return;
    case '\b':
        append(out, "\\b");
        return;
    case '\f':
        append(out, "\\f");
        return;
    case '\n':
        append(out, "\\n");
        return;
    case '\r':
        append(out, "\\r");
        return;
    case '\t':
        append(out, "\\t");
        return;
    default:
        append_unicode_escape(out, static_cast<unsigned char>(byte));
    }
}

} // namespace

void append_escaped(Buffer& out, std::string_view bytes, bool escape_space) {
    while (!bytes.empty()) {
        const size_t run = escape_space ? plain_run<'\\', ' '>(bytes) : plain_run<'\\'>(bytes);
        append(out, bytes.substr(0, run));
        bytes.remove_prefix(run);
        if (bytes.empty())
            return;

        const Utf8Char c = first_utf8_char(bytes);
        const std::string_view raw = bytes.substr(0, c.length);
        bytes.remove_prefix(c.length);
        const bool is_odd = c.valid && c.code >= 0x80 &&
                            (is_hostile(c.code) || (escape_space && is_among(spaces, c.code)));
        if (!c.valid || (is_odd && c.code > 0xFFFF)) {
            for (const char byte : raw) {
                append(out, "\\x");
                append_byte_hex(out, byte);
            }
        } else if (c.code < 0x80) {
            append_escaped_ascii(out, raw[0]);
        } else if (is_odd) {
            append_unicode_escape(out, c.code);
        } else {
            append(out, raw);
        }
    }
}

std::string escaped(std::string_view bytes) {
    Buffer out;
    append_escaped(out, bytes, false);
    return {out.data(), out.size()};
}

bool append_json_string(Buffer& out, std::string_view bytes) {
    bool is_utf8 = true;
    out.push_back('"');
    while (!bytes.empty()) {
        const size_t run = plain_run<'\\', '"'>(bytes);
        append(out, bytes.substr(0, run));
        bytes.remove_prefix(run);
        if (bytes.empty())
            break;

        const Utf8Char c = first_utf8_char(bytes);
        const std::string_view raw = bytes.substr(0, c.length);
        bytes.remove_prefix(c.length);
        is_utf8 &= c.valid;
        if (!c.valid)
            append(out, "\xEF\xBF\xBD"); // U+FFFD
        else if (c.code < 0x80)
            append_json_ascii(out, raw[0]);
        else if (is_hostile(c.code))
            append_json_escape(out, c.code);
        else
            append(out, raw);
    }
    out.push_back('"');
    return is_utf8;
}

void append_hex(Buffer& out, std::string_view bytes) {
    for (const char byte : bytes)
        append_byte_hex(out, byte);
}

} // namespace fileaudit
