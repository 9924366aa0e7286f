// SPDX-License-Identifier: GPL-2.0-only
// `fileaudit watch`: prepare, attach the best backend that proves itself, stream, finish.
#pragma once

#include "cli/options.h"
#include "result.h"
#include "stream.h"

namespace fileaudit {

Result<Outcome> watch(const Options& options);

} // namespace fileaudit
