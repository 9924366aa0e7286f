// SPDX-License-Identifier: GPL-2.0-only
// Filter options, from text. Pure: what names something on this system stays a name.
#pragma once

#include "filter/filters.h"
#include "result.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fileaudit {

// The options as typed, each time they were given.
struct FilterWords {
    std::vector<std::string> pids, tids, ppids, comms, exes, cwds, roots, uids, gids, cgroups,
        containers, services, mount_namespaces, ops, access, prot, paths, verdicts, fstypes,
        devices, inodes, same_files, uniq, errnos, via;
    bool follow = false, host_only = false, shared = false, private_ = false, no_libs = false,
         no_pseudo = false, writes = false, failed = false, failed_only = false, backing = false;
    std::optional<std::string> sample, rate, slower_than;
};

// The limits: more is refused, never cut.
inline constexpr size_t most_pids = 4096;     // --pid, --tid, --ppid, each
inline constexpr size_t most_patterns = 1024; // of one option, braces expanded
inline constexpr size_t most_values = 1024;   // of any other option
// uid and gid ranges: FA_RANGES_MAX

// The first thing wrong, as a sentence that names the option, the value, the reason and the
// remedy; for words out of a fixed set (operations, access, …) with the nearest one suggested.
// Refused as well: values that exclude all that is included (`--op open,!open`), and what
// contradictions.h knows. --errno without --failed leaves failures only.
Result<Filters> parse_filters(const FilterWords& words);

// Lists of keys ("exe,path") → enum fa_uniq_key bits. `what`: --uniq or --by.
Result<uint32_t> parse_keys(const std::vector<std::string>& lists, std::string_view what);

} // namespace fileaudit
