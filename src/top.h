// SPDX-License-Identifier: GPL-2.0-only
// `fileaudit top`: a watch whose events are only counted, and shown as a table again and again.
#pragma once

#include "cli/options.h"
#include "result.h"

namespace fileaudit {

// Our exit status.
Result<int> top(const Options& options);

} // namespace fileaudit
