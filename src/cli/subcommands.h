// SPDX-License-Identifier: GPL-2.0-only
// The table of subcommands.
#pragma once

#include "cli/options.h"
#include "cli/typed.h"

#include <CLI/App.hpp>
#include <span>
#include <string>
#include <vector>

namespace fileaudit {

struct Subcommand {
    const char* name;
    Action action;
    const char* usage;   // what may follow its name
    const char* meaning; // a sentence, for its own help
    const char* summary; // a few words, for that of fileaudit
    void (*define)(CLI::App&, Typed&);
    bool runs_command;                 // takes -- COMMAND
    std::span<const char* const> most; // the options that are used most
    const char* examples;
};

std::span<const Subcommand> subcommands();
std::vector<std::string> subcommand_names();

} // namespace fileaudit
