// SPDX-License-Identifier: GPL-2.0-only
// Globs of names against fnmatch(3), in the C locale that a program starts in.
#include "filter/name_pattern.h"

#include <doctest/doctest.h>
#include <fnmatch.h>
#include <random>
#include <string>

using namespace fileaudit;

namespace {

NamePattern pattern(std::string_view glob) {
    auto parsed = NamePattern::parse(glob, "--comm");
    REQUIRE_MESSAGE(parsed.has_value(), std::string(glob));
    return *parsed;
}

bool oracle(const std::string& glob, const std::string& name) {
    return fnmatch(glob.c_str(), name.c_str(), 0) == 0;
}

std::string random_text(std::mt19937& random, std::string_view letters, size_t longest) {
    std::string text(random() % (longest + 1), ' ');
    for (char& letter : text)
        letter = letters[random() % letters.size()];
    return text;
}

} // namespace

TEST_CASE("name_pattern: whole matches") {
    const struct {
        const char* glob;
        const char* name;
        bool matches;
    } rows[] = {
        {"nginx", "nginx", true},
        {"nginx", "nginx2", false},
        {"nginx", "ngin", false},
        {"nginx", "Nginx", false},
        {"ngin*", "ngin", true},
        {"*", "", true},
        {"?", "", false},
        {"?", "/", true},
        {"kworker/*", "kworker/0:1", true},
        {"k*1", "kworker/0:1", true},
        {"*.service", ".service", true},
        {"**a", "a", true},
        {"*a*b", "xaxbxab", true},
        {"*a*b", "xaxbxa", false},
        {"[a-c]x", "bx", true},
        {"[!a-c]x", "/x", true},
        {"[^a-c]x", "ax", false},
        {"[]a]", "]", true},
        {"[!]a]", "]", false},
        {"[a-]", "-", true},
        {"[+--]", ",", true},
        {"[a-c-e]", "d", false},
        {"[\\]x]", "]", true},
        {"[\\!a]", "!", true},
        {"[a\\-c]", "b", false},
        {"[[]", "[", true},
        {"[x-\\z]", "y", true},
        {"[\x80-\xff]", "\xc3", true},
        {"[!\x80-\xff]", "\xc3", false},
        {"\xc3?", "\xc3\xa4", true},
        {"?", "\xc3\xa4", false},
        {"\\*", "*", true},
        {"\\*", "a", false},
        {"\\a", "a", true},
        {"a\\\\", "a\\", true},
        {"{a,b}", "{a,b}", true},
        {".*", ".x", true},
        {"*x", ".x", true},
        {"a]", "a]", true},
    };
    for (const auto& row : rows) {
        INFO(row.glob << " against " << row.name);
        CHECK(pattern(row.glob).matches(row.name) == row.matches);
        CHECK(oracle(row.glob, row.name) == row.matches);
    }
}

TEST_CASE("name_pattern: random globs mean what fnmatch says") {
    std::mt19937 random(1);
    size_t compared = 0, matched = 0, disagreements = 0;
    for (int i = 0; i < 60000; ++i) {
        const std::string glob = random_text(random, "ab/**?[[]]!^-\\\xe4", 9);
        const auto parsed = NamePattern::parse(glob, "--comm");
        if (!parsed)
            continue;
        for (int j = 0; j < 10; ++j) {
            const std::string name = random_text(random, "ab/*[]!-\\\xe4", 5);
            const bool matches = parsed->matches(name);
            ++compared;
            matched += matches;
            if (matches != oracle(glob, name) ||
                (matches && name.size() < parsed->least_length()) ||
                (parsed->is_literal() && matches != (name == parsed->literal()))) {
                ++disagreements;
                MESSAGE(glob << " against " << name << ": " << matches);
            }
        }
    }
    CHECK(disagreements == 0);
    CHECK(compared > 100000);
    CHECK(matched > 10000);
}

TEST_CASE("name_pattern: what is known of a glob") {
    const struct {
        const char* glob;
        const char* literal; // nullptr: it is a wildcard
        size_t least;
    } rows[] = {
        {"nginx", "nginx", 5}, {"a\\*b", "a*b", 3},       {"\\n", "n", 1},
        {"a*", nullptr, 1},    {"**", nullptr, 0},        {"*?*", nullptr, 1},
        {"[a]", nullptr, 1},   {"a?[b-c]*d", nullptr, 4}, {"]", "]", 1},
    };
    for (const auto& row : rows) {
        CAPTURE(row.glob);
        const NamePattern parsed = pattern(row.glob);
        CHECK(parsed.glob() == row.glob);
        CHECK(parsed.least_length() == row.least);
        CHECK(parsed.is_literal() == (row.literal != nullptr));
        CHECK(parsed.literal() == (row.literal != nullptr ? row.literal : ""));
    }
}

TEST_CASE("name_pattern: refusals name the option, the reason and the remedy") {
    using namespace std::string_view_literals;
    const struct {
        std::string_view glob;
        const char* message;
    } rows[] = {
        {"", "--comm: '' is empty; give a name, or a glob such as ssh*"},
        {"a[bc", "--comm: 'a[bc' has a [ without its ]; write \\[ for a bracket"},
        {"a[", "--comm: 'a[' has a [ without its ]; write \\[ for a bracket"},
        {"[]", "--comm: '[]' has a [ without its ]; write \\[ for a bracket"},
        {"[!]", "--comm: '[!]' has a [ without its ]; write \\[ for a bracket"},
        {"[b\\", "--comm: '[b\\\\' has a [ without its ]; write \\[ for a bracket"},
        {"[z-a]",
         "--comm: '[z-a]' has a class whose range runs backwards; write the lower byte first"},
        {"[!\0-\xff]"sv, "--comm: '[!\\x00-\\xff]' has a class that no byte is in; leave it out"},
        {"a\\", "--comm: 'a\\\\' ends in a lone \\; write \\\\ for a backslash"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.glob);
        const auto parsed = NamePattern::parse(row.glob, "--comm");
        REQUIRE_FALSE(parsed.has_value());
        CHECK(parsed.error().status == Exit::usage);
        CHECK(parsed.error().message == row.message);
    }
}

TEST_CASE("name_pattern: many stars on a long hostile name take no exponential time") {
    std::string stars;
    for (int i = 0; i < 40; ++i)
        stars += "a*";
    const std::string name(4000, 'a');
    CHECK_FALSE(pattern(stars + "b").matches(name));
    CHECK(pattern(stars).matches(name));
}
