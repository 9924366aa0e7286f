// SPDX-License-Identifier: GPL-2.0-only
// What is refused before anything is attached, beyond the form of the options.
#pragma once

#include "options.h"
#include "result.h"

namespace fileaudit {

// Every --pid must be a running process, not a thread, and process ids must be the ones the
// kernel's hooks report.
Result<void> check_processes(const Options& options);

} // namespace fileaudit
