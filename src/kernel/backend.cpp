// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/backend.h"

#include "kernel/canary.h"
#include "kernel/kernel_types.h"
#include "messages.h"

namespace fileaudit {

namespace {

Result<Attached> try_each(const SessionPlan& plan) {
    const Options& options = plan.options;
    auto backends = make_plan(options, plan.features);
    if (!backends)
        return tl::unexpected(backends.error());
    const auto tell = [&](const Refusal& refusal) {
        if (options.verbose)
            say(fmt::format("backend {} refused: {}",
                            refusal.attempt.kfuncs ? describe(refusal.attempt)
                                                   : backend_name(refusal.attempt.backend),
                            refusal.reason));
    };
    for (const Refusal& refusal : backends->refusals)
        tell(refusal);

    for (const Attempt& attempt : backends->attempts) {
        std::vector<std::string> early;
        auto session = Session::start(attempt, plan);
        std::string reason = session ? prove_with_canary(**session, plan.filter.ops, early).failure
                                     : session.error().message;
        if (reason.empty()) {
            if (options.verbose)
                say(fmt::format("backend {}, paths by {}", backend_name(attempt.backend),
                                attempt.kfuncs ? "kfunc" : "walk"));
            return Attached{std::move(*session), std::move(early)};
        }
        backends->refusals.push_back({attempt, std::move(reason)});
        tell(backends->refusals.back());
    }
    return tl::unexpected(no_backend(backends->refusals));
}

} // namespace

Result<Attached> attach_best(const SessionPlan& plan) {
    auto attached = try_each(plan);
    forget_kernel_types();
    return attached;
}

} // namespace fileaudit
