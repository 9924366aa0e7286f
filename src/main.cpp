// SPDX-License-Identifier: GPL-2.0-only
// Wiring, and the only place that ends the process.
#include "cli.h"
#include "messages.h"
#include "watch.h"

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <sys/resource.h>

namespace {

// As strace does: whoever waits for us sees the signal that ended the command.
int die_by(int signal) {
    const rlimit no_core{0, 0};
    setrlimit(RLIMIT_CORE, &no_core);
    std::signal(signal, SIG_DFL);
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, signal);
    sigprocmask(SIG_UNBLOCK, &set, nullptr);
    raise(signal);
    return 128 + signal;
}

int refuse(const fileaudit::Error& error) {
    fileaudit::say(error.message);
    return static_cast<int>(error.status);
}

} // namespace

int main(int argc, char** argv) {
    const auto parsed = fileaudit::parse_command_line(argc, argv);
    if (!parsed)
        return refuse(parsed.error());
    if (!parsed->watch) {
        fmt::print("{}", parsed->text);
        return std::fflush(stdout) == 0 ? 0 : 1;
    }
    const auto outcome = fileaudit::watch(*parsed->watch);
    if (!outcome)
        return refuse(outcome.error());
    return outcome->signal != 0 ? die_by(outcome->signal) : outcome->status;
}
