// SPDX-License-Identifier: GPL-2.0-only
// The widths are Python's: unicodedata.east_asian_width(), W and F are 2.
#include "format/width.h"

#include <doctest/doctest.h>
#include <string>

using namespace fileaudit;

TEST_CASE("width: columns of text") {
    const struct {
        std::string_view text;
        size_t columns;
    } cases[] = {
        {"", 0},     {"/etc/passwd", 11}, {"é", 1},  {"…", 1},  {"日本", 4}, {"ﾃ", 1},
        {"Ａ", 2},   {"한국어", 6},       {"😀x", 3}, {"𠀀", 2}, {"Ж", 1},    {"ไ", 1},
        {"\xff", 1},
    };
    for (const auto& [text, columns] : cases) {
        CAPTURE(text);
        CHECK(display_width(text) == columns);
    }
}

TEST_CASE("width: shortened in the middle, cut at the end") {
    const struct {
        std::string_view text;
        size_t columns;
        std::string shortened, cut;
    } cases[] = {
        {"/etc/passwd", 11, "/etc/passwd", "/etc/passwd"},
        {"/etc/passwd", 10, "/et…passwd", "/etc/pass…"},
        {"/etc/passwd", 4, "/…wd", "/et…"},
        {"/etc/passwd", 2, "…d", "/…"},
        {"/etc/passwd", 1, "…", "…"},
        {"", 1, "", ""},
        {"/日本語/日本語", 8, "/…本語", "/日本語…"},
        {"/日本語/日本語", 14, "/日本語/日本語", "/日本語/日本語"},
    };
    for (const auto& c : cases) {
        CAPTURE(c.text);
        CAPTURE(c.columns);
        CHECK(shortened(c.text, c.columns) == c.shortened);
        CHECK(cut(c.text, c.columns) == c.cut);
    }
    for (size_t columns = 1; columns < 20; ++columns) {
        CHECK(display_width(shortened("/日本語/日本語/ab/日本", columns)) <= columns);
        CHECK(display_width(cut("/日本語/日本語/ab/日本", columns)) <= columns);
    }
}
