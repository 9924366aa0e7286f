// SPDX-License-Identifier: GPL-2.0-only
// Filters of which each for itself is well, and which no event could pass together. Pure.
#pragma once

#include "cli/first_error.h"
#include "cli/parse_filters.h"

namespace fileaudit {

// Notes them; `filters` is what `words` were read into.
void refuse_contradictions(FirstError& first, const FilterWords& words, const Filters& filters);

// What --op and the options that are about one operation alone leave of an event's kinds, those
// that are held included.
struct OpsLeft {
    bool opens = false, maps = false, execs = false;
    const char* by = "--op"; // what left so little
};
OpsLeft ops_left(const Filters& filters);

} // namespace fileaudit
