// SPDX-License-Identifier: GPL-2.0-only
// The paths of cgroups (version 2) by their ids, and the containers they are of.
#pragma once

#include "lookup/container_names.h"

#include <chrono>
#include <cstdint>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace fileaudit {

struct CgroupName {
    std::string path;      // below the mount; "/" for the mount itself
    std::string container; // the innermost that the cgroup is in, as --container takes it; or ""
};

// A path is found by going through the whole tree, so that is kept. There is no other way without
// CAP_DAC_READ_SEARCH, and a cgroup that is gone has none at all.
class CgroupNames {
public:
    // Where cgroup v2 is mounted; "" when it is not, and then no id has a name.
    static std::string mount_here();

    // `known` answers the containers that have no cgroup of a telling name. An unknown id leads
    // to another look at the tree, at most once in `pause` and for a 20th of the time.
    CgroupNames(std::string mount, std::vector<Container> (*known)(),
                std::chrono::nanoseconds pause = std::chrono::seconds(1));

    // Null when it is not known. Valid until the next call.
    const CgroupName* find(uint64_t id);

private:
    using Clock = std::chrono::steady_clock;
    // Takes in what is new. False when the tree could not be read.
    bool scan();

    std::string mount_;
    std::vector<Container> (*known_)();
    std::chrono::nanoseconds pause_;
    Clock::time_point next_scan_;
    std::unordered_map<uint64_t, CgroupName> names_; // also of cgroups that are gone
    // In no tree that was read after they were met. No id is given twice, so they never will be.
    std::unordered_set<uint64_t> gone_;
};

} // namespace fileaudit
