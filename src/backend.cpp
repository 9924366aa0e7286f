// SPDX-License-Identifier: GPL-2.0-only
#include "backend.h"

#include "canary.h"
#include "messages.h"

namespace fileaudit {

Result<Attached> attach_best(const Options& options, const Features& features,
                             std::span<const uint32_t> pids, bool follow) {
    auto plan = make_plan(options, features);
    if (!plan)
        return tl::unexpected(plan.error());
    const auto tell = [&](const Refusal& refusal) {
        if (options.verbose)
            say(fmt::format("backend {} refused: {}",
                            refusal.attempt.kfuncs ? describe(refusal.attempt)
                                                   : backend_name(refusal.attempt.backend),
                            refusal.reason));
    };
    for (const Refusal& refusal : plan->refusals)
        tell(refusal);

    for (const Attempt& attempt : plan->attempts) {
        std::vector<std::string> early;
        auto session = Session::start(attempt, options, features, pids, follow);
        std::string reason =
            session ? prove_with_canary(**session, options.ops, early) : session.error().message;
        if (reason.empty()) {
            if (options.verbose)
                say(fmt::format("backend {}, paths by {}", backend_name(attempt.backend),
                                attempt.kfuncs ? "kfunc" : "walk"));
            return Attached{std::move(*session), std::move(early)};
        }
        plan->refusals.push_back({attempt, std::move(reason)});
        tell(plan->refusals.back());
    }
    return tl::unexpected(no_backend(plan->refusals));
}

} // namespace fileaudit
