// SPDX-License-Identifier: GPL-2.0-only
// --help: one screen of 24 lines a topic.
#pragma once

#include "cli/subcommands.h"
#include "result.h"

#include <CLI/App.hpp>
#include <optional>
#include <string>

namespace fileaudit {

// --help among the arguments, or the word help in front of them.
struct HelpWanted {
    std::string subcommand; // "": fileaudit itself
    std::string topic;      // "": the first screen
};

// Nothing: no help is asked for.
std::optional<HelpWanted> find_help(const char* const* begin, const char* const* end);

// `app` has all subcommands with their options. Refuses what is no subcommand and no topic.
Result<std::string> help_text(const CLI::App& app, const HelpWanted& wanted);

} // namespace fileaudit
