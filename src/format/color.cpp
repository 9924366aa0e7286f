// SPDX-License-Identifier: GPL-2.0-only
#include "format/color.h"

#include "filter/access.h"

namespace fileaudit {

namespace {

constexpr std::string_view red = "\x1b[31m", green = "\x1b[32m", yellow = "\x1b[33m",
                           magenta = "\x1b[35m";

} // namespace

std::string_view color_of(const Event& event) {
    if (event.failed())
        return red;
    if ((event.target().status & FA_ST_DELETED) != 0)
        return magenta;
    if (changes_file(event))
        return yellow;
    if ((access_bits(event) & FA_ACC_EXECUTE) != 0)
        return green;
    return "";
}

} // namespace fileaudit
