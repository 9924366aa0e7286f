// SPDX-License-Identifier: GPL-2.0-only
// The cgroups (version 2) there are.
#pragma once

#include "result.h"

#include <cstdint>
#include <istream>
#include <string>
#include <vector>

namespace fileaudit {

struct Cgroup {
    std::string path; // below the mount; "/" for the mount itself
    uint64_t id = 0;  // the kernel's cgroup id, which is the directory's inode number
};

struct CgroupTree {
    std::string mount;           // its directory, without a slash at the end
    std::vector<Cgroup> cgroups; // by path
};

inline constexpr size_t most_cgroups = 262144;

// Where cgroup version 2 is mounted, from the text of /proc/self/mountinfo: a mount of the whole
// hierarchy if there is one. Refuses when there is none.
Result<std::string> find_cgroup_mount(std::istream& mountinfo);

// All directories from the mount down. One that goes away meanwhile, or cannot be opened, is left
// out; refuses when the mount itself cannot be, or there are more than `most`.
Result<CgroupTree> list_cgroups(const std::string& mount, size_t most = most_cgroups);

} // namespace fileaudit
