// SPDX-License-Identifier: GPL-2.0-only
// argv → Options. The only user of CLI11.
#pragma once

#include "options.h"
#include "result.h"

#include <optional>

namespace fileaudit {

// What is to be done: watch, or nothing more because the text asked for (help, version)
// is all there is.
struct Parsed {
    std::optional<Options> watch;
    std::string text; // for stdout
};

// Everything after the first `--` is the command, untouched.
Result<Parsed> parse_command_line(int argc, const char* const* argv);

} // namespace fileaudit
