// SPDX-License-Identifier: GPL-2.0-only
// The syntax that all filter options share: several values between commas, each with a leading
// `!` when it is to be excluded, and alternatives in braces.
#pragma once

#include "result.h"

#include <string>
#include <string_view>
#include <vector>

namespace fileaudit {

struct ListItem {
    std::string text; // without the `!`; escapes kept, but for `\!` at the start: `!`
    bool exclude = false;
};

// "a,!b,{c,d}" → a; b excluded; {c,d}. A comma splits unless it is escaped with `\`, or inside
// {…} or […]. Refuses an empty list and an empty item.
Result<std::vector<ListItem>> split_list(std::string_view list, std::string_view what);

// "/usr/{lib,lib64}/x{,.so}" → the four globs it stands for, in the order of bash. Braces inside
// […] and escaped ones are literal; so is a pair without a comma, as in bash, but `{1..3}` too.
// They nest. Escapes stay. Refuses an unclosed brace or class and more than `most` results.
Result<std::vector<std::string>> expand_braces(std::string_view glob, std::string_view what,
                                               size_t most);

} // namespace fileaudit
