// SPDX-License-Identifier: GPL-2.0-only
// Question by question in the order of bpf/filter.bpf.h. What one filters stays filtered, however
// unknown the answer to another is.
#include "filter/replay_match.h"

#include "filter/access.h"
#include "filter/each_of_choice.h"
#include "filter/filter_presets.h"
#include "filter/id_range.h"
#include "format/escape.h"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>
#include <sys/stat.h>

namespace fileaudit {

namespace {

constexpr uint32_t largest_pid = 4194304; // inode numbers of namespaces are larger

template<class T> bool lets_through(const Choice<T>& choice, const T& value) {
    return choice.lets_through([&](const T& wanted) { return wanted == value; });
}

// The kernel keeps FA_FSTYPE_LEN - 1 bytes of a type's name.
bool is_fstype(const NamePattern& pattern, std::string_view fstype) {
    if (pattern.is_literal())
        return std::string_view(pattern.literal()).substr(0, FA_FSTYPE_LEN - 1) == fstype;
    return pattern.matches(fstype);
}

bool is_pseudo_fstype(std::string_view fstype) {
    const auto names = pseudo_fstypes();
    return std::any_of(names.begin(), names.end(), [&](std::string_view name) {
        return name.substr(0, FA_FSTYPE_LEN - 1) == fstype;
    });
}

bool is_device_or_pipe(const Event& event) {
    return S_ISCHR(event.mode) || S_ISBLK(event.mode) || S_ISFIFO(event.mode);
}

} // namespace

Result<ReplayMatch::Ids> ReplayMatch::parse_ids(const Choice<std::string>& words,
                                                std::string_view option) {
    Ids ids;
    for (const auto& [from, ranges, names] :
         {std::tuple(&words.include, &ids.ranges.include, &ids.names.include),
          std::tuple(&words.exclude, &ids.ranges.exclude, &ids.names.exclude)})
        for (const std::string& word : *from) {
            auto range = parse_id_range(word, option);
            if (!range)
                names->push_back(word);
            else if (!*range)
                return tl::unexpected(range->error());
            else
                ranges->push_back(**range);
        }
    return ids;
}

Result<void> ReplayMatch::parse_namespaces(uint32_t host_mntns) {
    if (filters_.host_only) {
        if (host_mntns == 0)
            return fail(Exit::usage, "--host-only: it was recorded where the host's mount "
                                     "namespace could not be told; use --mntns with the inode "
                                     "number of one");
        mount_namespaces_.include.push_back(host_mntns);
    }
    return each_of_choice(
        filters_.mount_namespaces, mount_namespaces_,
        [](const std::string& word) -> Result<uint32_t> {
            uint32_t number = 0;
            const char* const stop = word.data() + word.size();
            const auto [end, error] = std::from_chars(word.data(), stop, number);
            if (error == std::errc() && end == stop && number > largest_pid)
                return number;
            return fail(Exit::usage,
                        fmt::format("--mntns: '{}' is no inode number of a mount namespace, by "
                                    "which a recording knows them; --json shows it as mntns",
                                    escaped(word)));
        });
}

Result<ReplayMatch> ReplayMatch::make(const Filters& filters, uint32_t host_mntns) {
    ReplayMatch match;
    match.filters_ = filters;
    if (filters.follow)
        return fail(Exit::usage, "--follow: a recording does not tell who started whom before it; "
                                 "give each process to --pid, or use --ppid");
    if (!filters.same_files.empty())
        return fail(Exit::usage, "--ino-of is a file of this machine, and a recording may be of "
                                 "another; use --inode and --dev");
    auto uids = parse_ids(filters.users, "--uid");
    if (!uids)
        return tl::unexpected(uids.error());
    match.uids_ = std::move(*uids);
    auto gids = parse_ids(filters.groups, "--gid");
    if (!gids)
        return tl::unexpected(gids.error());
    match.gids_ = std::move(*gids);
    if (auto ok = match.parse_namespaces(host_mntns); !ok)
        return tl::unexpected(ok.error());
    const auto fstype = [](const std::string& word) {
        return NamePattern::parse(word, "--fstype");
    };
    if (auto ok = each_of_choice(filters.fstypes, match.fstypes_, fstype); !ok)
        return tl::unexpected(ok.error());
    auto cgroups = CgroupWords::parse(filters);
    if (!cgroups)
        return tl::unexpected(cgroups.error());
    match.cgroups_ = std::move(*cgroups);
    // no numbers of this system: of the kernel's part only what needs none is used
    match.plan_ = compile(filters, SystemIds(), std::nullopt, KernelThins::no);
    return match;
}

bool ReplayMatch::passes(const Ids& ids, uint32_t id, std::string_view name) {
    const auto any = [&](const std::vector<IdRange>& ranges,
                         const std::vector<std::string>& names) {
        return std::any_of(
                   ranges.begin(), ranges.end(),
                   [&](const IdRange& range) { return id >= range.first && id <= range.last; }) ||
               std::find(names.begin(), names.end(), name) != names.end();
    };
    const bool all = ids.ranges.include.empty() && ids.names.include.empty();
    return (all || any(ids.ranges.include, ids.names.include)) &&
           !any(ids.ranges.exclude, ids.names.exclude);
}

ReplayMatch::Answer ReplayMatch::ask_task(const Event& event) const {
    if (!lets_through(filters_.pids, event.pid) || !lets_through(filters_.tids, event.tid) ||
        !lets_through(filters_.ppids, event.ppid) || !passes(uids_, event.uid, event.user) ||
        !passes(gids_, event.gid, event.group) ||
        !filters_.comms.lets_through(
            [&](const NamePattern& comm) { return comm.matches(event.comm); }) ||
        !lets_through(mount_namespaces_, event.mntns))
        return Answer::no;
    return cgroups_.let_through({event.cgroup_path, event.container});
}

bool ReplayMatch::ask_how(const Event& event) const {
    const KernelFilter& kernel = plan_.kernel;
    return kernel.ops.lets_through(1u << event.op) && kernel.via.lets_through(1u << event.via) &&
           (!event.failed() || lets_through(filters_.errnos, uint32_t{event.error})) &&
           (kernel.backing || (event.flags & FA_EV_BACKING) == 0);
}

ReplayMatch::Answer ReplayMatch::ask_latency(const Event& event) const {
    const uint64_t least = plan_.kernel.slower_than_ns;
    if (least == 0)
        return Answer::yes;
    if (event.begun_ns == 0)
        return Answer::unknown;
    return event.ts_ns - event.begun_ns >= least ? Answer::yes : Answer::no;
}

bool ReplayMatch::asks_about_inode() const {
    return !filters_.inodes.empty() || !filters_.devices.empty() || !fstypes_.empty() ||
           plan_.kernel.no_device_nodes;
}

bool ReplayMatch::ask_use(const Event& event) const {
    const KernelFilter& kernel = plan_.kernel;
    return kernel.access.lets_through(access_bits(event)) && kernel.prot.lets_through(event.prot) &&
           kernel.sharing.lets_through(sharing_bits(event)) &&
           (!kernel.writes || changes_file(event));
}

bool ReplayMatch::ask_inode(const Event& event) const {
    if (!lets_through(filters_.inodes, event.ino) ||
        !lets_through(filters_.devices, Device{event.dev_major, event.dev_minor}) ||
        !fstypes_.lets_through(
            [&](const NamePattern& type) { return is_fstype(type, event.fstype); }))
        return false;
    return !plan_.kernel.no_device_nodes ||
           (!is_device_or_pipe(event) && !is_pseudo_fstype(event.fstype));
}

ReplayMatch::Answer ReplayMatch::ask_file(const Event& event) const {
    const KernelFilter& kernel = plan_.kernel;
    // it was closed again before it could be looked at
    const bool is_gone = event.fstype.empty() && !event.failed();
    const bool asks_open = event.op == FA_OP_OPEN && (!kernel.access.empty() || kernel.writes);
    if (is_gone && (asks_about_inode() || asks_open))
        return Answer::unknown;
    return ask_use(event) && (!asks_about_inode() || ask_inode(event)) ? Answer::yes : Answer::no;
}

bool ReplayMatch::passes_verdict(const Event& event) const {
    const uint16_t status = event.target().status;
    return plan_.kernel.verdicts.lets_through(status != 0 ? status : uint32_t{FA_ST_OK});
}

// Whatever the outcome.
Verdict ReplayMatch::decide(const Event& event) const {
    if (!ask_how(event))
        return Verdict::filtered;
    const Answer answers[] = {ask_task(event), ask_latency(event), ask_file(event)};
    for (const auto& [answer, verdict] :
         {std::pair(Answer::no, Verdict::filtered), std::pair(Answer::unknown, Verdict::undecided)})
        if (std::find(std::begin(answers), std::end(answers), answer) != std::end(answers))
            return verdict;
    return Verdict::show;
}

Verdict ReplayMatch::judge(const Event& event) {
    const uint32_t outcome = event.failed() ? FA_OUTCOME_FAILED : FA_OUTCOME_OK;
    if ((plan_.kernel.outcomes & outcome) == 0) {
        failures_left_out_ += event.failed() && decide(event) == Verdict::show &&
                              passes_verdict(event) &&
                              judge_patterns(plan_.user, event) == Verdict::show;
        return Verdict::filtered;
    }
    if (const Verdict verdict = decide(event); verdict != Verdict::show)
        return verdict;
    if (const uint32_t share = plan_.kernel.sample; share > 1 && random_() % share != 0)
        return Verdict::sampled;
    return passes_verdict(event) ? Verdict::show : Verdict::filtered;
}

} // namespace fileaudit
