// SPDX-License-Identifier: GPL-2.0-only
// The options of the subcommands: as typed, then checked together.
#pragma once

#include "cli/options.h"
#include "cli/typed.h"
#include "result.h"

#include <CLI/App.hpp>

namespace fileaudit {

// Each defines the options of one subcommand; parsing fills `typed`, which must outlive it.
void define_watch(CLI::App& app, Typed& typed);
void define_top(CLI::App& app, Typed& typed);
void define_snapshot(CLI::App& app, Typed& typed);
void define_replay(CLI::App& app, Typed& typed);
void define_doctor(CLI::App& app, Typed& typed);
void define_fields(CLI::App& app, Typed& typed);
void define_schema(CLI::App& app, Typed& typed);

// The first thing wrong, or what is asked for.
Result<Options> check_options(Action action, const Typed& typed);

} // namespace fileaudit
