// SPDX-License-Identifier: GPL-2.0-only
#include "lookup/lookup_namespaces.h"

#include "format/escape.h"
#include "kernel/kernel_features.h"

#include <cerrno>
#include <charconv>
#include <cstring>
#include <dirent.h>
#include <fmt/format.h>
#include <memory>
#include <string_view>
#include <sys/stat.h>

namespace fileaudit {
namespace {

constexpr uint32_t pid_max = 4194304; // PID_MAX_LIMIT; inode numbers of namespaces are larger

struct DirClose {
    void operator()(DIR* dir) const { closedir(dir); }
};

// 0 and the namespace's inode number, or an errno.
int read_mount_namespace(std::string_view pid, uint32_t& inode) {
    struct stat status {};
    if (stat(fmt::format("/proc/{}/ns/mnt", pid).c_str(), &status) != 0)
        return errno;
    inode = static_cast<uint32_t>(status.st_ino);
    return 0;
}

tl::unexpected<Error> unreadable(std::string_view option, std::string_view pid, int error) {
    const bool denied = error == EACCES || error == EPERM;
    return fail(
        denied ? Exit::privilege : Exit::failure,
        fmt::format("{}: cannot read the mount namespace of process {}: {}{}", option, pid,
                    strerror(error),
                    denied ? "; it takes the right to trace it (root, CAP_SYS_PTRACE)" : ""));
}

bool some_process_is_in(uint32_t wanted) {
    const std::unique_ptr<DIR, DirClose> proc(opendir("/proc"));
    if (!proc)
        return false;
    while (const dirent* entry = readdir(proc.get())) {
        uint32_t inode = 0;
        if (entry->d_name[0] >= '1' && entry->d_name[0] <= '9' &&
            read_mount_namespace(entry->d_name, inode) == 0 && inode == wanted)
            return true;
    }
    return false;
}

} // namespace

Result<uint32_t> find_mount_namespace(const std::string& text) {
    uint32_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size() || number == 0)
        return fail(Exit::usage, fmt::format("--mntns: '{}' is neither a process id nor the inode "
                                             "number of a namespace; lsns -t mnt lists both",
                                             escaped(text)));
    if (number <= pid_max) {
        uint32_t inode = 0;
        const int failed = read_mount_namespace(fmt::to_string(number), inode);
        if (failed == 0)
            return inode;
        if (failed != ENOENT && failed != ESRCH)
            return unreadable("--mntns", text, failed);
    }
    if (!some_process_is_in(number))
        return fail(Exit::usage, fmt::format("--mntns: '{}' is neither a process nor a mount "
                                             "namespace that a process is in; lsns -t mnt lists "
                                             "both",
                                             escaped(text)));
    return number;
}

Result<uint32_t> host_mount_namespace() {
    if (own_pid_namespace() != 0)
        return fail(Exit::unsupported,
                    "--host-only: process 1 is not the host's in this pid namespace; run it on the "
                    "host, or in a container with the host's pid namespace (--pid=host)");
    uint32_t inode = 0;
    if (const int error = read_mount_namespace("1", inode))
        return unreadable("--host-only", "1", error);
    return inode;
}

} // namespace fileaudit
