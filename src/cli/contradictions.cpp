// SPDX-License-Identifier: GPL-2.0-only
// Only what is sure: whatever an event could be is let through.
#include "cli/contradictions.h"

#include "filter/kernel_prefixes.h"
#include "filter/option_text.h"

#include <fmt/format.h>
#include <utility>

namespace fileaudit {

namespace {

constexpr uint32_t map_access = FA_ACC_READ | FA_ACC_WRITE | FA_ACC_EXECUTE;
constexpr uint32_t exec_access = FA_ACC_EXECUTE | FA_ACC_EXEC; // always both

void refuse_whose(FirstError& first, const FilterWords& words, const Filters& filters) {
    if (filters.follow && filters.pids.empty())
        first.note("--follow is about the descendants of given processes; add --pid");
    if (filters.host_only && !words.mount_namespaces.empty())
        first.note("--host-only and --mntns both choose the mount namespace; give one of them");
}

void refuse_paths(FirstError& first, const Filters& filters) {
    const std::pair<const char*, const Choice<PathPattern>&> globs[] = {{"--path", filters.paths},
                                                                        {"--exe", filters.exes},
                                                                        {"--cwd", filters.cwds},
                                                                        {"--root", filters.roots}};
    for (const auto& [option, choice] : globs)
        if (const KernelPrefixes prefixes = kernel_prefixes(choice);
            prefixes.all_in_are_known && prefixes.in.empty())
            first.note(fmt::format("{}: it excludes all that it includes; exclude less", option));
}

const char* map_option(const Filters& filters) {
    return filters.prot.include != 0                     ? "--prot"
           : (filters.sharing.include & FA_SHARED) != 0  ? "--shared"
           : (filters.sharing.include & FA_PRIVATE) != 0 ? "--private"
                                                         : nullptr;
}

// Options about one operation alone.
void refuse_ops(FirstError& first, const Filters& filters) {
    const auto has = [&](fa_op op) { return filters.ops.lets_through(1u << op); };
    const char* const maps_only = map_option(filters);
    const bool opens_only = filters.slower_than.count() != 0;
    if (maps_only != nullptr && !has(FA_OP_MMAP) && !has(FA_OP_HELD_MAP))
        first.note(fmt::format("{} asks about maps, and --op lets none through; add mmap to --op",
                               maps_only));
    if (opens_only && !has(FA_OP_OPEN))
        first.note("--slower-than asks how long opens took, and --op lets none through; add open "
                   "to --op");
    if (opens_only && maps_only != nullptr)
        first.note(fmt::format("--slower-than is about opens and {} about maps, and nothing is "
                               "both; give one of them",
                               maps_only));
}

void refuse_use(FirstError& first, const Filters& filters) {
    const OpsLeft left = ops_left(filters);
    const Mask& access = filters.access;
    const uint32_t wanted = access.include & ~access.exclude;
    const uint32_t of_opens =
        (access.exclude & exec_access) != 0 ? wanted & ~exec_access : wanted; // x has exec, too
    const bool any_open = left.opens && (access.include == 0 || of_opens != 0);
    const bool any_map = left.maps && (access.include == 0 || (wanted & map_access) != 0);
    const bool any_exec = left.execs && access.lets_through(exec_access);
    if (!access.empty() && !any_open && !any_map && !any_exec)
        first.note(fmt::format("--access {}: nothing that {} leaves uses a file like that; give "
                               "one of them",
                               list_text(access, access_words), left.by));
    if (!filters.writes)
        return;
    if (!left.opens && !left.maps)
        first.note("--writes: an exec changes no file, and --op leaves nothing else; add open or "
                   "mmap to --op");
    else if (!left.opens && filters.sharing.include == FA_PRIVATE)
        first.note("--writes: what is written through a private map never reaches the file; leave "
                   "--private out");
}

void refuse_via(FirstError& first, const Filters& filters) {
    const OpsLeft left = ops_left(filters);
    uint32_t possible = ~(open_vias | map_vias);
    if (left.opens)
        possible |= open_vias;
    if (left.maps)
        possible |= map_vias;
    if (filters.via.include != 0 && (filters.via.include & ~filters.via.exclude & possible) == 0)
        first.note(fmt::format("--via {}: nothing that {} leaves comes about like that; give one "
                               "of them",
                               list_text(filters.via, via_words), left.by));
}

// The option that asks which file it was, which nobody knows of an open that failed.
const char* file_option(const Filters& filters) {
    return !filters.fstypes.include.empty()      ? "--fstype"
           : !filters.devices.include.empty()    ? "--dev"
           : !filters.inodes.include.empty()     ? "--inode"
           : !filters.same_files.include.empty() ? "--ino-of"
                                                 : nullptr;
}

void refuse_outcome(FirstError& first, const FilterWords& words, const Filters& filters) {
    if (words.failed && words.failed_only)
        first.note("--failed adds failures and --failed-only shows nothing else; give one of "
                   "them");
    const Mask& verdicts = filters.verdicts;
    if (filters.outcomes == FA_OUTCOME_OK && verdicts.include == FA_ST_UNRESOLVED)
        first.note("--verdict unresolved is about opens that failed, and none are shown; add "
                   "--failed");
    const OpsLeft left = ops_left(filters);
    if (filters.outcomes != FA_OUTCOME_FAILED || left.maps || left.execs)
        return;
    const char* const only = filters.errnos.empty() ? "--failed-only" : "--errno";
    if (const char* const option = file_option(filters); option != nullptr)
        first.note(fmt::format("{} asks which file it was, and an open that failed ({}) has none; "
                               "filter by --path, or add --failed",
                               option, only));
    if (verdicts.include == FA_ST_OK || (verdicts.exclude & FA_ST_UNRESOLVED) != 0)
        first.note(fmt::format("--verdict {}: the path of an open that failed ({}) is always "
                               "unresolved; leave one of them out, or add --failed",
                               list_text(verdicts, verdict_words), only));
}

} // namespace

OpsLeft ops_left(const Filters& filters) {
    const auto has = [&](fa_op live, fa_op held) {
        return filters.ops.lets_through(1u << live) || filters.ops.lets_through(1u << held);
    };
    OpsLeft left{has(FA_OP_OPEN, FA_OP_HELD_OPEN), has(FA_OP_MMAP, FA_OP_HELD_MAP),
                 filters.ops.lets_through(1u << FA_OP_EXEC)};
    if (const char* const option = map_option(filters); option != nullptr)
        left = {false, left.maps, false, option};
    if (filters.slower_than.count() != 0)
        left = {left.opens, false, false, "--slower-than"};
    return left;
}

void refuse_contradictions(FirstError& first, const FilterWords& words, const Filters& filters) {
    refuse_whose(first, words, filters);
    refuse_paths(first, filters);
    refuse_ops(first, filters);
    refuse_use(first, filters);
    refuse_via(first, filters);
    refuse_outcome(first, words, filters);
}

} // namespace fileaudit
