// SPDX-License-Identifier: GPL-2.0-only
// The plan of a session in the kernel side's terms: constants and map sizes before load, map
// entries after it. Only session.cpp and this know the skeleton.
#pragma once

#include "cli/options.h"
#include "filter/filter_plan.h"
#include "kernel/attach_plan.h"
#include "kernel/kernel_features.h"

#include <cstdint>

struct fileaudit_bpf;

namespace fileaudit {

// What a session is to do.
struct SessionPlan {
    const Options& options;
    const Features& features;
    const KernelFilter& filter;
    const Choice<Fd>& same_files; // whose identities the kernel has to tell
};

// Before load. `attempt` is null when no hook is attached, only iterators run.
void set_knobs(::fileaudit_bpf& skeleton, const SessionPlan& plan, const Attempt* attempt);
void size_maps(::fileaudit_bpf& skeleton, const SessionPlan& plan, uint32_t cpus);
void choose_programs(::fileaudit_bpf& skeleton, const SessionPlan& plan, const Attempt* attempt);

// After load. False: see errno.
bool fill_filters(::fileaudit_bpf& skeleton, const KernelFilter& filter);
bool put_same_file(::fileaudit_bpf& skeleton, const fa_identity& identity, fa_side side);

} // namespace fileaudit
