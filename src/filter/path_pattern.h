// SPDX-License-Identifier: GPL-2.0-only
// A path glob: `*` and `?` stay within one component, `**` crosses `/`,
// `[a-z]` and `[!a-z]` are classes, `\` takes the next byte literally.
// A trailing `/` means the directory and its whole subtree; `/` alone is the root directory only,
// since everything lies below it.
#pragma once

#include "filter/glob_syntax.h"
#include "result.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace fileaudit {

class PathPattern {
public:
    // Refuses what can match no path: an empty glob, one that starts neither
    // with `/` nor with a wildcard, an unclosed `[`, a class without members
    // (`[z-a]`, `[/]`), a trailing lone `\`, a component `.` or `..`. Repeated `/` count as one.
    // `what` names the option in the sentence, e.g. "--path".
    static Result<PathPattern> parse(std::string_view glob, std::string_view what);

    // Whole match against the exact bytes of a path.
    bool matches(std::string_view path) const;

    // The longest prefix, in bytes, that every match starts with (escapes
    // removed; no wildcard). "" when there is none. At most the pattern's length.
    const std::string& literal_prefix() const { return prefix_; }

    // Whether there is no wildcard: literal_prefix() is the only match.
    bool is_literal() const { return prefix_.size() == tokens_.size(); }

    // "/proc" for `/proc/`, `/proc/**`, `/proc**` and `/proc/**/*`: whatever starts with it and a
    // `/` matches, but for a path that ends in that `/`, as no resolved path does. "" when there
    // is no such directory or none was seen, and for the root: `/**` does not match `/` itself.
    std::string subtree() const;
    bool is_whole_subtree() const { return !subtree().empty(); }

    // What matches is exactly what starts with one of these, once a NUL is put behind a path.
    // Empty: it cannot be said that way.
    std::vector<std::string> exact_prefixes() const;

    const std::string& glob() const { return glob_; }

private:
    enum class Kind : uint8_t {
        byte,    // this byte
        any,     // ?: one byte but `/`
        set,     // [...]: one byte of a set, which never holds `/`
        star,    // *: bytes without `/`
        deep,    // ** inside a component, or alone: any bytes
        dirs,    // **/ at the start of a component: nothing, or bytes that end in `/`
        below,   // /** at the end: one byte or more
        subtree, // / at the end: the end, or `/` and whatever follows
    };
    struct Token {
        Kind kind;
        unsigned char byte = 0;
        size_t set = 0; // index into sets_
    };
    struct Compiler;

    bool matches_one(const Token& token, unsigned char byte) const;

    std::string glob_;            // as typed
    std::string prefix_, suffix_; // what every match begins and ends with; they may overlap there
    std::vector<Token> tokens_;
    std::vector<ByteSet> sets_;
};

} // namespace fileaudit
