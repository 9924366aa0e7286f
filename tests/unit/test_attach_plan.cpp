// SPDX-License-Identifier: GPL-2.0-only
// Options × features → the attempts, best first, and the refusals known without trying.
#include "kernel/attach_plan.h"

#include <doctest/doctest.h>

using namespace fileaudit;

namespace {

std::string attempts_of(const AttachPlan& plan) {
    std::string text;
    for (const Attempt& attempt : plan.attempts)
        text += (text.empty() ? "" : ", ") + describe(attempt);
    return text;
}

struct Row {
    const char* what;
    bool kfuncs;
    std::optional<std::string> lsms;
    const char* lsm_refusal;
    const char* fentry_refusal;
    std::optional<Backend> forced;
    bool walk_only;
    bool cross_check;
    const char* attempts; // "" when there is no plan
    const char* refusal;  // a part of the first refusal's, or the error's, text; "" for none
};

const Row rows[] = {
    {"6.12 with bpf", true, "lockdown,yama,bpf", "", "", {}, false, false,
     "lsm (paths by kfunc), lsm (paths by walk), fentry (paths by walk), tracepoint (paths by "
     "walk)",
     ""},
    {"6.1 with bpf", false, "bpf", "", "", {}, false, false,
     "lsm (paths by walk), fentry (paths by walk), tracepoint (paths by walk)", ""},
    {"bpf not active", true, "lockdown,yama", "", "", {}, false, false,
     "fentry (paths by walk), tracepoint (paths by walk)", "boot with lsm=lockdown,yama,bpf"},
    {"bpf only inside another name", true, "bpfx,ebpf", "", "", {}, false, false,
     "fentry (paths by walk), tracepoint (paths by walk)", "not among the active LSMs"},
    {"LSM list unreadable: try", false, std::nullopt, "", "", {}, false, false,
     "lsm (paths by walk), fentry (paths by walk), tracepoint (paths by walk)", ""},
    {"no trampolines", true, std::nullopt, "EPERM", "EPERM", {}, false, false,
     "tracepoint (paths by walk)", "EPERM"},
    {"forced", true, "bpf", "", "", Backend::fentry, false, false, "fentry (paths by walk)", ""},
    {"forced and impossible", true, "yama", "", "", Backend::lsm, false, false, "",
     "no way to watch this kernel works: lsm: bpf is not among"},
    {"no kfuncs wanted", true, "bpf", "", "", Backend::lsm, true, false, "lsm (paths by walk)",
     ""},
    {"cross-check", true, "bpf", "", "", {}, false, true, "lsm (paths by kfunc)",
     "--cross-check"},
    {"cross-check without kfuncs", false, "bpf", "", "", {}, false, true, "",
     "--cross-check compares"},
};

} // namespace

TEST_CASE("the plan follows options and features") {
    for (const Row& row : rows) {
        CAPTURE(row.what);
        Features features;
        features.path_kfuncs = row.kfuncs;
        features.active_lsms = row.lsms;
        features.lsm_refusal = row.lsm_refusal;
        features.fentry_refusal = row.fentry_refusal;
        Options options;
        options.backend = row.forced;
        options.walk_only = row.walk_only;
        options.cross_check = row.cross_check;
        const auto plan = make_plan(options, features);
        if (!*row.attempts) {
            REQUIRE(!plan);
            CHECK(plan.error().status == Exit::unsupported);
            CHECK(plan.error().message.find(row.refusal) != std::string::npos);
            continue;
        }
        REQUIRE(plan);
        CHECK(attempts_of(*plan) == row.attempts);
        if (!*row.refusal) {
            CHECK(plan->refusals.empty());
        } else {
            REQUIRE(!plan->refusals.empty());
            CHECK(plan->refusals.front().reason.find(row.refusal) != std::string::npos);
        }
    }
}
