// SPDX-License-Identifier: GPL-2.0-only
#include "format/buffer.h"

#include <iterator>

namespace fileaudit {

void append_formatted(Buffer& out, fmt::string_view format, fmt::format_args values) {
    fmt::vformat_to(std::back_inserter(out), format, values);
}

} // namespace fileaudit
