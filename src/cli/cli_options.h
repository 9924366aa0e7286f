// SPDX-License-Identifier: GPL-2.0-only
// The options of the subcommands: as typed, then checked together.
#pragma once

#include "cli/options.h"
#include "cli/parse_filters.h"
#include "result.h"

#include <CLI/App.hpp>
#include <optional>
#include <string>
#include <vector>

namespace fileaudit {

struct Typed {
    FilterWords filters;
    bool explain = false;

    std::optional<std::string> count, output;
    bool json = false, wide = false, quiet = false, verbose = false, strict = false;

    // watch only
    std::vector<std::string> command;
    std::optional<std::string> user, backend, duration, buffer;
    bool existing = false, exit_with_pid = false, no_kfuncs = false, cross_check = false;
};

// Each defines the options of one subcommand; parsing fills `typed`, which must outlive it.
void define_watch(CLI::App& app, Typed& typed);
void define_snapshot(CLI::App& app, Typed& typed);

// The first thing wrong, or what is asked for.
Result<Options> check_options(Action action, const Typed& typed);

} // namespace fileaudit
