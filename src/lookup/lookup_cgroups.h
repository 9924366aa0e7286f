// SPDX-License-Identifier: GPL-2.0-only
// Pure: which of the cgroups there are is meant. Each answers ids of cgroups, a subtree once, and
// refuses what is not there with the nearest of what is.
#pragma once

#include "lookup/cgroup_tree.h"
#include "lookup/container_names.h"
#include "result.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace fileaudit {

// --cgroup: a path below the mount, with or without its leading slash or the mount's own
// directory, or a path glob of such.
Result<std::vector<uint64_t>> find_cgroups(const CgroupTree& tree, std::string_view text);

// --container: a whole name or id, or 4 or more hex digits that one id alone starts with. `known`
// are those whose cgroup has just their name as its own.
Result<std::vector<uint64_t>>
find_containers(const CgroupTree& tree, const std::vector<Container>& known, std::string_view text);

// --service: a unit's name or a glob of such; without a unit type it is a service.
Result<std::vector<uint64_t>> find_services(const CgroupTree& tree, std::string_view text);

// Whether it ends as the units of systemd do: ".service", ".scope", …
bool has_unit_type(std::string_view name);

} // namespace fileaudit
