// SPDX-License-Identifier: GPL-2.0-only
// argv → Options. cli*.cpp are the only users of CLI11.
#pragma once

#include "cli/options.h"
#include "result.h"

#include <optional>

namespace fileaudit {

// What is to be done; nothing more when the text asked for (help, version) is all there is.
struct Parsed {
    std::optional<Options> options;
    std::string text; // for stdout
};

// Everything after the first `--` is the command, untouched.
Result<Parsed> parse_command_line(int argc, const char* const* argv);

} // namespace fileaudit
