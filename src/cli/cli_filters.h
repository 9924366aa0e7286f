// SPDX-License-Identifier: GPL-2.0-only
// The filter options, the same for every subcommand that has them.
#pragma once

#include "cli/options.h"
#include "cli/parse_filters.h"

#include <CLI/App.hpp>

namespace fileaudit {

// Defines on `app` the options that `action` has; parsing it fills `words`, which must outlive it.
// --sample and --rate, which are about a stream, are not among those of a snapshot that --help
// shows.
void define_filters(CLI::App& app, FilterWords& words, Action action);

} // namespace fileaudit
