// SPDX-License-Identifier: GPL-2.0-only
// A small file whole: of /proc and /sys, whose sizes are not known before.
#pragma once

#include <optional>
#include <string>

namespace fileaudit {

// nullopt when it cannot be opened, or not be read to its end: a part of it is never returned.
std::optional<std::string> read_text(const std::string& path);

// The same without the newlines at its end.
std::optional<std::string> read_value(const std::string& path);

} // namespace fileaudit
