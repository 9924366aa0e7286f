// SPDX-License-Identifier: GPL-2.0-only
// What of path globs goes to the kernel: never so much that it refuses what the globs let through.
#include "filter/kernel_prefixes.h"

#include <doctest/doctest.h>
#include <initializer_list>
#include <optional>
#include <string>
#include <vector>

using namespace fileaudit;

namespace {

using Globs = std::vector<std::string>;

Choice<PathPattern> choice(const Globs& include, const Globs& exclude) {
    Choice<PathPattern> patterns;
    for (const std::string& glob : include)
        patterns.include.push_back(PathPattern::parse(glob, "--path").value());
    for (const std::string& glob : exclude)
        patterns.exclude.push_back(PathPattern::parse(glob, "--path").value());
    return patterns;
}

// As bpf/filter.bpf.h decides.
bool kernel_passes(const KernelPrefixes& prefixes, std::string_view path) {
    size_t longest = 0;
    int side = 0;
    for (const std::string& prefix : prefixes.in)
        if (path.starts_with(prefix) && prefix.size() > longest) {
            longest = prefix.size();
            side = FA_IN;
        }
    for (const std::string& prefix : prefixes.out)
        if (path.starts_with(prefix) && prefix.size() > longest) {
            longest = prefix.size();
            side = FA_OUT;
        }
    return side != 0 ? side == FA_IN : (prefixes.sides() & FA_IN) == 0;
}

} // namespace

TEST_CASE("kernel_prefixes: table") {
    const std::string a254 = "/" + std::string(253, 'a'), a255 = a254 + "a", a256 = a255 + "a";
    const struct {
        Globs include, exclude, in, out;
        int sides;
        const char* words;
    } rows[] = {
        {{}, {}, {}, {}, 0, ""},
        {{"/etc/**"}, {}, {"/etc/"}, {}, FA_IN, "its prefix /etc/"},
        {{"/etc/"}, {}, {"/etc"}, {}, FA_IN, "its prefix /etc"},
        {{"/var/*", "/etc/**", "/etc/*.conf"},
         {},
         {"/etc/", "/var/"},
         {},
         FA_IN,
         "its prefixes /etc/,/var/"},
        {{"/"}, {}, {"/"}, {}, FA_IN, "its prefix /"},
        {{"/etc/**", "**/x"}, {}, {}, {}, 0, ""},
        {{"/etc/**", "**/x"}, {"/proc/"}, {}, {"/proc/"}, FA_OUT, "nothing below /proc/"},
        {{},
         {"/proc/", "/proc/**", "/sys/"},
         {},
         {"/proc/", "/sys/"},
         FA_OUT,
         "nothing below /proc/,/sys/"},
        {{}, {"/proc/*", "**/x", "/etc/passwd", "/"}, {}, {}, 0, ""},
        {{"/etc/**"},
         {"/etc/ssl/"},
         {"/etc/"},
         {"/etc/ssl/"},
         FA_IN | FA_OUT,
         "its prefix /etc/; nothing below /etc/ssl/"},
        // at or below what is excluded: it must not be the longer one
        {{"/etc/ssl/certs/**", "/usr/**"},
         {"/etc/ssl/"},
         {"/usr/"},
         {"/etc/ssl/"},
         FA_IN | FA_OUT,
         "its prefix /usr/; nothing below /etc/ssl/"},
        {{"/etc/**"},
         {"/etc/"},
         {},
         {"/etc/"},
         FA_IN | FA_OUT,
         "it excludes all that it includes; nothing below /etc/"},
        {{"/etc/"},
         {"/etc/"},
         {"/etc"},
         {"/etc/"},
         FA_IN | FA_OUT,
         "its prefix /etc; nothing below /etc/"},
        {{"/a b\n*"}, {}, {"/a b\n"}, {}, FA_IN, "its prefix '/a b\\n'"},
        // as long as a key can be
        {{a256}, {}, {a255}, {}, FA_IN, nullptr},
        {{}, {a254 + "/"}, {}, {a254 + "/"}, FA_OUT, nullptr},
        {{}, {a255 + "/"}, {}, {}, 0, nullptr},
    };
    for (const auto& row : rows) {
        const KernelPrefixes prefixes = kernel_prefixes(choice(row.include, row.exclude));
        CAPTURE(in_words(prefixes));
        CHECK(prefixes.in == row.in);
        CHECK(prefixes.out == row.out);
        CHECK(prefixes.sides() == row.sides);
        if (row.words != nullptr)
            CHECK(in_words(prefixes) == row.words);
    }
}

TEST_CASE("kernel_prefixes: exact where literals and subtrees are all there is") {
    using namespace std::string_literals;
    const std::string a253 = "/" + std::string(252, 'a');
    const struct {
        Globs include, exclude;
        std::optional<Globs> in, out;
    } rows[] = {
        {{}, {}, Globs{}, Globs{}},
        {{"/etc/passwd"}, {}, Globs{"/etc/passwd\0"s}, Globs{}},
        {{"/etc/"}, {"/etc/ssl/**"}, Globs{"/etc\0"s, "/etc/"}, Globs{"/etc/ssl/"}},
        {{"/"}, {}, Globs{"/\0"s}, Globs{}},
        {{"/proc/**/*", "/sys**"}, {}, Globs{"/proc/", "/sys"}, Globs{}},
        {{"/etc/passwd"}, {"/etc/"}, Globs{}, Globs{"/etc\0"s, "/etc/"}},
        {{"/etc/*"}, {}, {}, {}},
        {{"/**"}, {}, {}, {}},
        {{"**"}, {}, {}, {}},
        {{"/etc/"}, {"**/x"}, {}, {}},
        // as long as a key can be
        {{a253 + "a"}, {}, Globs{a253 + "a\0"s}, Globs{}},
        {{a253 + "aa"}, {}, {}, {}},
        {{a253 + "a/"}, {}, Globs{a253 + "a\0"s, a253 + "a/"}, Globs{}},
        {{a253 + "aa/"}, {}, {}, {}},
    };
    for (const auto& row : rows) {
        CAPTURE(row.include);
        const auto prefixes = exact_prefixes(choice(row.include, row.exclude));
        REQUIRE(prefixes.has_value() == row.in.has_value());
        if (!prefixes)
            continue;
        CHECK(prefixes->in == *row.in);
        CHECK(prefixes->out == *row.out);
        CHECK(((prefixes->sides() & FA_IN) != 0) == !row.include.empty());
    }
}

TEST_CASE("kernel_prefixes: the kernel refuses nothing that the globs let through") {
    const Globs globs = {"/a/",  "/a/**",   "/a", "/a/b/", "/a/b/**", "/a*",  "/a/*",
                         "**/b", "/a/**/b", "/",  "/**",   "/b/",     "/ab/", "**"};
    std::vector<std::string> paths{"/"};
    for (size_t i = 0; i < paths.size() && paths[i].size() < 7; ++i)
        for (const char* more : {"a", "b", "/a", "/b"})
            if (paths[i] != "/" || more[0] != '/')
                paths.push_back(paths[i] + more);
    for (const char* relative : {"a", "a/b", ".", "pipe:[1]", ""})
        paths.emplace_back(relative);

    std::vector<std::vector<bool>> matches;
    std::vector<Globs> sets{{}};
    for (size_t i = 0; i < globs.size(); ++i) {
        const PathPattern pattern = PathPattern::parse(globs[i], "--path").value();
        matches.emplace_back();
        for (const std::string& path : paths)
            matches.back().push_back(pattern.matches(path));
        for (size_t j = i; j < globs.size(); ++j)
            sets.push_back({globs[i], globs[j]});
    }
    const auto any = [&](const Globs& set, size_t path) {
        for (const std::string& glob : set)
            for (size_t i = 0; i < globs.size(); ++i)
                if (globs[i] == glob && matches[i][path])
                    return true;
        return false;
    };
    std::vector<std::vector<bool>> set_matches;
    for (const Globs& set : sets) {
        set_matches.emplace_back();
        for (size_t path = 0; path < paths.size(); ++path)
            set_matches.back().push_back(any(set, path));
    }

    size_t wrong = 0, refused = 0, passed = 0, exact_sets = 0, inexact = 0;
    for (size_t in = 0; in < sets.size(); ++in) {
        for (size_t out = 0; out < sets.size(); ++out) {
            const auto globs_chosen = choice(sets[in], sets[out]);
            const KernelPrefixes prefixes = kernel_prefixes(globs_chosen);
            const auto exact = exact_prefixes(globs_chosen);
            exact_sets += exact.has_value();
            for (size_t path = 0; path < paths.size(); ++path) {
                const bool wanted =
                    (sets[in].empty() || set_matches[in][path]) && !set_matches[out][path];
                const bool passes = kernel_passes(prefixes, paths[path]);
                wrong += wanted && !passes;
                inexact += exact && kernel_passes(*exact, paths[path] + '\0') != wanted;
                refused += !passes;
                passed += wanted;
            }
        }
    }
    CHECK(inexact == 0);
    CHECK(exact_sets > 1000);
    CHECK(wrong == 0);
    CHECK(refused > 100000);
    CHECK(passed > 100000);
}
