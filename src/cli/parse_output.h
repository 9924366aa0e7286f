// SPDX-License-Identifier: GPL-2.0-only
// How and where events are shown, from the words of the command line. Pure.
#pragma once

#include "cli/options.h"
#include "result.h"

#include <optional>
#include <string>
#include <vector>

namespace fileaudit {

struct OutputWords {
    std::optional<std::string> output = {}, format = {}, line_template = {}, time = {}, color = {},
                               rotate = {}, record = {};
    std::vector<std::string> columns = {};
    bool json = false, wide = false, group = false;
};

// Fills in the options of output: format, columns, line, time, color, group, output, rotation,
// record; and args, latency, opener and ustack, where a column asks for them. All others must be
// there already.
Result<void> parse_output(const OutputWords& words, Options& options);

} // namespace fileaudit
