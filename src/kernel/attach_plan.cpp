// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/attach_plan.h"

#include "filter/option_text.h"

#include <fmt/format.h>
#include <string_view>

namespace fileaudit {

bool lists_bpf(std::string_view lsms) {
    while (!lsms.empty()) {
        const size_t comma = lsms.find(',');
        if (lsms.substr(0, comma) == "bpf")
            return true;
        lsms = comma == std::string_view::npos ? "" : lsms.substr(comma + 1);
    }
    return false;
}

namespace {

// How an open ended is seen where the kernel looks its name up.
std::string outcome_refusal(const Options& options, const Features& features) {
    if (!asks_outcomes(options) || !features.open_function.empty())
        return "";
    return "this kernel has neither do_filp_open() nor do_file_open(), at which failures and "
           "latencies are seen";
}

// The exits of these system calls, and execs, are what it sees; --via may ask for none of them.
std::string tracepoint_refusal(const Filters& filters) {
    constexpr uint32_t seen = (open_vias & ~via_bit(FA_VIA_IO_URING)) | via_bit(FA_VIA_EXEC) |
                              via_bit(FA_VIA_INTERPRETER) | (map_vias & ~via_bit(FA_VIA_SHMAT));
    const Mask& via = filters.via;
    if (via.include == 0 || (via.include & ~via.exclude & seen) != 0)
        return "";
    return fmt::format("it sees nothing that comes about by --via {}", list_text(via, via_words));
}

} // namespace

bool asks_outcomes(const Options& options) {
    return (options.filters.outcomes & FA_OUTCOME_FAILED) != 0 || options.latency ||
           options.filters.slower_than.count() != 0;
}

std::string lsm_boot_parameter(std::string_view active) {
    std::string parameter = "lsm=";
    while (!active.empty()) {
        const size_t comma = active.find(',');
        const std::string_view name = active.substr(0, comma);
        if (name != "capability" && name != "bpf" && !name.empty()) // the kernel adds capability
            parameter.append(name).push_back(',');
        active = comma == std::string_view::npos ? "" : active.substr(comma + 1);
    }
    return parameter + "bpf";
}

std::string known_refusal(Backend backend, const Features& features) {
    switch (backend) {
    case Backend::lsm:
        // Without it, LSM programs load and attach but never run.
        if (features.active_lsms && !lists_bpf(*features.active_lsms))
            return fmt::format("bpf is not among the active LSMs ({}); boot with {}",
                               *features.active_lsms, lsm_boot_parameter(*features.active_lsms));
        return features.lsm_refusal;
    case Backend::fentry:
        return features.fentry_refusal;
    case Backend::tracepoint:
        break;
    }
    return "";
}

std::string describe(const Attempt& attempt) {
    return fmt::format("{} (paths by {})", backend_name(attempt.backend),
                       attempt.kfuncs ? "kfunc" : "walk");
}

Error no_backend(const std::vector<Refusal>& refusals) {
    std::string message = "no way to watch this kernel works:";
    const char* separator = " ";
    for (const Refusal& refusal : refusals) {
        message += fmt::format("{}{}: {}", separator, backend_name(refusal.attempt.backend),
                               refusal.reason);
        separator = "; ";
    }
    message += "; fileaudit doctor tells more";
    return Error{Exit::unsupported, message};
}

Result<AttachPlan> make_plan(const Options& options, const Features& features) {
    AttachPlan plan;
    const bool kfuncs = features.path_kfuncs && !options.walk_only;
    for (const Backend backend : {Backend::lsm, Backend::fentry, Backend::tracepoint}) {
        if (options.backend && *options.backend != backend)
            continue;
        std::string reason = known_refusal(backend, features);
        if (reason.empty())
            reason = backend == Backend::tracepoint ? tracepoint_refusal(options.filters)
                                                    : outcome_refusal(options, features);
        if (reason.empty() && options.cross_check && !(backend == Backend::lsm && kfuncs))
            reason = "--cross-check compares the kernel's path functions with the walk, which "
                     "takes the lsm backend and a kernel from 6.12 on";
        if (!reason.empty()) {
            plan.refusals.push_back({{backend, false}, std::move(reason)});
            continue;
        }
        if (backend == Backend::lsm && kfuncs)
            plan.attempts.push_back({backend, true});
        if (!options.cross_check)
            plan.attempts.push_back({backend, false});
    }
    if (plan.attempts.empty())
        return tl::unexpected(no_backend(plan.refusals));
    return plan;
}

} // namespace fileaudit
