// SPDX-License-Identifier: GPL-2.0-only
// Pure: the part of path globs that the kernel compares, as prefixes of which the longest that
// a path has decides.
#pragma once

#include "filter/filters.h"

#include <optional>
#include <string>
#include <vector>

namespace fileaudit {

// Each sorted, without duplicates; at most FA_PREFIX_MAX bytes each.
struct KernelPrefixes {
    std::vector<std::string> in;
    std::vector<std::string> out; // whatever starts with one is excluded
    // There are included globs and each has a prefix: a path with none of `in` cannot match. When
    // `in` is empty nevertheless, `out` has all of them.
    bool all_in_are_known = false;

    uint8_t sides() const; // enum fa_side bits
};

// Never lets the kernel refuse a path that the globs let through.
KernelPrefixes kernel_prefixes(const Choice<PathPattern>& globs);

// The same where the kernel's answer is to be the last one: a path has a NUL behind it there, so
// that `in` and `out` can hold whole paths. Nothing when it takes more than prefixes to say.
std::optional<KernelPrefixes> exact_prefixes(const Choice<PathPattern>& globs);

// For --explain: "its prefix /etc/; nothing below /etc/ssl/"; "" when there are none.
std::string in_words(const KernelPrefixes& prefixes);

} // namespace fileaudit
