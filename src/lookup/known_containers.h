// SPDX-License-Identifier: GPL-2.0-only
// Containers of this system that the name of their cgroup alone does not tell of.
#pragma once

#include "lookup/container_names.h"

#include <string>
#include <vector>

namespace fileaudit {

// What runc and crun have started: without systemd its cgroup has no other name than its own.
// Those in directories that we may not read are left out.
std::vector<Container> containers_with_state();

// The first directory of theirs that we may not look into: "/run/crun"; "" when there is none.
std::string closed_container_state();

} // namespace fileaudit
