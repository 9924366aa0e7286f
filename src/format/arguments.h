// SPDX-License-Identifier: GPL-2.0-only
// Event::args one by one.
#pragma once

#include <string_view>

namespace fileaudit {

// Takes the first argument off `args`, which must not be empty. The last may be without its NUL.
inline std::string_view take_argument(std::string_view& args) {
    const size_t end = args.find('\0');
    const std::string_view argument = args.substr(0, end);
    args.remove_prefix(end == std::string_view::npos ? args.size() : end + 1);
    return argument;
}

} // namespace fileaudit
