// SPDX-License-Identifier: GPL-2.0-only
// What is found out, and refused, before anything is attached.
#pragma once

#include "filter_plan.h"
#include "kernel_features.h"
#include "options.h"
#include "result.h"
#include "system_ids.h"
#include "watched_processes.h"

#include <optional>

namespace fileaudit {

struct Preflight {
    SystemIds ids;
    FilterPlan plan;
    std::optional<WatchedProcesses> watched; // of --pid, the included ones
    Features features;
};

// What the filters name must be there: processes, threads, users, cgroups, files; the kernel
// must be able and we must be allowed to. With options.explain it is not asked.
Result<Preflight> preflight(const Options& options);

} // namespace fileaudit
