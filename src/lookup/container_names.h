// SPDX-License-Identifier: GPL-2.0-only
// Pure: the containers that names of cgroups tell of.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fileaudit {

struct Container {
    std::string runtime; // "docker", "podman", …; "oci" when the name does not tell
    std::string name;    // an id of 64 hex digits, or what the user called it

    bool operator==(const Container&) const = default;
};

// The container whose processes are in this cgroup, a directory of this name in `parent_path`
// (below the mount, as "/system.slice"). None for the cgroups of monitors such as conmon, of
// pods, and of what runc and crun start without systemd, who use the bare name of the container.
std::optional<Container> container_of(std::string_view cgroup_directory_name,
                                      std::string_view parent_path);

// The container whose own cgroup is at `path`, below the mount. `known` are those whose cgroup has
// just their name as its own.
std::optional<Container> container_at(std::string_view path, const std::vector<Container>& known);

// Whether it is 64 lower-case hex digits, as docker, podman and Kubernetes give them.
bool is_container_id(std::string_view name);

} // namespace fileaudit
