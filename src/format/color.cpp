// SPDX-License-Identifier: GPL-2.0-only
#include "format/color.h"

#include "filter/access.h"

namespace fileaudit {

namespace {

constexpr std::string_view red = "\x1b[31m", green = "\x1b[32m", yellow = "\x1b[33m",
                           magenta = "\x1b[35m";

constexpr uint32_t changes =
    FA_ACC_WRITE | FA_ACC_APPEND | FA_ACC_CREATE | FA_ACC_TRUNC | FA_ACC_TMPFILE;

// What is written through a private map never reaches the file.
bool is_written(const Event& event) {
    return (access_bits(event) & changes) != 0 &&
           (!event.is_map() || sharing_bits(event) == FA_SHARED);
}

} // namespace

std::string_view color_of(const Event& event) {
    if (event.failed())
        return red;
    if ((event.target().status & FA_ST_DELETED) != 0)
        return magenta;
    if (is_written(event))
        return yellow;
    if ((access_bits(event) & FA_ACC_EXECUTE) != 0)
        return green;
    return "";
}

} // namespace fileaudit
