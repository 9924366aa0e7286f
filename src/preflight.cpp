// SPDX-License-Identifier: GPL-2.0-only
#include "preflight.h"

#include <filesystem>
#include <fmt/format.h>

namespace fileaudit {
namespace {

// A task's directory in /proc is there by its own id, for threads as well, which are not listed.
Result<void> check_tasks(const Choice<uint32_t>& ids, const char* option, const char* kind,
                         const char* remedy) {
    for (const auto* list : {&ids.include, &ids.exclude})
        for (const uint32_t id : *list) {
            std::error_code ignored;
            if (!std::filesystem::exists(fmt::format("/proc/{}/stat", id), ignored))
                return fail(Exit::usage,
                            fmt::format("{}: there is no {} {}; {}", option, kind, id, remedy));
        }
    return {};
}

} // namespace

Result<Preflight> preflight(const Options& options) {
    const Filters& filters = options.filters;
    Preflight found;
    if (auto ok = check_tasks(filters.tids, "--tid", "thread", "ps -eL lists those that run"); !ok)
        return tl::unexpected(ok.error());
    if (auto ok = check_tasks(filters.ppids, "--ppid", "process", "ps -e lists those that run");
        !ok)
        return tl::unexpected(ok.error());
    // a process that is excluded must be one as well, or a typing error would go unnoticed
    if (!filters.pids.exclude.empty())
        if (auto excluded = WatchedProcesses::open(filters.pids.exclude); !excluded)
            return tl::unexpected(excluded.error());
    if (!filters.pids.include.empty()) {
        auto watched = WatchedProcesses::open(filters.pids.include);
        if (!watched)
            return tl::unexpected(watched.error());
        found.watched = std::move(*watched);
    }
    auto ids = look_up(filters);
    if (!ids)
        return tl::unexpected(ids.error());
    found.ids = std::move(*ids);
    found.plan = compile(filters, found.ids);
    if (options.explain) {
        if (!options.command.empty())
            found.plan.decisions.insert(found.plan.decisions.begin(),
                                        {Stage::task, "the command with its descendants"});
        return found;
    }
    auto features = probe_features();
    if (!features)
        return tl::unexpected(features.error());
    found.features = std::move(*features);
    return found;
}

} // namespace fileaudit
