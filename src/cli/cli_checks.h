// SPDX-License-Identifier: GPL-2.0-only
// Options of which each for itself is well, and which make no sense together. What is wrong with
// filters alone is in contradictions.h. Pure.
#pragma once

#include "cli/first_error.h"
#include "cli/options.h"
#include "cli/typed.h"

namespace fileaudit {

// Notes them; `options` is what `typed` was read into so far: filters and summary.
void check_together(FirstError& first, const Typed& typed, const Options& options);

} // namespace fileaudit
