// SPDX-License-Identifier: GPL-2.0-only
// What we say on stderr: whole lines that begin with our name, each in one write.
#pragma once

#include <fmt/format.h>
#include <string>
#include <string_view>
#include <unistd.h>

namespace fileaudit {

inline void say(std::string_view sentence) {
    const std::string line = fmt::format("fileaudit: {}\n", sentence);
    // Nothing is left to do when stderr is gone.
    [[maybe_unused]] const ssize_t n = write(STDERR_FILENO, line.data(), line.size());
}

} // namespace fileaudit
