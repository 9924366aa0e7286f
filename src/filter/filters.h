// SPDX-License-Identifier: GPL-2.0-only
// The filters as the user gave them, checked in themselves: what names something on this
// system (a user, a cgroup, a file) is still a name. Built by parse_filters.cpp; turned into
// numbers by system_ids.h and into a plan by filter_plan.h.
#pragma once

#include "../../bpf/filter_abi.h"
#include "filter/name_pattern.h"
#include "filter/path_pattern.h"

#include <algorithm>
#include <chrono>
#include <concepts>
#include <cstdint>
#include <string>
#include <vector>

namespace fileaudit {

// The values of one option: OR among the included ones; what is excluded (`!`) never passes.
// No included ones: everything not excluded.
template<class T> struct Choice {
    std::vector<T> include, exclude;

    bool empty() const { return include.empty() && exclude.empty(); }

    // Whether what `matches` answers for passes: matches(value) of one of the values.
    template<class Matches> bool lets_through(Matches matches) const {
        return (include.empty() || std::any_of(include.begin(), include.end(), matches)) &&
               std::none_of(exclude.begin(), exclude.end(), matches);
    }
};

// The same for an option whose values are bits. No included ones: all.
struct Mask {
    uint32_t include = 0, exclude = 0;

    bool empty() const { return (include | exclude) == 0; }
    bool lets_through(uint32_t bits) const {
        return (include == 0 || (bits & include) != 0) && (bits & exclude) == 0;
    }
};

struct IdRange {
    uint32_t first = 0, last = 0; // both included

    bool operator==(const IdRange&) const = default;
};

// Whether there are included ones and each of them is excluded as well.
template<std::equality_comparable T> bool excludes_all(const Choice<T>& choice) {
    return !choice.include.empty() &&
           std::all_of(choice.include.begin(), choice.include.end(), [&](const T& value) {
               return std::find(choice.exclude.begin(), choice.exclude.end(), value) !=
                      choice.exclude.end();
           });
}
bool excludes_all(const Choice<IdRange>& ids);

struct Device {
    uint32_t major = 0, minor = 0;

    bool operator==(const Device&) const = default;
};

struct Filters {
    // whose
    Choice<uint32_t> pids, tids, ppids; // in this pid namespace
    bool follow = false;                // pids: with their descendants
    Choice<NamePattern> comms;
    Choice<PathPattern> exes, cwds, roots;
    Choice<std::string> users, groups;        // a name, an id, or ids as 1000-1999
    Choice<std::string> cgroups;              // paths below the cgroup mount, or globs of such
    Choice<std::string> containers, services; // ids, prefixes or names; units
    Choice<std::string> mount_namespaces;     // a pid or an inode number
    bool host_only = false;                   // the host's mount namespace

    // which use of a file
    Mask ops;     // 1 << enum fa_op
    Mask access;  // enum fa_access
    Mask prot;    // PROT_READ, PROT_WRITE, PROT_EXEC; maps only
    Mask sharing; // enum fa_sharing; maps only

    // with which outcome
    uint32_t outcomes = FA_OUTCOME_OK;       // enum fa_outcome bits
    Choice<uint32_t> errnos;                 // not empty: of failures only
    Mask via;                                // 1 << enum fa_via
    std::chrono::nanoseconds slower_than{0}; // opens only; 0: any
    bool backing = false;                    // also what stacked file systems open below

    // of which file
    Choice<PathPattern> paths;
    Mask verdicts; // enum fa_status bits and FA_ST_OK
    Choice<std::string> fstypes;
    Choice<Device> devices;
    Choice<uint64_t> inodes;
    Choice<std::string> same_files; // names of files, whatever name they are used under

    // presets
    bool no_libs = false;
    bool no_pseudo = false;
    bool writes = false;

    // how many
    uint32_t uniq = 0;   // enum fa_uniq_key bits; 0: all events
    uint32_t sample = 1; // one of so many
    uint64_t rate = 0;   // at most so many a second; 0: no limit
};

} // namespace fileaudit
