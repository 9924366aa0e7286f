// SPDX-License-Identifier: GPL-2.0-only
// The filter options, the same for every subcommand that shows files in use.
#pragma once

#include "cli/parse_filters.h"

#include <CLI/App.hpp>

namespace fileaudit {

// Whether --sample and --rate, which are about a stream, are among those that --help shows.
enum class Stream { yes, no };

// Defines the options on `app`; parsing it fills `words`, which must outlive it.
void define_filters(CLI::App& app, FilterWords& words, Stream stream);

} // namespace fileaudit
