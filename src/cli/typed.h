// SPDX-License-Identifier: GPL-2.0-only
// The command line as typed.
#pragma once

#include "cli/parse_filters.h"
#include "cli/parse_output.h"
#include "cli/parse_summary.h"

#include <optional>
#include <string>
#include <vector>

namespace fileaudit {

struct Typed {
    FilterWords filters;
    bool explain = false;

    std::optional<std::string> count;
    OutputWords output;
    bool quiet = false, verbose = false, strict = false;

    // watch and top
    std::vector<std::string> command;
    std::optional<std::string> user, backend, duration, buffer;
    bool exit_with_pid = false, no_kfuncs = false;
    SummaryWords summary;

    std::optional<std::string> input; // replay

    // watch only
    bool existing = false, cross_check = false;
    bool latency = false, opener = false, args = false, ustack = false, chains = false;
    std::optional<std::string> ancestry;
};

} // namespace fileaudit
