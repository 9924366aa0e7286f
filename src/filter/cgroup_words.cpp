// SPDX-License-Identifier: GPL-2.0-only
#include "filter/cgroup_words.h"

#include "filter/each_of_choice.h"
#include "lookup/container_names.h"
#include "lookup/lookup_cgroups.h"

#include <algorithm>

namespace fileaudit {

namespace {

// Where cgroup v2 is mounted, which may be in front of a path.
constexpr std::string_view mounts[] = {"/sys/fs/cgroup/unified", "/sys/fs/cgroup"};

std::string below_mount(std::string_view text) {
    for (const std::string_view mount : mounts)
        if (text.starts_with(mount) && (text.size() == mount.size() || text[mount.size()] == '/')) {
            text.remove_prefix(mount.size());
            break;
        }
    return (text.starts_with('/') ? "" : "/") + std::string(text);
}

// Asks `is_it` about a cgroup and all above it. `path` begins with a slash.
template<class IsIt> bool any_above(std::string_view path, IsIt is_it) {
    for (; path.size() > 1; path = path.substr(0, path.rfind('/')))
        if (is_it(path))
            return true;
    return is_it(std::string_view("/"));
}

// A name, or the start of an id.
bool is_called(std::string_view name, std::string_view wanted) {
    constexpr size_t shortest = 4;
    return name == wanted ||
           (wanted.size() >= shortest && is_container_id(name) && name.starts_with(wanted));
}

} // namespace

Result<CgroupWords> CgroupWords::parse(const Filters& filters) {
    CgroupWords words;
    words.containers_ = filters.containers;
    const auto path = [](const std::string& text) -> Result<Path> {
        const std::string glob = below_mount(text);
        auto pattern = PathPattern::parse(glob, "--cgroup");
        if (!pattern)
            return tl::unexpected(pattern.error());
        std::string exact = glob;
        while (exact.size() > 1 && exact.ends_with('/'))
            exact.pop_back();
        return Path{std::move(exact), std::move(*pattern)};
    };
    if (auto ok = each_of_choice(filters.cgroups, words.paths_, path); !ok)
        return tl::unexpected(ok.error());
    const auto unit = [](const std::string& text) -> Result<Unit> {
        std::string name = text + (has_unit_type(text) ? "" : ".service");
        auto pattern = NamePattern::parse(name, "--service");
        if (!pattern)
            return tl::unexpected(pattern.error());
        return Unit{std::move(name), std::move(*pattern)};
    };
    if (auto ok = each_of_choice(filters.services, words.units_, unit); !ok)
        return tl::unexpected(ok.error());
    return words;
}

bool CgroupWords::matches(const Path& wanted, const CgroupPlace& place) {
    return any_above(place.path, [&](std::string_view path) {
        return path == wanted.exact || wanted.pattern.matches(path);
    });
}

bool CgroupWords::matches(const Unit& wanted, const CgroupPlace& place) {
    return any_above(place.path, [&](std::string_view path) {
        const std::string_view name = path.substr(path.rfind('/') + 1);
        return name == wanted.exact || wanted.pattern.matches(name);
    });
}

bool CgroupWords::matches(const std::string& wanted, const CgroupPlace& place) {
    return is_called(place.container, wanted) || any_above(place.path, [&](std::string_view path) {
               const auto container = container_at(path, {});
               return container && is_called(container->name, wanted);
           });
}

template<class Wanted>
CgroupWords::Answer CgroupWords::ask(const Choice<Wanted>& choice, const CgroupPlace& place) {
    if (choice.empty())
        return Answer::yes;
    if (!place.path.starts_with('/'))
        return Answer::unknown;
    const bool passes =
        choice.lets_through([&](const Wanted& wanted) { return matches(wanted, place); });
    return passes ? Answer::yes : Answer::no;
}

CgroupWords::Answer CgroupWords::let_through(const CgroupPlace& place) const {
    const Answer answers[] = {ask(paths_, place), ask(containers_, place), ask(units_, place)};
    for (const Answer wanted : {Answer::no, Answer::unknown})
        if (std::find(std::begin(answers), std::end(answers), wanted) != std::end(answers))
            return wanted;
    return Answer::yes;
}

} // namespace fileaudit
