// SPDX-License-Identifier: GPL-2.0-only
// Escaping for text and JSON. Both copy runs of plain ASCII and look closely at the rest.
#include "format/escape.h"

#include "format/utf8.h"

#include <array>

namespace fileaudit {

namespace {

constexpr std::string_view hex_digits = "0123456789abcdef";

// Printable ASCII that neither form escapes, except that text may escape a space.
constexpr std::array<bool, 256> plain_bytes() {
    std::array<bool, 256> plain{};
    for (size_t byte = 0x20; byte < 0x7F; ++byte)
        plain[byte] = byte != '\\' && byte != '"';
    return plain;
}
constexpr std::array<bool, 256> plain = plain_bytes();

// Characters above ASCII that steer a terminal, reorder a line, break it or cannot be seen.
constexpr bool is_hostile(char32_t c) {
    return (c >= 0x80 && c <= 0x9F) ||     // C1 controls
           c == 0x061C ||                  // Arabic letter mark
           (c >= 0x200B && c <= 0x200F) || // zero-width, left-to-right and right-to-left marks
           (c >= 0x2028 && c <= 0x202E) || // line and paragraph separator, bidi embeddings
           c == 0x2060 ||                  // word joiner
           (c >= 0x2066 && c <= 0x2069) || // bidi isolates
           c == 0xFEFF;                    // zero-width no-break space, byte order mark
}

void append_byte_hex(Buffer& out, char byte) {
    const auto value = static_cast<unsigned char>(byte);
    out.push_back(hex_digits[value >> 4]);
    out.push_back(hex_digits[value & 0xF]);
}

// \uXXXX; every character that is escaped so is below U+10000.
void append_unicode_escape(Buffer& out, char32_t c) {
    append(out, "\\u");
    for (int shift = 12; shift >= 0; shift -= 4)
        out.push_back(hex_digits[(c >> shift) & 0xF]);
}

size_t plain_run(std::string_view bytes, bool stop_at_space) {
    size_t length = 0;
    while (length < bytes.size() && plain[static_cast<unsigned char>(bytes[length])] &&
           !(stop_at_space && bytes[length] == ' '))
        ++length;
    return length;
}

void append_escaped_ascii(Buffer& out, char byte, bool escape_space) {
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
    case '"':
        out.push_back(byte);
        return;
    case ' ':
        if (!escape_space) {
            out.push_back(byte);
            return;
        }
        break;
    default:
        break;
    }
    append(out, "\\x");
    append_byte_hex(out, byte);
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
        const size_t run = plain_run(bytes, escape_space);
        append(out, bytes.substr(0, run));
        bytes.remove_prefix(run);
        if (bytes.empty())
            return;

        const Utf8Char c = first_utf8_char(bytes);
        const std::string_view raw = bytes.substr(0, c.length);
        bytes.remove_prefix(c.length);
        if (!c.valid) {
            for (const char byte : raw) {
                append(out, "\\x");
                append_byte_hex(out, byte);
            }
        } else if (c.code < 0x80) {
            append_escaped_ascii(out, raw[0], escape_space);
        } else if (is_hostile(c.code)) {
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

void append_json_string(Buffer& out, std::string_view bytes) {
    out.push_back('"');
    while (!bytes.empty()) {
        const size_t run = plain_run(bytes, false);
        append(out, bytes.substr(0, run));
        bytes.remove_prefix(run);
        if (bytes.empty())
            break;

        const Utf8Char c = first_utf8_char(bytes);
        const std::string_view raw = bytes.substr(0, c.length);
        bytes.remove_prefix(c.length);
        if (!c.valid)
            append(out, "\xEF\xBF\xBD"); // U+FFFD
        else if (c.code < 0x80)
            append_json_ascii(out, raw[0]);
        else if (is_hostile(c.code))
            append_unicode_escape(out, c.code);
        else
            append(out, raw);
    }
    out.push_back('"');
}

void append_hex(Buffer& out, std::string_view bytes) {
    for (const char byte : bytes)
        append_byte_hex(out, byte);
}

} // namespace fileaudit
