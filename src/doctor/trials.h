// SPDX-License-Identifier: GPL-2.0-only
// Tries it: loads and attaches as watch does, opens and maps a file, and reads the records back.
#pragma once

#include "cli/options.h"
#include "doctor/trial.h"
#include "kernel/kernel_features.h"

#include <vector>

namespace fileaudit {

// One for each way to watch, best first, of `only` when it is given; nothing stays attached.
// `features` is what probe_features() answered: without them nothing is tried.
Trials try_everything(const Result<Features>& features, std::optional<Backend> only);

} // namespace fileaudit
