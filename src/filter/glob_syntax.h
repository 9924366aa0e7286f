// SPDX-License-Identifier: GPL-2.0-only
// What the globs of names and of paths have in common: the classes `[...]`, and how they are
// refused. A refusal is the reason and the remedy, to follow the quoted glob.
#pragma once

#include <bitset>
#include <optional>
#include <string>
#include <string_view>

namespace fileaudit {

using ByteSet = std::bitset<256>;

inline constexpr std::string_view unclosed_set = "has a [ without its ]; write \\[ for a bracket";
inline constexpr std::string_view lone_backslash = "ends in a lone \\; write \\\\ for a backslash";

// Where the class that opens at glob[at] ends, behind its `]`; npos when it does not. As in
// fnmatch(3), a `]` right after the opening, or after its `!` or `^`, is a member.
size_t set_end(std::string_view glob, size_t at);

// Reads the class that opens at glob[at] into `members`, and moves `at` behind its `]`. Members
// may be escaped with `\`. Refuses an unclosed class and a range that runs backwards.
std::optional<std::string> parse_set(std::string_view glob, size_t& at, ByteSet& members);

} // namespace fileaudit
