// SPDX-License-Identifier: GPL-2.0-only
// The way back from escaped text and JSON strings, written apart from src/format/escape.cpp.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

inline void append_utf8(std::string& out, char32_t c) {
    const auto byte = [&](char32_t value) { out += static_cast<char>(value); };
    if (c < 0x80) {
        byte(c);
    } else if (c < 0x800) {
        byte(0xC0 | c >> 6);
        byte(0x80 | (c & 0x3F));
    } else if (c < 0x10000) {
        byte(0xE0 | c >> 12);
        byte(0x80 | (c >> 6 & 0x3F));
        byte(0x80 | (c & 0x3F));
    } else {
        byte(0xF0 | c >> 18);
        byte(0x80 | (c >> 12 & 0x3F));
        byte(0x80 | (c >> 6 & 0x3F));
        byte(0x80 | (c & 0x3F));
    }
}

// Takes \xNN, \uXXXX, \n, \t, \r and \\ back to bytes.
inline std::string unescape_text(std::string_view text) {
    std::string bytes;
    for (size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '\\') {
            bytes += text[i];
            continue;
        }
        const auto number = [&](size_t digits) {
            const std::string hex(text.substr(i + 1, digits));
            i += digits;
            return static_cast<char32_t>(std::stoul(hex, nullptr, 16));
        };
        switch (text.at(++i)) {
        case 'n':
            bytes += '\n';
            break;
        case 't':
            bytes += '\t';
            break;
        case 'r':
            bytes += '\r';
            break;
        case '\\':
            bytes += '\\';
            break;
        case 'x':
            bytes += static_cast<char>(number(2));
            break;
        case 'u':
            append_utf8(bytes, number(4));
            break;
        default:
            return "not an escape";
        }
    }
    return bytes;
}

// A JSON string with its quotes, by RFC 8259; nothing when it is not one.
inline std::optional<std::string> parse_json_string(std::string_view json) {
    if (json.size() < 2 || json.front() != '"' || json.back() != '"')
        return std::nullopt;
    json = json.substr(1, json.size() - 2);
    std::string bytes;
    for (size_t i = 0; i < json.size(); ++i) {
        if (static_cast<unsigned char>(json[i]) < 0x20 || json[i] == '"')
            return std::nullopt;
        if (json[i] != '\\') {
            bytes += json[i];
            continue;
        }
        if (++i == json.size())
            return std::nullopt;
        constexpr std::string_view letters = "\"\\/bfnrt", meanings = "\"\\/\b\f\n\r\t";
        if (const size_t at = letters.find(json[i]); at != std::string_view::npos) {
            bytes += meanings[at];
        } else if (json[i] == 'u' && i + 5 <= json.size()) {
            const std::string hex(json.substr(i + 1, 4));
            if (hex.find_first_not_of("0123456789abcdefABCDEF") != std::string::npos)
                return std::nullopt;
            auto c = static_cast<char32_t>(std::stoul(hex, nullptr, 16));
            i += 4;
            if (c >= 0xD800 && c < 0xDC00) { // the first of a pair of surrogates
                if (json.substr(i + 1, 2) != "\\u" || json.size() < i + 7)
                    return std::nullopt;
                const auto low = static_cast<char32_t>(
                    std::stoul(std::string(json.substr(i + 3, 4)), nullptr, 16));
                c = 0x10000 + ((c - 0xD800) << 10) + (low - 0xDC00);
                i += 6;
            }
            append_utf8(bytes, c);
        } else {
            return std::nullopt;
        }
    }
    return bytes;
}
