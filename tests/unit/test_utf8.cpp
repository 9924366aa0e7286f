// SPDX-License-Identifier: GPL-2.0-only
// Strict UTF-8: the borders of every range, and the length of bad subparts.
#include "format/utf8.h"

#include <doctest/doctest.h>
#include <string>

using namespace fileaudit;
using namespace std::string_view_literals;

TEST_CASE("utf8: valid and invalid texts") {
    const struct {
        std::string_view bytes;
        bool valid;
    } rows[] = {
        {"", true},
        {"plain ASCII, longer than a word", true},
        {"\0"sv, true},
        {"\x7f", true},
        {"\xc2\x80", true},
        {"\xdf\xbf", true},
        {"\xe0\xa0\x80", true},
        {"\xed\x9f\xbf", true},
        {"\xee\x80\x80", true},
        {"\xef\xbf\xbf", true},
        {"\xf0\x90\x80\x80", true},
        {"\xf4\x8f\xbf\xbf", true},
        {"12345678\xc3\xa4"
         "12345678",
         true},
        {"\x80", false}, // a continuation byte alone
        {"\xbf", false},
        {"\xc0\x80", false},         // overlong NUL
        {"\xc1\xbf", false},         // overlong
        {"\xe0\x9f\xbf", false},     // overlong
        {"\xed\xa0\x80", false},     // surrogate
        {"\xed\xbf\xbf", false},     // surrogate
        {"\xf0\x8f\xbf\xbf", false}, // overlong
        {"\xf4\x90\x80\x80", false}, // U+110000
        {"\xf5\x80\x80\x80", false},
        {"\xff", false},
        {"\xc3", false}, // cut short
        {"\xe2\x82", false},
        {"\xf0\x9f\x98", false},
        {"\xe2\x82"
         "a",
         false},
        {"1234567\xff", false},
        {"12345678\xff", false},
    };
    for (const auto& row : rows) {
        CAPTURE(row.bytes);
        CHECK(valid_utf8(row.bytes) == row.valid);
    }
}

TEST_CASE("utf8: the first character") {
    const struct {
        std::string_view bytes;
        char32_t code;
        size_t length;
        bool valid;
    } rows[] = {
        {"ab", U'a', 1, true},
        {"\xc3\xa4x", U'\u00e4', 2, true},
        {"\xe2\x82\xacx", U'\u20ac', 3, true},
        {"\xf0\x9f\x98\x80x", U'\U0001F600', 4, true},
        {"\xff\xff", 0, 1, false},
        {"\xe2\x82x", 0, 2, false}, // two bytes that could have become one
        {"\xf0\x9f\x98x", 0, 3, false},
        {"\xed\xa0\x80", 0, 1, false}, // ED A0 can become nothing
        {"\xe0\x80\x80", 0, 1, false},
        {"\xf0\x9f", 0, 2, false},
    };
    for (const auto& row : rows) {
        CAPTURE(row.bytes);
        const Utf8Char c = first_utf8_char(row.bytes);
        CHECK(c.code == row.code);
        CHECK(c.length == row.length);
        CHECK(c.valid == row.valid);
    }
}
