// SPDX-License-Identifier: GPL-2.0-only
// Escaping: every byte value, every hostile character, and that both forms can be undone.
#include "format/escape.h"
#include "format/utf8.h"
#include "unescape.h"
#include "written.h"

#include <doctest/doctest.h>

using namespace fileaudit;
using namespace std::string_view_literals;

namespace {

std::string text(std::string_view bytes, bool escape_space = false) {
    return written([&](Buffer& out) { append_escaped(out, bytes, escape_space); });
}

std::string json(std::string_view bytes) {
    return written([&](Buffer& out) { append_json_string(out, bytes); });
}

// What a terminal may be shown: no control byte, and UTF-8 throughout.
bool harmless(std::string_view shown) {
    for (const char byte : shown)
        if (static_cast<unsigned char>(byte) < 0x20 || byte == 0x7f)
            return false;
    return valid_utf8(shown);
}

} // namespace

TEST_CASE("escape: text and JSON") {
    const struct {
        std::string_view bytes;
        std::string_view text;
        std::string_view json;
    } rows[] = {
        {"", "", R"("")"},
        {"/etc/pass wd", "/etc/pass wd", R"("/etc/pass wd")"},
        {"a\\b", R"(a\\b)", R"("a\\b")"},
        {"a\"b", R"(a"b)", R"("a\"b")"},
        {"a\nb\tc\rd", R"(a\nb\tc\rd)", R"("a\nb\tc\rd")"},
        {"\b\f", R"(\x08\x0c)", R"("\b\f")"},
        {"\0\x01\x1b[2J\x7f"sv, R"(\x00\x01\x1b[2J\x7f)", R"("\u0000\u0001\u001b[2J\u007f")"},
        {"\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80", "\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80",
         "\"\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80\""},
        {"\xc2\x9b\xc2\x80\xc2\xa0", "\\u009b\\u0080\xc2\xa0", "\"\\u009b\\u0080\xc2\xa0\""},
        {"\xff\xfe", R"(\xff\xfe)", "\"\xef\xbf\xbd\xef\xbf\xbd\""},
        {"a\xe2\x82z", R"(a\xe2\x82z)", "\"a\xef\xbf\xbdz\""}, // one bad subpart, one U+FFFD
        {"\xed\xa0\x80", R"(\xed\xa0\x80)", "\"\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\""},
        {"\xef\xbf\xbd", "\xef\xbf\xbd", "\"\xef\xbf\xbd\""},
    };
    for (const auto& row : rows) {
        CAPTURE(row.text);
        CHECK(text(row.bytes) == row.text);
        CHECK(json(row.bytes) == row.json);
        CHECK(escaped(row.bytes) == row.text);
    }
}

TEST_CASE("escape: a space, only when asked") {
    CHECK(text("a b", false) == "a b");
    CHECK(text("a b", true) == "a\\x20b");
    CHECK(text("a \xff ", true) == "a\\x20\\xff\\x20");
}

TEST_CASE("escape: hostile characters, and their neighbours verbatim") {
    struct Range {
        char32_t first, last;
    };
    // Default_Ignorable_Code_Point of Unicode's DerivedCoreProperties.txt, C1, U+2028 and U+2029,
    // U+FFF9 to U+FFFB, format controls of hieroglyphs, fillers of Khitan and musical symbols
    const Range hostile[] = {{0x80, 0x9F},       {0xAD, 0xAD},       {0x034F, 0x034F},
                             {0x061C, 0x061C},   {0x115F, 0x1160},   {0x17B4, 0x17B5},
                             {0x180B, 0x180F},   {0x200B, 0x200F},   {0x2028, 0x202E},
                             {0x2060, 0x206F},   {0x3164, 0x3164},   {0xFE00, 0xFE0F},
                             {0xFEFF, 0xFEFF},   {0xFFA0, 0xFFA0},   {0xFFF0, 0xFFFB},
                             {0x1BCA0, 0x1BCA3}, {0x1D173, 0x1D17A}, {0xE0000, 0xE0FFF},
                             {0x13430, 0x1343F}, {0x16FE4, 0x16FE4}, {0x1D159, 0x1D159}};
    const Range blank[] = {{0xA0, 0xA0},     {0x1680, 0x1680}, {0x2000, 0x200A}, {0x202F, 0x202F},
                           {0x205F, 0x205F}, {0x2800, 0x2800}, {0x3000, 0x3000}};
    const auto is_in = [](const auto& ranges, char32_t c) {
        for (const Range& range : ranges)
            if (c >= range.first && c <= range.last)
                return true;
        return false;
    };
    size_t wrong = 0, escaped_ones = 0;
    for (char32_t c = 0x80; c < 0x110000; ++c) {
        if (c >= 0xD800 && c <= 0xDFFF)
            continue;
        const bool is_noncharacter = (c >= 0xFDD0 && c <= 0xFDEF) || (c & 0xFFFF) >= 0xFFFE;
        const bool is_hostile = is_noncharacter || is_in(hostile, c);
        escaped_ones += is_hostile;
        std::string bytes;
        append_utf8(bytes, c);
        const std::string words = text(bytes), word = text(bytes, true), quoted = json(bytes);
        const bool is_as_it_should_be =
            (words == bytes) == !is_hostile &&
            (word == bytes) == (!is_hostile && !is_in(blank, c)) &&
            (quoted == '"' + bytes + '"') == !is_hostile && unescape_text(words) == bytes &&
            unescape_text(word) == bytes && parse_json_string(quoted) == bytes;
        if (!is_as_it_should_be && ++wrong < 5)
            FAIL_CHECK("U+" << static_cast<uint32_t>(c) << " became " << words << " and "
                            << quoted);
    }
    CHECK(wrong == 0);
    CHECK(escaped_ones > 4096);
    CHECK(text("\xc2\xad") == "\\u00ad");
    CHECK(text("\xf3\xa0\x81\x81") == "\\xf3\\xa0\\x81\\x81");
    CHECK(json("\xf3\xa0\x81\x81") == "\"\\udb40\\udc41\"");
    CHECK(text("a\xe3\x80\x80z", true) == "a\\u3000z");
}

TEST_CASE("escape: every byte, alone and between others, is harmless and can be undone") {
    std::string all;
    for (int value = 0; value < 256; ++value) {
        const auto byte = static_cast<char>(value);
        all += byte;
        for (const std::string& bytes :
             {std::string(1, byte), "a" + std::string(2, byte) + "b",
              "\xe2\x82" + std::string(1, byte), std::string(1, byte) + "\x80\x80"}) {
            CAPTURE(value);
            for (const bool escape_space : {false, true}) {
                const std::string shown = text(bytes, escape_space);
                CHECK(harmless(shown));
                CHECK(unescape_text(shown) == bytes);
                CHECK((!escape_space || shown.find(' ') == std::string::npos));
            }
            const std::string quoted = json(bytes);
            CHECK(harmless(quoted));
            const auto back = parse_json_string(quoted);
            REQUIRE(back.has_value());
            if (valid_utf8(bytes))
                CHECK(*back == bytes);
            else
                CHECK(back->find("\xef\xbf\xbd") != std::string::npos);
        }
    }
    CHECK(unescape_text(text(all)) == all);
    CHECK(parse_json_string(json(all)).has_value());
    CHECK(parse_json_string(json(all.substr(0, 128))) == all.substr(0, 128));
}

TEST_CASE("escape: every pair of bytes") {
    std::string bytes(2, '\0');
    size_t wrong = 0;
    for (int pair = 0; pair < 65536; ++pair) {
        bytes[0] = static_cast<char>(pair >> 8);
        bytes[1] = static_cast<char>(pair);
        const std::string shown = text(bytes), quoted = json(bytes);
        const auto back = parse_json_string(quoted);
        wrong += !harmless(shown) || unescape_text(shown) != bytes || !harmless(quoted) ||
                 !back.has_value() || (valid_utf8(bytes) && *back != bytes);
    }
    CHECK(wrong == 0);
}

TEST_CASE("escape: hex") {
    CHECK(written([](Buffer& out) { append_hex(out, "\x00\x7f\xff/a"sv); }) == "007fff2f61");
    CHECK(written([](Buffer& out) { append_hex(out, ""); }).empty());
}
