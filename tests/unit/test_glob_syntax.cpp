// SPDX-License-Identifier: GPL-2.0-only
// Classes of globs: who passes over one ends where who reads it does. What they hold is tested
// with the patterns of names and of paths.
#include "filter/glob_syntax.h"

#include <doctest/doctest.h>
#include <random>
#include <string>

using namespace fileaudit;

TEST_CASE("glob_syntax: the end of a class") {
    const struct {
        const char* glob;
        size_t end;
    } rows[] = {
        {"[a]b]", 3},
        {"[]a]b", 4},
        {"[!]a]b", 5},
        {"[^]]", 4},
        {"[a\\]b]", 6},
        {"[\\]]", 4},
        {"[[]", 3},
        {"[a-]", 4},
        {"[a", std::string::npos},
        {"[", std::string::npos},
        {"[]", std::string::npos},
        {"[!]", std::string::npos},
        {"[a\\", std::string::npos},
        {"[\\]", std::string::npos},
    };
    for (const auto& row : rows) {
        CAPTURE(row.glob);
        CHECK(set_end(row.glob, 0) == row.end);
    }
}

TEST_CASE("glob_syntax: reading a class and passing over it end at the same place") {
    constexpr std::string_view letters = "ab[]]!^--\\";
    std::mt19937 random(1);
    size_t read = 0, unclosed = 0;
    for (int i = 0; i < 50000; ++i) {
        std::string glob = "x[";
        for (size_t length = random() % 8; length > 0; --length)
            glob += letters[random() % letters.size()];
        CAPTURE(glob);
        ByteSet members;
        size_t at = 1;
        const auto refusal = parse_set(glob, at, members);
        if (!refusal) {
            ++read;
            CHECK(set_end(glob, 1) == at);
        } else if (*refusal == unclosed_set) {
            ++unclosed;
            CHECK(set_end(glob, 1) == std::string::npos);
        }
    }
    CHECK(read > 10000);
    CHECK(unclosed > 10000);
}
