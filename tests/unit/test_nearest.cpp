// SPDX-License-Identifier: GPL-2.0-only
// What is near a word, and the sentence made of it.
#include "lookup/nearest.h"

#include <doctest/doctest.h>
#include <string>
#include <vector>

using namespace fileaudit;

TEST_CASE("nearest: the candidate meant") {
    const struct {
        const char* word;
        std::vector<std::string> candidates;
        const char* nearest;
    } rows[] = {
        // one edit of each kind
        {"food", {"bar", "foot"}, "foot"},
        {"ngnx", {"nginx"}, "nginx"},
        {"nginxx", {"nginx"}, "nginx"},
        {"ngixn", {"nginx"}, "nginx"},
        // a third of the longer one's length, and no more
        {"abcdef", {"abXXef"}, "abXXef"},
        {"abcdef", {"aXXXef"}, ""},
        {"abc", {"abX"}, "abX"},
        {"abc", {"aXX"}, ""},
        {"abcd", {"abcdef"}, "abcdef"},
        {"abXd", {"abcdef"}, ""},
        {"abcXef", {"abcdefghi"}, ""},
        // a swap is one edit: abdc → abcd, of four bytes one may change
        {"abdc", {"abcd"}, "abcd"},
        {"bacd", {"abdc"}, ""},
        // one edit in any case, but not all there is
        {"ab", {"ax"}, "ax"},
        {"ab", {"xy"}, ""},
        {"a", {"ab"}, "ab"},
        {"r", {"w"}, ""},
        {"", {"a", "ab"}, ""},
        // letters' case is no edit
        {"NGINX", {"nginx"}, "nginx"},
        {"ngi", {"NGINX"}, "NGINX"},
        {"\xc3\x84", {"\xc3\xa4"}, "\xc3\xa4"}, // one byte of two
        // at the start, or inside
        {"doc", {"docker-0123456789abcdef.scope"}, "docker-0123456789abcdef.scope"},
        {"cron", {"anacron.service"}, "anacron.service"},
        {"c", {"anacron.service"}, ""},
        {"anacron.service", {"cron"}, ""}, // not the other way round
        // the least distance, then the first
        {"cron", {"anacron.service", "cron.service", "cran", "crop"}, "cran"},
        {"cron", {"cron.service", "xx.cron.yyyyyy"}, "cron.service"},
        {"cron", {"xxxcron", "cronxxx"}, "xxxcron"},
        {"cron", {}, ""},
        {"cron", {""}, ""},
        {"open", {"open", "opens"}, "open"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.word);
        CHECK(nearest(row.word, row.candidates) == row.nearest);
    }
}

TEST_CASE("nearest: texts too long to be compared are still searched") {
    const std::string longest(256, 'a');
    CHECK(nearest(longest, std::vector{std::string(255, 'a') + "b"}) ==
          std::string(255, 'a') + "b");
    CHECK(nearest(longest + "a", std::vector{longest + "b"}).empty());
    CHECK(nearest("bcd", std::vector{longest + "bcd"}) == longest + "bcd");
    const std::string huge(4096, 'a');
    CHECK(nearest(huge, std::vector(100, huge + "b")) == huge + "b");
    CHECK(nearest(huge + "c", std::vector(100, huge + "b")).empty());
}

TEST_CASE("nearest: the sentence") {
    const std::vector<std::string> candidates = {"nginx", "a\033b"};
    CHECK(suggestion("ngin", candidates, "; none runs") == "; did you mean 'nginx'?");
    CHECK(suggestion("xb\\", candidates, "; none runs") == "; none runs");
    CHECK(suggestion("axb", candidates, "") == "; did you mean 'a\\x1bb'?");
}
