// SPDX-License-Identifier: GPL-2.0-only
#include "preflight.h"

#include "filter/option_text.h"

#include <filesystem>
#include <fmt/format.h>
#include <optional>
#include <string>

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

// Rows are counted in the kernel, so nobody looks at what is not among their keys.
Result<void> check_rows(const Filters& filters, const FilterPlan& plan, uint32_t by) {
    const uint32_t undecided = plan.user.keys() & ~by;
    const struct {
        uint32_t key;
        const char *option, *name;
        std::string values;
        const char* remedy;
    } patterns[] = {
        {FA_KEY_COMM, "--comm", "comm", list_text(filters.comms), "whole names"},
        {FA_KEY_PATH, "--path", "path", list_text(filters.paths), "a subtree such as /var/log/"},
        {FA_KEY_EXE, "--exe", "exe", list_text(filters.exes), "whole paths"},
        {FA_KEY_CWD, "--cwd", "cwd", list_text(filters.cwds), "a subtree such as /var/log/"},
        {FA_KEY_ROOT, "--root", "root", list_text(filters.roots), "whole paths"},
    };
    for (const auto& [key, option, name, values, remedy] : patterns)
        if ((undecided & key) != 0) {
            const bool preset = key == FA_KEY_PATH && filters.no_libs;
            return fail(Exit::usage,
                        fmt::format("{}: what the kernel cannot decide must be among --by in a "
                                    "summary; add {} to --by, or {}",
                                    preset ? "--no-libs" : fmt::format("{} {}", option, values),
                                    name,
                                    preset ? "leave it out" : fmt::format("give {}", remedy)));
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
    const bool counts = options.summary.shown;
    found.plan =
        compile(filters, found.ids, counts ? std::optional(options.summary.by) : std::nullopt,
                options.record.empty() ? KernelThins::yes : KernelThins::no);
    if (counts)
        if (auto ok = check_rows(filters, found.plan, options.summary.by); !ok)
            return tl::unexpected(ok.error());
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
