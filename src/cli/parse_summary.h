// SPDX-License-Identifier: GPL-2.0-only
// The options of a summary, from text. Pure.
#pragma once

#include "cli/options.h"
#include "result.h"

#include <optional>
#include <string>
#include <vector>

namespace fileaudit {

// As typed.
struct SummaryWords {
    bool summary = false, summary_only = false; // watch only
    std::vector<std::string> by;
    std::optional<std::string> sort, rows;
    std::optional<std::string> interval; // top only
};

// `filters`: what there is to count. Without --sort the rows are by opens, or by what is counted
// when those are not. Refused as well: to sort by what is not counted; options of a table of
// which none is asked for.
Result<SummaryOptions> parse_summary(const SummaryWords& words, Action action,
                                     const Filters& filters);

} // namespace fileaudit
