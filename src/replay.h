// SPDX-License-Identifier: GPL-2.0-only
// `fileaudit replay`: a recording as if it happened now. Needs no rights and no kernel of its own.
#pragma once

#include "cli/options.h"
#include "result.h"

namespace fileaudit {

// The exit status.
Result<int> replay(const Options& options);

} // namespace fileaudit
