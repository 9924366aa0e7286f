// SPDX-License-Identifier: GPL-2.0-only
// Pure: which backends to try, best first, and why not the others.
#pragma once

#include "cli/options.h"
#include "kernel/kernel_features.h"
#include "result.h"

#include <string>
#include <string_view>
#include <vector>

namespace fileaudit {

struct Attempt {
    Backend backend = Backend::tracepoint;
    bool kfuncs = false; // exe and target by the kernel's own functions

    bool operator==(const Attempt&) const = default;
};

// "lsm (paths by kfunc)", "tracepoint (paths by walk)".
std::string describe(const Attempt& attempt);

struct Refusal {
    Attempt attempt;
    std::string reason;
};

// Whether the text of /sys/kernel/security/lsm names bpf.
bool lists_bpf(std::string_view lsms);

// "lsm=lockdown,yama,bpf": the word of the boot line that adds bpf to the active ones.
std::string lsm_boot_parameter(std::string_view active);

// Why a backend cannot work, as far as that is known before trying; "" when it may.
std::string known_refusal(Backend backend, const Features& features);

struct AttachPlan {
    std::vector<Attempt> attempts; // never empty in a plan that was made
    std::vector<Refusal> refusals; // known without trying
};

// Whether opens must be told when they return, with how they ended.
bool asks_outcomes(const Options& options);

// Fails when nothing is left to try, naming the reasons.
Result<AttachPlan> make_plan(const Options& options, const Features& features);

// The sentence for "no backend works", from every refusal.
Error no_backend(const std::vector<Refusal>& refusals);

} // namespace fileaudit
