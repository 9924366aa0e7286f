// SPDX-License-Identifier: GPL-2.0-only
// --template: a line of the user's own, '{time} {pid:>7} {exe} → {path}'.
#pragma once

#include "format/field.h"
#include "result.h"

#include <string>
#include <string_view>
#include <vector>

namespace fileaudit {

// Text of the user's, then a field; in the last piece there may be none.
struct TemplatePiece {
    std::string literal;
    const Field* field = nullptr;
    std::string format; // "{:>7}"
    std::string absent; // the same for "-" in the place of a number
};

using LineTemplate = std::vector<TemplatePiece>;

// Fields between braces, each maybe with a colon and a format specification of the fmt library:
// fill, align, #, 0, width, precision, type; of what is no number as for a string. {{ and }}
// are braces; \n, \t and \\ a newline, a tab and a backslash. What is wrong is refused in a
// sentence that names the place.
Result<LineTemplate> parse_template(std::string_view text);

} // namespace fileaudit
