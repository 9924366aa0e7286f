// SPDX-License-Identifier: GPL-2.0-only
#include "lookup/lookup_cgroups.h"

#include "filter/name_pattern.h"
#include "filter/path_pattern.h"
#include "format/escape.h"
#include "lookup/nearest.h"

#include <algorithm>
#include <fmt/format.h>
#include <set>
#include <unordered_set>

namespace fileaudit {
namespace {

constexpr size_t named_at_most = 5; // in a sentence

// A path as its parent's and its own name; "/" has none.
struct Place {
    std::string_view parent, name;
};

Place place_of(std::string_view path) {
    const size_t slash = path.rfind('/');
    return {slash == 0 ? "/" : path.substr(0, slash), path.substr(slash + 1)};
}

// Ids of the cgroups that `wanted` takes. What is below one of them is taken with it.
template<class Wanted> std::vector<uint64_t> ids_of(const CgroupTree& tree, Wanted wanted) {
    std::vector<uint64_t> ids;
    std::unordered_set<std::string_view> taken;
    for (const Cgroup& cgroup : tree.cgroups) { // parents come before what is below them
        std::string_view above = cgroup.path;
        bool covered = false;
        while (!covered && above != "/") {
            above = place_of(above).parent;
            covered = taken.contains(above);
        }
        if (covered || !wanted(cgroup))
            continue;
        taken.insert(cgroup.path);
        ids.push_back(cgroup.id);
    }
    return ids;
}

// What a service may be called for short, and so is compared by: the type is no likeness.
std::string_view without_service(std::string_view unit) {
    constexpr std::string_view type = ".service";
    return unit.ends_with(type) ? unit.substr(0, unit.size() - type.size()) : unit;
}

struct Found {
    uint64_t id = 0;
    Container container;
};

std::vector<Found> containers_in(const CgroupTree& tree, const std::vector<Container>& known) {
    std::vector<Found> found;
    for (const Cgroup& cgroup : tree.cgroups)
        if (auto container = container_at(cgroup.path, known))
            found.push_back({cgroup.id, std::move(*container)});
    return found;
}

// "docker 0123456789ab, lxc web and 3 more"; ids cut to `digits`.
std::string listed(const std::vector<Found>& containers, size_t digits) {
    std::set<std::string> words;
    for (const Found& found : containers) {
        const std::string& name = found.container.name;
        words.insert(fmt::format("{} {}", found.container.runtime,
                                 escaped(is_container_id(name) ? name.substr(0, digits) : name)));
    }
    std::string text;
    size_t i = 0;
    for (const std::string& word : words) {
        if (i++ == named_at_most)
            break;
        text += (text.empty() ? "" : ", ") + word;
    }
    if (words.size() > named_at_most)
        text += fmt::format(" and {} more", words.size() - named_at_most);
    return text;
}

tl::unexpected<Error> no_container(const std::vector<Found>& containers, std::string_view text) {
    if (containers.empty())
        return fail(Exit::usage,
                    fmt::format("--container: '{}' is not there: no container is running here that "
                                "fileaudit knows by its cgroup; --cgroup takes any cgroup",
                                escaped(text)));
    std::vector<std::string> names;
    names.reserve(containers.size());
    for (const Found& found : containers)
        names.push_back(found.container.name);
    return fail(Exit::usage,
                fmt::format("--container: '{}' is no container that is running here{}",
                            escaped(text),
                            suggestion(text, names, "; there is " + listed(containers, 12))));
}

} // namespace

bool has_unit_type(std::string_view name) {
    for (const std::string_view type :
         {".service", ".scope", ".slice", ".socket", ".mount", ".swap", ".timer", ".path",
          ".target", ".device", ".automount"})
        if (name.size() > type.size() && name.ends_with(type))
            return true;
    return false;
}

Result<std::vector<uint64_t>> find_cgroups(const CgroupTree& tree, std::string_view text) {
    std::string_view below = text;
    if (below.starts_with(tree.mount) &&
        (below.size() == tree.mount.size() || below[tree.mount.size()] == '/'))
        below.remove_prefix(tree.mount.size());
    const std::string glob = (below.starts_with('/') ? "" : "/") + std::string(below);

    // A name as it is comes first: systemd's hold backslashes (system-serial\x2dgetty.slice).
    std::string_view exact = glob;
    while (exact.size() > 1 && exact.ends_with('/'))
        exact.remove_suffix(1);
    auto ids = ids_of(tree, [&](const Cgroup& cgroup) { return cgroup.path == exact; });
    if (!ids.empty())
        return ids;

    const auto pattern = PathPattern::parse(glob, "--cgroup");
    if (!pattern)
        return tl::unexpected(pattern.error());
    ids = ids_of(tree, [&](const Cgroup& cgroup) { return pattern->matches(cgroup.path); });
    if (!ids.empty())
        return ids;

    std::vector<std::string> paths;
    for (const Cgroup& cgroup : tree.cgroups)
        if (cgroup.path != "/")
            paths.push_back(cgroup.path);
    return fail(Exit::usage,
                fmt::format("--cgroup: '{}' is no cgroup below {}{}", escaped(text),
                            escaped(tree.mount),
                            suggestion(exact, paths, "; cat /proc/PID/cgroup tells a process's")));
}

Result<std::vector<uint64_t>> find_containers(const CgroupTree& tree,
                                              const std::vector<Container>& known,
                                              std::string_view text) {
    const std::vector<Found> containers = containers_in(tree, known);
    std::vector<Found> meant;
    for (const Found& found : containers)
        if (found.container.name == text)
            meant.push_back(found);
    const bool is_prefix =
        text.size() >= 4 && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
    if (meant.empty() && is_prefix)
        for (const Found& found : containers)
            if (is_container_id(found.container.name) && found.container.name.starts_with(text))
                meant.push_back(found);
    if (meant.empty())
        return no_container(containers, text);

    std::unordered_set<uint64_t> ids;
    for (const Found& found : meant) {
        if (found.container.name != meant[0].container.name)
            return fail(Exit::usage,
                        fmt::format("--container: '{}' is the start of several ids: {}; give more "
                                    "of the one meant",
                                    escaped(text),
                                    listed(meant, std::max<size_t>(12, text.size() + 4))));
        ids.insert(found.id);
    }
    return ids_of(tree, [&](const Cgroup& cgroup) { return ids.contains(cgroup.id); });
}

Result<std::vector<uint64_t>> find_services(const CgroupTree& tree, std::string_view text) {
    const std::string unit = std::string(text) + (has_unit_type(text) ? "" : ".service");
    const auto is_named = [](auto matches) {
        return [matches](const Cgroup& cgroup) { return matches(place_of(cgroup.path).name); };
    };
    // The name as it is comes first: it may hold backslashes.
    auto ids = ids_of(tree, is_named([&](std::string_view name) { return name == unit; }));
    if (!ids.empty())
        return ids;

    const auto pattern = NamePattern::parse(unit, "--service");
    if (!pattern)
        return tl::unexpected(pattern.error());
    ids = ids_of(tree, is_named([&](std::string_view name) { return pattern->matches(name); }));
    if (!ids.empty())
        return ids;

    std::set<std::string> units;
    for (const Cgroup& cgroup : tree.cgroups)
        if (has_unit_type(place_of(cgroup.path).name))
            units.emplace(without_service(place_of(cgroup.path).name));
    const std::vector<std::string> candidates(units.begin(), units.end());
    return fail(Exit::usage,
                fmt::format("--service: '{}' is no unit of systemd that is running here{}",
                            escaped(unit),
                            suggestion(without_service(unit), candidates,
                                       "; systemctl lists those that are")));
}

} // namespace fileaudit
