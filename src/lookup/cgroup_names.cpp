// SPDX-License-Identifier: GPL-2.0-only
#include "lookup/cgroup_names.h"

#include "lookup/cgroup_tree.h"

#include <algorithm>
#include <fstream>
#include <string_view>

namespace fileaudit {

std::string CgroupNames::mount_here() {
    std::ifstream mountinfo("/proc/self/mountinfo");
    return find_cgroup_mount(mountinfo).value_or("");
}

CgroupNames::CgroupNames(std::string mount, std::vector<Container> (*known)(),
                         std::chrono::nanoseconds pause)
    : mount_(std::move(mount)), known_(known), pause_(pause) {
    if (!mount_.empty())
        scan();
}

const CgroupName* CgroupNames::find(uint64_t id) {
    if (const auto known = names_.find(id); known != names_.end())
        return &known->second;
    if (id == 0 || mount_.empty() || gone_.contains(id) || Clock::now() < next_scan_ || !scan())
        return nullptr;
    if (const auto known = names_.find(id); known != names_.end())
        return &known->second;
    if (gone_.size() >= most_cgroups)
        gone_.clear();
    gone_.insert(id);
    return nullptr;
}

bool CgroupNames::scan() {
    const auto begin = Clock::now();
    const auto tree = list_cgroups(mount_);
    const auto end = Clock::now();
    next_scan_ = end + std::max<std::chrono::nanoseconds>(pause_, 20 * (end - begin));
    if (!tree)
        return false;
    if (names_.size() > most_cgroups)
        names_.clear();
    const std::vector<Container> known = known_();
    std::unordered_map<std::string_view, const std::string*> containers; // by path
    for (const Cgroup& cgroup : tree->cgroups) { // parents come before what is below them
        const auto [entry, is_new] = names_.try_emplace(cgroup.id);
        CgroupName& name = entry->second;
        if (is_new) {
            name.path = cgroup.path;
            const auto above =
                containers.find(std::string_view(cgroup.path).substr(0, cgroup.path.rfind('/')));
            if (auto own = container_at(cgroup.path, known))
                name.container = std::move(own->name);
            else if (above != containers.end())
                name.container = *above->second;
        }
        if (!name.container.empty())
            containers.emplace(cgroup.path, &name.container);
    }
    return true;
}

} // namespace fileaudit
