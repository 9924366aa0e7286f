// SPDX-License-Identifier: GPL-2.0-only
// Processes of our own, which end when we say so.
#include "lookup/watched_processes.h"

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace fileaudit;

namespace {

// A child of that comm that ends when told so.
pid_t start(const char* comm) {
    int named[2];
    REQUIRE(pipe(named) == 0);
    const pid_t pid = fork();
    REQUIRE(pid >= 0);
    if (pid == 0) {
        prctl(PR_SET_NAME, comm);
        close(named[0]);
        close(named[1]);
        for (;;)
            pause();
    }
    close(named[1]);
    char byte = 0;
    REQUIRE(read(named[0], &byte, 1) == 0); // until the child has closed it
    close(named[0]);
    return pid;
}

void end(pid_t pid) {
    kill(pid, SIGKILL);
    // it has ended, but nobody has asked for its status yet
    siginfo_t info{};
    REQUIRE(waitid(P_PID, static_cast<id_t>(pid), &info, WEXITED | WNOWAIT) == 0);
}

bool readable(int fd) {
    pollfd waiting{fd, POLLIN, 0};
    return poll(&waiting, 1, 0) == 1;
}

std::string refusal(const std::vector<uint32_t>& pids) {
    const auto watched = WatchedProcesses::open(pids);
    return watched ? "" : watched.error().message;
}

} // namespace

TEST_CASE("watched_processes: each end is told once") {
    const auto first = static_cast<uint32_t>(start("one\n two")),
               second = static_cast<uint32_t>(start("second"));
    auto watched = WatchedProcesses::open({first, second, first});
    REQUIRE(watched.has_value());
    CHECK(watched->describe(first) == fmt::format("process {} (one\\n two)", first));
    CHECK_FALSE(readable(watched->poll_fd()));
    CHECK(watched->take_ended().empty());

    end(static_cast<pid_t>(first));
    CHECK(readable(watched->poll_fd()));
    CHECK(watched->take_ended() == std::vector<uint32_t>{first});
    CHECK_FALSE(readable(watched->poll_fd()));
    CHECK(watched->take_ended().empty());
    CHECK_FALSE(watched->all_ended());

    auto moved = std::move(*watched);
    end(static_cast<pid_t>(second));
    waitpid(static_cast<pid_t>(second), nullptr, 0);
    CHECK(moved.take_ended() == std::vector<uint32_t>{second});
    CHECK(moved.all_ended());
    CHECK(moved.describe(second) == fmt::format("process {} (second)", second));
    waitpid(static_cast<pid_t>(first), nullptr, 0);
}

TEST_CASE("watched_processes: none to watch") {
    auto watched = WatchedProcesses::open({});
    REQUIRE(watched.has_value());
    CHECK_FALSE(readable(watched->poll_fd()));
    CHECK_FALSE(watched->all_ended());
    CHECK(watched->describe(1) == "process 1");
}

TEST_CASE("watched_processes: refuses what is no process") {
    const auto gone = static_cast<uint32_t>(start("gone"));
    end(static_cast<pid_t>(gone));
    waitpid(static_cast<pid_t>(gone), nullptr, 0);
    CHECK(refusal({static_cast<uint32_t>(getpid()), gone}) ==
          fmt::format("--pid: there is no process {}; ps -e lists those that run", gone));
    CHECK(refusal({0}) == "--pid: there is no process 0; ps -e lists those that run");

    struct Thread {
        int run[2]{-1, -1};
        int told[2]{-1, -1};
    } pipes;
    REQUIRE(pipe(pipes.run) == 0);
    REQUIRE(pipe(pipes.told) == 0);
    pthread_t thread{};
    REQUIRE(pthread_create(
                &thread, nullptr,
                [](void* argument) -> void* {
                    const Thread& ends = *static_cast<Thread*>(argument);
                    const auto tid = static_cast<uint32_t>(syscall(SYS_gettid));
                    [[maybe_unused]] ssize_t n = write(ends.told[1], &tid, sizeof(tid));
                    char byte = 0;
                    n = read(ends.run[0], &byte, 1);
                    return nullptr;
                },
                &pipes) == 0);
    uint32_t tid = 0;
    REQUIRE(read(pipes.told[0], &tid, sizeof(tid)) == sizeof(tid));
    CHECK(refusal({tid}) ==
          fmt::format("--pid: {0} is a thread of process {1}; use --pid {1}", tid, getpid()));
    close(pipes.run[1]);
    pthread_join(thread, nullptr);
    for (const int fd : {pipes.run[0], pipes.told[0], pipes.told[1]})
        close(fd);
}

TEST_CASE("watched_processes: raises the open-file limit when it must, and says when it cannot") {
    // in a child, whose limits are its own
    const auto status_in_child = [](rlim_t soft, rlim_t hard, auto check) {
        const pid_t pid = fork();
        REQUIRE(pid >= 0);
        if (pid == 0) {
            const rlimit limit{soft, hard};
            _exit(setrlimit(RLIMIT_NOFILE, &limit) == 0 && check() ? 0 : 1);
        }
        int status = -1;
        REQUIRE(waitpid(pid, &status, 0) == pid);
        return status;
    };
    const auto self = static_cast<uint32_t>(getpid());
    CHECK(status_in_child(200, 300, [self] {
              rlimit limit{};
              const auto watched = WatchedProcesses::open({self});
              return watched && getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur == 300;
          }) == 0);
    CHECK(status_in_child(280, 300, [self] {
              rlimit limit{};
              const auto watched = WatchedProcesses::open({self});
              return watched && getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur == 280;
          }) == 0);
    CHECK(status_in_child(200, 250, [self] {
              return refusal({self}) == "--pid: as many processes take 257 open files, and the "
                                        "limit is 250; give fewer, or raise it with ulimit -n 257";
          }) == 0);
}
