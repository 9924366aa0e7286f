// SPDX-License-Identifier: GPL-2.0-only
// Wiring, and the only place that ends the process.
#include "account_sources.h"
#include "cli/cli.h"
#include "doctor/doctor.h"
#include "format/field_listing.h"
#include "format/json_schema.h"
#include "messages.h"
#include "preflight.h"
#include "replay.h"
#include "snapshot.h"
#include "standard_streams.h"
#include "top.h"
#include "watch.h"

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <new>
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

// To stdout; the status of having done so.
int print(std::string_view text) {
    if (std::fwrite(text.data(), 1, text.size(), stdout) == text.size() && std::fflush(stdout) == 0)
        return 0;
    fileaudit::say(fmt::format("cannot write to standard output: {}", std::strerror(errno)));
    return 1;
}

int run(const fileaudit::Options& options) {
    const bool json = options.format == fileaudit::Format::json;
    if (options.action == fileaudit::Action::fields)
        return print(json ? fileaudit::fields_json() : fileaudit::fields_text());
    if (options.action == fileaudit::Action::schema)
        return print(fileaudit::json_schema());
    if (options.action == fileaudit::Action::doctor) {
        const auto report = fileaudit::doctor(options);
        const int printed = print(report.text);
        return printed != 0 ? printed : static_cast<int>(report.status);
    }
    if (options.explain) {
        const auto found = fileaudit::preflight(options);
        return found ? print(fileaudit::explain(found->plan)) : refuse(found.error());
    }
    if (options.action == fileaudit::Action::snapshot) {
        const auto status = fileaudit::snapshot(options);
        return status ? *status : refuse(status.error());
    }
    if (options.action == fileaudit::Action::replay) {
        const auto status = fileaudit::replay(options);
        return status ? *status : refuse(status.error());
    }
    if (options.action == fileaudit::Action::top) {
        const auto status = fileaudit::top(options);
        return status ? *status : refuse(status.error());
    }
    const auto outcome = fileaudit::watch(options);
    if (!outcome)
        return refuse(outcome.error());
    return outcome->signal != 0 ? die_by(outcome->signal) : outcome->status;
}

int parse_and_run(int argc, char** argv) {
    const auto parsed = fileaudit::parse_command_line(argc, argv);
    if (!parsed)
        return refuse(parsed.error());
    return parsed->options ? run(*parsed->options) : print(parsed->text);
}

} // namespace

int main(int argc, char** argv) {
    fileaudit::hold_standard_streams();
    fileaudit::choose_account_sources();
    try {
        return parse_and_run(argc, argv);
    } catch (const std::bad_alloc&) { // nothing is attached any more, and the terminal is as it was
        return refuse({fileaudit::Exit::failure, "out of memory; ulimit -v or the cgroup may allow "
                                                 "too little, or fewer values of a filter help"});
    }
}
