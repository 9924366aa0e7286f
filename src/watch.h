// SPDX-License-Identifier: GPL-2.0-only
// `fileaudit watch`: prepare, attach the best backend that proves itself, stream, finish.
#pragma once

#include "options.h"
#include "result.h"

namespace fileaudit {

// How the whole ended: our exit status, or the signal that ended the launched command.
struct Outcome {
    int status = 0;
    int signal = 0; // 0: none
};

Result<Outcome> watch(const Options& options);

} // namespace fileaudit
