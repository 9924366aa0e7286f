// SPDX-License-Identifier: GPL-2.0-only
#include "preflight.h"

#include "kernel_features.h"
#include "messages.h"

#include <cstdlib>
#include <fstream>

namespace fileaudit {
namespace {

// Every pid must be a process now; a thread's id names its process.
Result<void> check_pids(const std::vector<uint32_t>& pids) {
    for (const uint32_t pid : pids) {
        std::ifstream status(fmt::format("/proc/{}/status", pid));
        std::string line;
        uint32_t tgid = 0;
        while (std::getline(status, line))
            if (line.starts_with("Tgid:"))
                tgid = static_cast<uint32_t>(std::strtoul(line.c_str() + 5, nullptr, 10));
        if (tgid == 0)
            return fail(Exit::usage, fmt::format("--pid: there is no process {}; ps -e lists "
                                                 "those that run",
                                                 pid));
        if (tgid != pid)
            return fail(Exit::usage, fmt::format("--pid: {} is a thread of process {}; use "
                                                 "--pid {}",
                                                 pid, tgid, tgid));
    }
    return {};
}

Result<void> check_pid_namespace(const Options& options) {
    if (in_initial_pid_namespace())
        return {};
    if (!options.pids.empty() || !options.command.empty())
        return fail(Exit::unsupported,
                    "--pid and a command need the host's process ids, and this is another pid "
                    "namespace; run it on the host, or in a container with the host's pid "
                    "namespace (--pid=host)");
    say("this is not the host's pid namespace: the pids shown are the host's");
    return {};
}

} // namespace

Result<void> check_processes(const Options& options) {
    if (auto ok = check_pid_namespace(options); !ok)
        return ok;
    return check_pids(options.pids);
}

} // namespace fileaudit
