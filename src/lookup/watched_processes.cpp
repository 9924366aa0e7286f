// SPDX-License-Identifier: GPL-2.0-only
#include "lookup/watched_processes.h"

#include "format/escape.h"
#include "text_file.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fmt/format.h>
#include <fstream>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace fileaudit {
namespace {

// File descriptors that everything else may need: programs, maps, rings, output.
constexpr rlim_t spare = 256;

Result<void> make_room(size_t count) {
    const rlim_t needed = count + spare;
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= needed)
        return {};
    if (limit.rlim_max >= needed) {
        limit.rlim_cur = limit.rlim_max;
        if (setrlimit(RLIMIT_NOFILE, &limit) == 0)
            return {};
    }
    return fail(Exit::usage,
                fmt::format("--pid: as many processes take {0} open files, and the limit is {1}; "
                            "give fewer, or raise it with ulimit -n {0}",
                            needed, limit.rlim_max));
}

tl::unexpected<Error> no_process(uint32_t pid) {
    return fail(Exit::usage,
                fmt::format("--pid: there is no process {}; ps -e lists those that run", pid));
}

// A thread's id names its process.
Result<void> check_process(uint32_t pid) {
    std::ifstream status(fmt::format("/proc/{}/status", pid));
    uint32_t tgid = 0;
    for (std::string line; std::getline(status, line);)
        if (line.starts_with("Tgid:"))
            tgid = static_cast<uint32_t>(std::strtoul(line.c_str() + 5, nullptr, 10));
    if (tgid == 0)
        return no_process(pid);
    if (tgid != pid)
        return fail(Exit::usage, fmt::format("--pid: {} is a thread of process {}; use --pid {}",
                                             pid, tgid, tgid));
    return {};
}

std::string comm_of(uint32_t pid) {
    std::string comm = read_text(fmt::format("/proc/{}/comm", pid)).value_or("");
    if (comm.ends_with('\n')) // a comm may hold newlines of its own
        comm.pop_back();
    return comm;
}

} // namespace

Result<WatchedProcesses> WatchedProcesses::open(const std::vector<uint32_t>& pids) {
    std::vector<uint32_t> once;
    for (const uint32_t pid : pids)
        if (std::find(once.begin(), once.end(), pid) == once.end())
            once.push_back(pid);
    if (auto ok = make_room(once.size()); !ok)
        return tl::unexpected(ok.error());

    WatchedProcesses watched;
    watched.epoll_.reset(epoll_create1(EPOLL_CLOEXEC));
    if (!watched.epoll_)
        return fail(Exit::failure,
                    fmt::format("--pid: cannot wait for processes to end: {}", strerror(errno)));
    for (const uint32_t pid : once) {
        if (auto ok = check_process(pid); !ok)
            return tl::unexpected(ok.error());
        Fd pidfd(static_cast<int>(syscall(SYS_pidfd_open, pid, 0)));
        if (!pidfd && errno == ESRCH)
            return no_process(pid);
        epoll_event event{};
        event.events = EPOLLIN;
        event.data.u64 = watched.processes_.size();
        if (!pidfd || epoll_ctl(watched.epoll_.get(), EPOLL_CTL_ADD, pidfd.get(), &event) != 0)
            return fail(Exit::failure, fmt::format("--pid: cannot wait for process {} to end: {}",
                                                   pid, strerror(errno)));
        watched.processes_.push_back({pid, comm_of(pid), std::move(pidfd)});
    }
    return watched;
}

std::vector<uint32_t> WatchedProcesses::take_ended() {
    std::vector<uint32_t> pids;
    std::array<epoll_event, 64> events;
    for (;;) {
        const int n = epoll_wait(epoll_.get(), events.data(), static_cast<int>(events.size()), 0);
        if (n <= 0)
            return pids;
        for (size_t i = 0; i < static_cast<size_t>(n); ++i) {
            Process& process = processes_[events[i].data.u64];
            epoll_ctl(epoll_.get(), EPOLL_CTL_DEL, process.pidfd.get(), nullptr);
            process.pidfd.reset();
            pids.push_back(process.pid);
            ++ended_;
        }
    }
}

std::string WatchedProcesses::describe(uint32_t pid) const {
    const auto process = std::find_if(processes_.begin(), processes_.end(),
                                      [pid](const Process& p) { return p.pid == pid; });
    if (process == processes_.end())
        return fmt::format("process {}", pid);
    return fmt::format("process {} ({})", pid, escaped(process->comm));
}

} // namespace fileaudit
