// SPDX-License-Identifier: GPL-2.0-only
#include "lookup/system_ids.h"

#include "filter/each_of_choice.h"
#include "format/escape.h"
#include "lookup/known_containers.h"
#include "lookup/lookup_accounts.h"
#include "lookup/lookup_cgroups.h"
#include "lookup/lookup_fstypes.h"
#include "lookup/lookup_namespaces.h"
#include "lookup/nearest.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <iterator>
#include <sys/utsname.h>
#include <utility>

namespace fileaudit {
namespace {

// All results of find(word) for each word.
template<class T, class Find>
Result<void> each_of_many(const Choice<std::string>& words, Choice<T>& found, Find find) {
    for (const auto& [from, to] :
         {std::pair(&words.include, &found.include), std::pair(&words.exclude, &found.exclude)})
        for (const std::string& word : *from) {
            auto many = find(word);
            if (!many)
                return tl::unexpected(many.error());
            to->insert(to->end(), many->begin(), many->end());
        }
    return {};
}

Result<void> look_up_accounts(const Filters& filters, SystemIds& ids) {
    if (auto ok = each_of_choice(filters.users, ids.uids, find_user); !ok)
        return ok;
    return each_of_choice(filters.groups, ids.gids, find_group);
}

// What may be why a container was not found.
std::string hidden_containers() {
    const std::string closed = closed_container_state();
    return closed.empty() ? ""
                          : fmt::format("; names in {} cannot be read, which takes "
                                        "CAP_DAC_READ_SEARCH",
                                        closed);
}

Result<void> look_up_cgroups(const Filters& filters, SystemIds& ids) {
    if (filters.cgroups.empty() && filters.containers.empty() && filters.services.empty())
        return {};
    std::ifstream mountinfo("/proc/self/mountinfo");
    const auto mount = find_cgroup_mount(mountinfo);
    if (!mount)
        return tl::unexpected(mount.error());
    const auto tree = list_cgroups(*mount);
    if (!tree)
        return tl::unexpected(tree.error());

    if (auto ok = each_of_many(filters.cgroups, ids.cgroups,
                               [&](const std::string& word) { return find_cgroups(*tree, word); });
        !ok)
        return ok;
    if (auto ok = each_of_many(filters.containers, ids.containers,
                               [&, known = containers_with_state()](const std::string& word) {
                                   auto found = find_containers(*tree, known, word);
                                   if (!found)
                                       found.error().message += hidden_containers();
                                   return found;
                               });
        !ok)
        return ok;
    return each_of_many(filters.services, ids.services,
                        [&](const std::string& word) { return find_services(*tree, word); });
}

Result<void> look_up_namespaces(const Filters& filters, SystemIds& ids) {
    if (filters.host_only) {
        const auto host = host_mount_namespace();
        if (!host)
            return tl::unexpected(host.error());
        ids.mount_namespaces.include.push_back(*host);
    }
    return each_of_choice(filters.mount_namespaces, ids.mount_namespaces, find_mount_namespace);
}

Result<void> look_up_fstypes(const Filters& filters, SystemIds& ids) {
    if (filters.fstypes.empty())
        return {};
    utsname kernel{};
    uname(&kernel);
    std::ifstream filesystems("/proc/filesystems");
    std::ifstream aliases(fmt::format("/lib/modules/{}/modules.alias", kernel.release));
    const auto known = fstypes_from(filesystems, aliases);
    return each_of_many(filters.fstypes, ids.fstypes,
                        [&](const std::string& word) { return find_fstypes(known, word); });
}

// The file in the same directory, of a huge one in a part, whose name is nearest; "" for none.
std::string nearest_file(const std::filesystem::path& name) {
    constexpr size_t most = 10000;
    const std::filesystem::path directory = name.has_parent_path() ? name.parent_path() : ".";
    std::vector<std::string> beside;
    std::error_code error; // it cannot be read: none
    for (std::filesystem::directory_iterator entry(directory, error), end;
         !error && entry != end && beside.size() < most; entry.increment(error))
        beside.push_back(entry->path().filename());
    std::sort(beside.begin(), beside.end());
    const std::string near = nearest(name.filename().string(), beside);
    return near.empty() ? "" : (name.parent_path() / near).string();
}

Result<Fd> open_file(const std::string& name) {
    Fd file(open(name.c_str(), O_PATH | O_CLOEXEC));
    if (file)
        return file;
    const int error = errno;
    std::string remedy;
    if (error == ENOENT)
        remedy = "; give one that is there";
    if (error == EACCES)
        remedy = "; a directory on the way is closed to this user, which takes CAP_DAC_READ_SEARCH "
                 "to pass";
    if (const std::string near = error == ENOENT ? nearest_file(name) : ""; !near.empty())
        remedy = fmt::format("; did you mean '{}'?", escaped(near));
    return fail(Exit::usage, fmt::format("--ino-of: cannot open '{}': {}{}", escaped(name),
                                         strerror(error), remedy));
}

// Of each option, by what its values are here: `--uid '0,!root'`.
Result<void> refuse_nothing_left(const SystemIds& ids) {
    const std::pair<const char*, bool> options[] = {
        {"--uid", excludes_all(ids.uids)},         {"--gid", excludes_all(ids.gids)},
        {"--cgroup", excludes_all(ids.cgroups)},   {"--container", excludes_all(ids.containers)},
        {"--service", excludes_all(ids.services)}, {"--mntns", excludes_all(ids.mount_namespaces)},
        {"--fstype", excludes_all(ids.fstypes)},
    };
    for (const auto& [option, nothing_left] : options)
        if (nothing_left)
            return fail(
                Exit::usage,
                fmt::format("{}: nothing is left of what it lets through; exclude less", option));
    return {};
}

} // namespace

Result<SystemIds> look_up(const Filters& filters) {
    SystemIds ids;
    for (const auto& part :
         {look_up_accounts, look_up_cgroups, look_up_namespaces, look_up_fstypes})
        if (auto ok = part(filters, ids); !ok)
            return tl::unexpected(ok.error());
    if (auto ok = each_of_choice(filters.same_files, ids.same_files, open_file); !ok)
        return tl::unexpected(ok.error());
    if (auto ok = refuse_nothing_left(ids); !ok)
        return tl::unexpected(ok.error());
    return ids;
}

} // namespace fileaudit
