// SPDX-License-Identifier: GPL-2.0-only
// What the filters name on this system, as the numbers the kernel compares. Refuses what is not
// there, with the nearest thing that is.
#pragma once

#include "fd.h"
#include "filter/filters.h"
#include "result.h"

#include <cstdint>
#include <string>
#include <vector>

namespace fileaudit {

struct SystemIds {
    Choice<IdRange> uids, gids;
    Choice<uint64_t> cgroups, containers, services; // cgroup ids; each with its subtree
    Choice<uint32_t> mount_namespaces;              // inode numbers
    Choice<std::string> fstypes;                    // globs resolved to names
    Choice<Fd> same_files;                          // opened with O_PATH
};

Result<SystemIds> look_up(const Filters& filters);

} // namespace fileaudit
