// SPDX-License-Identifier: GPL-2.0-only
#include "lookup/cgroup_tree.h"

#include "format/escape.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <dirent.h>
#include <fmt/format.h>
#include <memory>
#include <sstream>
#include <string_view>
#include <sys/stat.h>

namespace fileaudit {
namespace {

struct DirClose {
    void operator()(DIR* dir) const { closedir(dir); }
};

// mountinfo writes space, tab, newline and backslash as \ooo.
std::string without_octal_escapes(std::string_view text) {
    const auto is_octal = [](char c) { return c >= '0' && c <= '7'; };
    std::string plain;
    for (size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\\' && i + 3 < text.size() && is_octal(text[i + 1]) &&
            is_octal(text[i + 2]) && is_octal(text[i + 3])) {
            plain += static_cast<char>((text[i + 1] - '0') * 64 + (text[i + 2] - '0') * 8 +
                                       (text[i + 3] - '0'));
            i += 3;
        } else {
            plain += text[i];
        }
    }
    return plain;
}

// Appends the paths of the directories in `dir`, which is at `path` below the mount.
void append_subdirectories(std::vector<std::string>& paths, DIR* dir, const std::string& path) {
    while (const dirent* entry = readdir(dir)) {
        const std::string_view name = entry->d_name;
        if (entry->d_type == DT_DIR && name != "." && name != "..")
            paths.push_back(fmt::format("{}/{}", path == "/" ? "" : path, name));
    }
}

} // namespace

Result<std::string> find_cgroup_mount(std::istream& mountinfo) {
    std::string partial; // a mount of a part of the hierarchy
    for (std::string line; std::getline(mountinfo, line);) {
        // 30 24 0:26 / /sys/fs/cgroup rw,… [optional fields] - cgroup2 cgroup2 rw,…
        const size_t type = line.find(" - cgroup2 ");
        if (type == std::string::npos)
            continue;
        std::istringstream fields(line.substr(0, type));
        std::string id, parent, device, root, directory;
        if (!(fields >> id >> parent >> device >> root >> directory))
            continue;
        if (root == "/")
            return without_octal_escapes(directory);
        if (partial.empty())
            partial = without_octal_escapes(directory);
    }
    if (!partial.empty())
        return partial;
    return fail(Exit::unsupported,
                "--cgroup, --container and --service need cgroup version 2, which is not mounted "
                "here; mount -t cgroup2 none /sys/fs/cgroup mounts it");
}

Result<CgroupTree> list_cgroups(const std::string& mount, size_t most) {
    CgroupTree tree;
    tree.mount = mount;
    dev_t device = 0; // what else is mounted below is none
    std::vector<std::string> waiting{"/"};
    while (!waiting.empty()) {
        if (tree.cgroups.size() + waiting.size() > most)
            return fail(Exit::unsupported,
                        fmt::format("there are more than {} cgroups below {}, too many to look "
                                    "through; leave out --cgroup, --container and --service",
                                    most, escaped(mount)));
        std::string path;
        path.swap(waiting.back());
        waiting.pop_back();
        const bool is_mount = path.size() == 1;
        const std::unique_ptr<DIR, DirClose> dir(opendir((mount + path).c_str()));
        struct stat status {};
        if (!dir || fstat(dirfd(dir.get()), &status) != 0) {
            if (is_mount)
                return fail(Exit::failure, fmt::format("cannot read the cgroups in {}: {}",
                                                       escaped(mount), strerror(errno)));
            continue;
        }
        if (is_mount)
            device = status.st_dev;
        else if (status.st_dev != device)
            continue;
        append_subdirectories(waiting, dir.get(), path);
        tree.cgroups.push_back({path, status.st_ino});
    }
    std::sort(tree.cgroups.begin(), tree.cgroups.end(),
              [](const Cgroup& a, const Cgroup& b) { return a.path < b.path; });
    return tree;
}

} // namespace fileaudit
