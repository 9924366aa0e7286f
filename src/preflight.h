// SPDX-License-Identifier: GPL-2.0-only
// What is found out, and refused, before anything is attached.
#pragma once

#include "cli/options.h"
#include "filter/filter_plan.h"
#include "kernel/kernel_features.h"
#include "lookup/system_ids.h"
#include "lookup/watched_processes.h"
#include "result.h"

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
