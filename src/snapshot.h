// SPDX-License-Identifier: GPL-2.0-only
// `fileaudit snapshot`: what is held open and mapped now.
#pragma once

#include "cli/options.h"
#include "result.h"

namespace fileaudit {

// The exit status.
Result<int> snapshot(const Options& options);

} // namespace fileaudit
