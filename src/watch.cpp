// SPDX-License-Identifier: GPL-2.0-only
#include "watch.h"

#include "backend.h"
#include "command.h"
#include "kernel_features.h"
#include "messages.h"
#include "pipeline.h"
#include "privileges.h"
#include "session.h"
#include "sink.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <ctime>
#include <fstream>
#include <poll.h>
#include <sys/signalfd.h>
#include <sys/wait.h>

namespace fileaudit {
namespace {

// How often the reader looks into the ring unasked: well under the 100 ms that "live"
// promises, and rare enough to cost an idle host nothing.
constexpr uint64_t tick_ns = 25'000'000;
constexpr uint64_t second_ns = 1'000'000'000;
constexpr size_t batch = 4096;      // records between two looks at signals and clocks
constexpr int last_flush_ms = 2000; // patience with a reader that has stopped reading

uint64_t now_ns(clockid_t clock) {
    timespec t{};
    clock_gettime(clock, &t);
    return static_cast<uint64_t>(t.tv_sec) * second_ns + static_cast<uint64_t>(t.tv_nsec);
}

WallClock read_clock() {
    return {static_cast<int64_t>(now_ns(CLOCK_REALTIME) - now_ns(CLOCK_MONOTONIC))};
}

Ledger make_ledger(const Session& session, const Pipeline& pipeline) {
    const KernelCounts kernel = session.counts();
    Ledger ledger;
    ledger.shown = pipeline.shown();
    ledger.filtered = kernel[FA_CNT_FILTERED] + pipeline.filtered();
    ledger[Loss::ring_full] = kernel[FA_CNT_RING_FULL];
    ledger[Loss::scratch_busy] = kernel[FA_CNT_SCRATCH_BUSY];
    ledger[Loss::track_full] = kernel[FA_CNT_TRACK_FULL];
    ledger[Loss::recursion_skipped] = session.recursion_misses();
    ledger[Loss::path_undecided] = pipeline.undecided();
    ledger[Loss::decode_error] = pipeline.decode_errors();
    return ledger;
}

// Tells losses while they happen, at most once a second.
class LossTeller {
public:
    LossTeller(const Options& options, Pipeline& pipeline)
        : quiet_(options.quiet), pipeline_(pipeline) {}

    void tell(const Ledger& total, uint64_t now) {
        Ledger fresh = total;
        for (size_t i = 0; i < loss_reasons; ++i)
            fresh.lost[i] -= told_.lost[i];
        if (fresh.lost_total() == 0)
            return;
        pipeline_.append_loss(now, fresh);
        if (!quiet_)
            say(fmt::format("lost {} events ({}); a larger --buffer or a narrower filter helps",
                            fresh.lost_total(), describe_losses(fresh)));
        told_ = total;
    }

private:
    bool quiet_;
    Pipeline& pipeline_;
    Ledger told_;
};

Fd block_signals() {
    sigset_t set;
    sigemptyset(&set);
    for (const int signal : {SIGINT, SIGTERM, SIGHUP})
        sigaddset(&set, signal);
    sigprocmask(SIG_BLOCK, &set, nullptr);
    signal(SIGPIPE, SIG_IGN); // a reader that goes away is seen as EPIPE
    return Fd(signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK));
}

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

// The streaming loop and its ending.
class Watch {
public:
    Watch(const Options& options, Session& session, Pipeline& pipeline, Sink& sink,
          std::optional<Command>& command, Fd& signals)
        : options_(options), session_(session), pipeline_(pipeline), sink_(sink), command_(command),
          signals_(signals), losses_(options, pipeline) {}

    Result<Outcome> run() {
        const uint64_t start = now_ns(CLOCK_MONOTONIC);
        deadline_ = options_.duration ? start + static_cast<uint64_t>(options_.duration->count())
                                      : UINT64_MAX;
        next_second_ = start + second_ns;
        while (!done_) {
            const bool more = read_batch();
            if (done_)
                break;
            wait(more ? 0 : tick_ns);
        }
        return finish();
    }

private:
    // True when records are left in the ring.
    bool read_batch() {
        const size_t taken = session_.consume(
            batch, [&](const void* data, size_t size) { return pipeline_.take(data, size); });
        sink_.flush(signals_.get(), -1);
        if (pipeline_.count_reached() || sink_.state() != Sink::State::open)
            done_ = true;
        const uint64_t now = now_ns(CLOCK_MONOTONIC);
        if (now >= next_second_) {
            next_second_ = now + second_ns;
            pipeline_.set_clock(read_clock());
            losses_.tell(make_ledger(session_, pipeline_), now);
        }
        if (now >= deadline_)
            done_ = true;
        return taken == batch;
    }

    void wait(uint64_t at_most_ns) {
        const uint64_t now = now_ns(CLOCK_MONOTONIC);
        const uint64_t until_deadline = deadline_ > now ? deadline_ - now : 0;
        const uint64_t nap = std::min(at_most_ns, until_deadline);
        // The output is watched for its reader's end only: POLLERR needs no asking.
        std::array<pollfd, 4> fds{{{signals_.get(), POLLIN, 0},
                                   {command_ ? command_->pidfd() : -1, POLLIN, 0},
                                   {session_.wake_fd(), POLLIN, 0},
                                   {sink_.fd(), 0, 0}}};
        const timespec timeout{static_cast<time_t>(nap / second_ns),
                               static_cast<long>(nap % second_ns)};
        if (ppoll(fds.data(), fds.size(), &timeout, nullptr) <= 0)
            return;
        if (fds[0].revents)
            take_signal();
        if (fds[1].revents)
            done_ = true;
        if (fds[3].revents & (POLLERR | POLLNVAL))
            done_ = true;
    }

    // As strace does: the terminal's Ctrl-C reaches the command by itself and is its to
    // answer; a signal sent to us is passed on, and a second one ends us.
    void take_signal() {
        signalfd_siginfo info{};
        while (read(signals_.get(), &info, sizeof info) == sizeof info) {
            if (command_ && info.ssi_code > 0)
                continue; // from the terminal, which told the command as well
            if (!command_ || std::exchange(signalled_, true))
                done_ = true;
            else
                command_->send_signal(static_cast<int>(info.ssi_signo));
        }
    }

    Result<Outcome> finish() {
        const bool command_ended = command_ && reap();
        session_.detach();
        if (!pipeline_.count_reached() && sink_.state() == Sink::State::open)
            drain();
        const Ledger ledger = make_ledger(session_, pipeline_);
        if (sink_.state() == Sink::State::open) {
            losses_.tell(ledger, now_ns(CLOCK_MONOTONIC));
            if (!sink_.flush(-1, last_flush_ms) && sink_.state() == Sink::State::open)
                return fail(Exit::failure, fmt::format("the reader of the output has stopped "
                                                       "reading; {} bytes were not written",
                                                       sink_.buffer().size()));
        }
        if (!options_.quiet)
            say(closing_line(ledger).substr(strlen("fileaudit: ")));
        if (sink_.state() == Sink::State::failed)
            return tl::unexpected(sink_.error());
        Outcome outcome;
        if (command_ended && WIFSIGNALED(wait_status_))
            outcome.signal = WTERMSIG(wait_status_);
        else if (command_ended)
            outcome.status = WEXITSTATUS(wait_status_);
        if (options_.strict && ledger.lost_total() > 0)
            outcome = {static_cast<int>(Exit::lost), 0};
        return outcome;
    }

    // What is in the ring at the end; it cannot grow any more.
    void drain() {
        for (;;) {
            const size_t taken = session_.consume(
                batch, [&](const void* data, size_t size) { return pipeline_.take(data, size); });
            if (taken < batch || pipeline_.count_reached())
                return;
            if (!sink_.flush(-1, last_flush_ms))
                return;
        }
    }

    // Its status, if it has ended. With --count, --duration or a second signal it may run on.
    bool reap() {
        pollfd fd{command_->pidfd(), POLLIN, 0};
        if (poll(&fd, 1, 0) != 1) {
            if (!options_.quiet)
                say(fmt::format("process {} runs on, unwatched", command_->pid()));
            return false;
        }
        wait_status_ = command_->wait();
        return true;
    }

    const Options& options_;
    Session& session_;
    Pipeline& pipeline_;
    Sink& sink_;
    std::optional<Command>& command_;
    Fd& signals_;
    LossTeller losses_;
    uint64_t deadline_ = 0, next_second_ = 0;
    bool done_ = false, signalled_ = false;
    int wait_status_ = 0;
};

} // namespace

Result<Outcome> watch(const Options& options) {
    // Everything that can be refused is refused before anything is attached.
    auto features = probe_features();
    if (!features)
        return tl::unexpected(features.error());
    if (auto ok = check_pid_namespace(options); !ok)
        return tl::unexpected(ok.error());
    if (auto ok = check_pids(options.pids); !ok)
        return tl::unexpected(ok.error());
    auto sink = Sink::open(options.output, !options.command.empty());
    if (!sink)
        return tl::unexpected(sink.error());

    std::optional<Command> command;
    std::vector<uint32_t> pids = options.pids;
    if (!options.command.empty()) {
        auto prepared = Command::prepare(options.command);
        if (!prepared)
            return tl::unexpected(prepared.error());
        command = std::move(*prepared);
        pids.push_back(static_cast<uint32_t>(command->pid()));
    }
    Fd signals = block_signals();

    Pipeline pipeline(options, *sink, read_clock());
    if (sink->is_terminal() && !options.quiet)
        pipeline.append_header();
    auto attached = attach_best(options, *features, pids, command.has_value());
    if (!attached)
        return tl::unexpected(attached.error());
    for (const std::string& record : attached->early)
        pipeline.take(record.data(), record.size());

    if (auto ok = drop_privileges(command.has_value()); !ok)
        return tl::unexpected(ok.error());
    if (options.verbose)
        say("ready");
    if (command)
        if (auto ok = command->release(); !ok)
            return tl::unexpected(ok.error());
    return Watch(options, *attached->session, pipeline, *sink, command, signals).run();
}

} // namespace fileaudit
