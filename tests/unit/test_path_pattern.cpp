// SPDX-License-Identifier: GPL-2.0-only
// Path globs: what they match, what they refuse, and all short ones against a naive matcher.
#include "filter/path_pattern.h"

#include <doctest/doctest.h>
#include <string>
#include <vector>

using namespace fileaudit;

namespace {

PathPattern pattern(std::string_view glob) {
    auto parsed = PathPattern::parse(glob, "--path");
    REQUIRE_MESSAGE(parsed.has_value(), std::string(glob));
    return *parsed;
}

// The meaning of a glob, spelled out without any thought for speed.
bool naive(std::string_view glob, std::string_view path, bool start) {
    if (glob.empty())
        return path.empty();
    const bool component_start = start || glob.data()[-1] == '/';
    if (glob[0] == '*') {
        const size_t end = std::min(glob.find_first_not_of('*'), glob.size());
        const std::string_view rest = glob.substr(end);
        if (end > 1 && component_start && rest.empty())
            return start || !path.empty();
        if (end > 1 && component_start && rest[0] == '/') {
            for (size_t i = 0; i <= path.size(); ++i)
                if ((i == 0 || path[i - 1] == '/') && naive(rest.substr(1), path.substr(i), false))
                    return true;
            return false;
        }
        for (size_t i = 0; i <= path.size(); ++i) {
            if (naive(rest, path.substr(i), false))
                return true;
            if (end == 1 && i < path.size() && path[i] == '/')
                return false;
        }
        return false;
    }
    if (path.empty() || (glob[0] == '?' ? path[0] == '/' : path[0] != glob[0]))
        return false;
    return naive(glob.substr(1), path.substr(1), false);
}

bool naive(std::string_view glob, std::string_view path) {
    if (glob == "/")
        return path == "/";
    if (!glob.ends_with('/'))
        return naive(glob, path, true);
    glob.remove_suffix(1);
    for (size_t i = 0; i <= path.size(); ++i)
        if ((i == path.size() || path[i] == '/') && naive(glob, path.substr(0, i), true))
            return true;
    return false;
}

// Every string over `letters` of at most `longest` bytes, without a `//`.
std::vector<std::string> strings(std::string_view letters, size_t longest) {
    std::vector<std::string> all{""};
    for (size_t i = 0; i < all.size(); ++i) {
        if (all[i].size() == longest)
            continue;
        for (const char letter : letters)
            if (letter != '/' || !all[i].ends_with('/'))
                all.push_back(all[i] + letter);
    }
    return all;
}

} // namespace

TEST_CASE("path_pattern: whole matches") {
    const struct {
        const char* glob;
        const char* path;
        bool matches;
    } rows[] = {
        {"/etc/passwd", "/etc/passwd", true},
        {"/etc/passwd", "/etc/passwd-", false},
        {"/etc/passwd", "/etc/passw", false},
        {"/etc/*", "/etc/passwd", true},
        {"/etc/*", "/etc/ssl/certs", false},
        {"/etc/*", "/etc/", true},
        {"/etc/*", "/etc/.hidden", true},
        {"/etc/?asswd", "/etc/passwd", true},
        {"/etc?passwd", "/etc/passwd", false},
        {"/a*a", "/a", false}, // one byte cannot be both ends
        {"/a*a", "/aa", true},
        {"**/a", "/a", true},
        {"**/*.so", "/lib/x.so", true},
        {"**/*.so", "/lib/x.so.1", false},
        {"/[ab]b", "/bb", true},
        {"/etc/**", "/etc/passwd", true},
        {"/etc/**", "/etc/ssl/certs/a.pem", true},
        {"/etc/**", "/etc", false},
        {"/etc/**", "/etcetera", false},
        {"/etc/", "/etc", true},
        {"/etc/", "/etc/ssl/certs", true},
        {"/etc/", "/etcetera", false},
        {"/home/*/", "/home/eve", true},
        {"/home/*/", "/home/eve/mail/1", true},
        {"/home/*/", "/home", false},
        {"/", "/", true},
        {"/", "/etc/passwd", false},
        {"/", "pipe:[1]", false},
        {"/**", "/etc", true},
        {"/**", "/", false},
        {"**", "/", true},
        {"**", "memfd:x", true},
        {"***", "/a/b", true},
        {"**/x", "/x", true},
        {"**/x", "/a/b/x", true},
        {"**/x", "x", true},
        {"**/x", "/ax", false},
        {"**/x", "/x/y", false},
        {"**/x/", "/a/x/y", true},
        {"**/", "/a", true},
        {"/a/**/b", "/a/b", true},
        {"/a/**/b", "/a/x/y/b", true},
        {"/a/**/b", "/a/xb", false},
        {"/a/**/**/b", "/a/b", true},
        {"/a/**/", "/a/b/c", true},
        {"/a/**/", "/a", false},
        {"/a**.so", "/a/b/lib.so", true},
        {"/a**.so", "/a.so", true},
        {"**/*.so*", "/usr/lib/libc.so.6", true},
        {"**/lib*/*.so", "/usr/lib64/x/y.so", false},
        {"/a*b*c", "/aXbYbZc", true},
        {"/a*b*c", "/aXb/Zc", false},
        {"/*/*/c", "/a/b/c", true},
        {"/*/*/c", "/a/c", false},
        {"//etc///passwd", "/etc/passwd", true},
        {"/etc//", "/etc/passwd", true},
        {"**//x", "/a/x", true},
        {"/[a-c]x", "/bx", true},
        {"/[a-c]x", "/dx", false},
        {"/[!a-c]x", "/dx", true},
        {"/[!a-c]x", "/ax", false},
        {"/[^a-c]x", "/ax", false},
        {"/a[!b]c", "/a/c", false},
        {"/a[.-0]c", "/a/c", false},
        {"/a[.-0]c", "/a0c", true},
        {"/[]a]", "/]", true},
        {"/[!]a]", "/b", true},
        {"/[a-]", "/-", true},
        {"/[\\]]", "/]", true},
        {"/[!\x80-\xff]", "/\xc3", false},
        {"/\\*", "/*", true},
        {"/\\*", "/a", false},
        {"/\\[x]", "/[x]", true},
        {"/a\\\\b", "/a\\b", true},
        {"\\/etc", "/etc", true},
        {"[s]ocket:*", "socket:[12]", true},
        {"/.*/x", "/.ssh/x", true},
        {"/...", "/...", true},
        {"/\xff?", "/\xff\xfe", true},
        {"/a\nb", "/a\nb", true},
    };
    for (const auto& row : rows) {
        INFO(row.glob << " against " << row.path);
        CHECK(pattern(row.glob).matches(row.path) == row.matches);
    }
}

TEST_CASE("path_pattern: literal prefix") {
    const struct {
        const char* glob;
        const char* prefix;
    } rows[] = {
        {"/etc/", "/etc"},
        {"/etc/**", "/etc/"},
        {"/usr/lib*/x", "/usr/lib"},
        {"/etc/passwd", "/etc/passwd"},
        {"/", "/"},
        {"/**", "/"},
        {"**/x", ""},
        {"*", ""},
        {"/a/**/b", "/a/"},
        {"/a\\*b?", "/a*b"},
        {"/a[b]", "/a"},
        {"//a//b*", "/a/b"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.glob);
        CHECK(pattern(row.glob).literal_prefix() == row.prefix);
        CHECK(pattern(row.glob).glob() == row.glob);
    }
}

TEST_CASE("path_pattern: whole subtrees and literals") {
    const struct {
        const char* glob;
        const char* subtree;
        bool literal;
    } rows[] = {
        {"/proc/", "/proc", false},
        {"/proc/**", "/proc", false},
        {"/proc//", "/proc", false},
        {"/proc/***", "/proc", false},
        {"/proc/**/", "/proc", false},
        {"/proc/**/**", "/proc", false},
        {"/proc/**/*", "/proc", false},
        {"/proc**", "/proc", false},
        {"/a\\*b/", "/a*b", false},
        {"/proc/*", "", false},
        {"/proc*", "", false},
        {"/proc/*/", "", false},
        {"/proc/**/x", "", false},
        {"/proc/**/x/", "", false},
        {"/proc/**/?", "", false},
        {"/proc/**x", "", false},
        {"/proc?/", "", false},
        {"/[p]roc/", "", false},
        // the root is no subtree, see the header
        {"/", "", true},
        {"/**", "", false},
        {"/**/*", "", false},
        {"**", "", false},
        {"**/x/", "", false},
        {"*", "", false},
        {"/proc", "", true},
        {"/proc/x", "", true},
        {"\\/a\\*", "", true},
    };
    for (const auto& row : rows) {
        CAPTURE(row.glob);
        const PathPattern parsed = pattern(row.glob);
        CHECK(parsed.subtree() == row.subtree);
        CHECK(parsed.is_whole_subtree() == !std::string_view(row.subtree).empty());
        CHECK(parsed.is_literal() == row.literal);
    }
}

TEST_CASE("path_pattern: refusals name the option, the reason and the remedy") {
    const struct {
        const char* glob;
        const char* message;
    } rows[] = {
        {"", "--path: '' is empty; give a glob such as /etc/**"},
        {"etc/passwd", "--path: 'etc/passwd' matches no absolute path; start it with / or **/"},
        {"\\*x", "--path: '\\\\*x' matches no absolute path; start it with / or **/"},
        {"/a[bc", "--path: '/a[bc' has a [ without its ]; write \\[ for a bracket"},
        {"/a[", "--path: '/a[' has a [ without its ]; write \\[ for a bracket"},
        {"/a[]", "--path: '/a[]' has a [ without its ]; write \\[ for a bracket"},
        {"/a[!]", "--path: '/a[!]' has a [ without its ]; write \\[ for a bracket"},
        {"/a[b\\", "--path: '/a[b\\\\' has a [ without its ]; write \\[ for a bracket"},
        {"/[z-a]",
         "--path: '/[z-a]' has a class whose range runs backwards; write the lower byte first"},
        {"/a[/]b", "--path: '/a[/]b' has a class that no byte is in, for a / never is; write the / "
                   "outside of it"},
        {"/a\\", "--path: '/a\\\\' ends in a lone \\; write \\\\ for a backslash"},
        {"/a/../b",
         "--path: '/a/../b' has a component . or .., which no resolved path has; leave it out"},
        {"/a/.",
         "--path: '/a/.' has a component . or .., which no resolved path has; leave it out"},
        {"**/./", "--path: '**/./' has a component . or .., which no resolved path has; leave it "
                  "out"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.glob);
        const auto parsed = PathPattern::parse(row.glob, "--path");
        REQUIRE_FALSE(parsed.has_value());
        CHECK(parsed.error().status == Exit::usage);
        CHECK(parsed.error().message == row.message);
    }
}

TEST_CASE("path_pattern: every short glob means what a naive matcher says") {
    const std::vector<std::string> paths = strings("ab/", 5);
    size_t disagreements = 0, matches = 0;
    for (const std::string& glob : strings("a/*?", 6)) {
        if (glob.empty() || glob[0] == 'a')
            continue;
        const PathPattern compiled = pattern(glob);
        for (const std::string& path : paths) {
            const bool matched = compiled.matches(path);
            matches += matched;
            if (matched != naive(glob, path) ||
                (matched && !path.starts_with(compiled.literal_prefix()))) {
                ++disagreements;
                MESSAGE(glob << " against " << path << ": " << matched);
            }
        }
    }
    CHECK(disagreements == 0);
    CHECK(matches > 10000);
}

TEST_CASE("path_pattern: every short subtree is whole, every short literal matches itself only") {
    const std::vector<std::string> tails = strings("ab/", 5);
    size_t subtrees = 0, literals = 0, disagreements = 0;
    for (const std::string& glob : strings("a/*?", 6)) {
        if (glob.empty() || glob[0] == 'a')
            continue;
        const PathPattern compiled = pattern(glob);
        const std::string below = compiled.subtree() + "/";
        subtrees += compiled.is_whole_subtree();
        literals += compiled.is_literal();
        for (const std::string& tail : tails) {
            const bool is_path = !tail.empty() && !tail.starts_with('/') && !tail.ends_with('/');
            if (compiled.is_whole_subtree() && is_path && !naive(glob, below + tail)) {
                ++disagreements;
                MESSAGE(glob << " does not match " << below + tail);
            }
            const std::string path = "/" + tail;
            if (compiled.is_literal() && naive(glob, path) != (path == compiled.literal_prefix())) {
                ++disagreements;
                MESSAGE(glob << " is no literal, see " << path);
            }
        }
    }
    CHECK(disagreements == 0);
    CHECK(subtrees > 10);
    CHECK(literals > 5);
}

TEST_CASE("path_pattern: many stars on a long hostile path take no exponential time") {
    std::string stars = "/", deep = "/", dirs = "/";
    for (int i = 0; i < 40; ++i) {
        stars += "a*";
        deep += "a**";
        dirs += "**/a*";
    }
    const std::string flat = "/" + std::string(4000, 'a');
    std::string nested;
    while (nested.size() < 4000)
        nested += "/a";
    for (const std::string& glob : {stars + "b", deep + "b", dirs + "b", "**" + stars + "b"}) {
        const PathPattern compiled = pattern(glob);
        CHECK_FALSE(compiled.matches(flat));
        CHECK_FALSE(compiled.matches(nested));
    }
    CHECK(pattern(stars).matches(flat));
    CHECK(pattern(dirs + "/**").matches(nested));
}
