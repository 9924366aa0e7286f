// SPDX-License-Identifier: GPL-2.0-only
#include "stream.h"

#include "clocks.h"
#include "loss_teller.h"
#include "messages.h"
#include "standard_streams.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <ctime>
#include <fcntl.h>
#include <poll.h>
#include <sys/signalfd.h>
#include <sys/wait.h>

namespace fileaudit {
namespace {

// How often the reader looks into the ring unasked, well under the 100 ms that "live" promises.
// After a while without records it sleeps until there is one, or a second for what is to be told
// without; where something is to be noticed that nobody wakes it for, it looks on, less often.
constexpr uint64_t tick_ns = 25'000'000;
constexpr uint64_t quiet_tick_ns = 80'000'000;
constexpr uint64_t quiet_after_ns = 250'000'000;
constexpr uint64_t second_ns = 1'000'000'000;
constexpr size_t batch = 1024;      // records between two looks at signals and clocks
constexpr int most_batches = 256;   // before the file is opened anew
constexpr int last_flush_ms = 2000; // patience with a reader that has stopped reading

// A controlling one.
bool has_terminal() {
    return static_cast<bool>(Fd(open("/dev/tty", O_RDONLY | O_NOCTTY | O_CLOEXEC)));
}

// Whether we were told to outlive our terminal: blocked, an ignored signal is queued all the same.
bool is_nohup() {
    struct sigaction action {};
    return sigaction(SIGHUP, nullptr, &action) == 0 && action.sa_handler == SIG_IGN;
}

// The streaming loop and its ending.
class Stream {
public:
    Stream(const Flow& flow, Subjects subjects)
        : options_(flow.options), session_(flow.session), pipeline_(flow.pipeline),
          sink_(flow.sink), recording_(flow.recording), command_(subjects.command),
          watched_(subjects.watched), view_(flow.view), signals_(flow.signals),
          losses_(flow.options, flow.pipeline) {}

    Result<Outcome> run() {
        const uint64_t start = monotonic_ns();
        deadline_ = options_.duration ? start + static_cast<uint64_t>(options_.duration->count())
                                      : UINT64_MAX;
        next_second_ = start + second_ns;
        while (!done_) {
            const bool quiet = is_quiet(), sleeps = quiet && is_woken();
            if (sleeps)
                session_.ask_to_be_woken(); // before the last look
            const size_t taken = read_batch();
            if (done_)
                break;
            wait(taken == batch        ? 0
                 : taken > 0 || !quiet ? tick_ns
                 : sleeps              ? second_ns
                                       : quiet_tick_ns);
        }
        return finish();
    }

private:
    // Up to a batch of records into the pipeline; how many there were.
    size_t take_batch() {
        return session_.consume(
            batch, [&](const void* data, size_t size) { return pipeline_.take(data, size); });
    }

    // How many records it took; after a whole batch more are left in the ring.
    size_t read_batch() {
        const uint64_t before = monotonic_ns();
        const bool second_over = before >= next_second_;
        if (second_over) // or after a sleep they would have times of before
            pipeline_.set_clock(read_clock());
        const size_t taken = take_batch();
        if (taken < batch)
            pipeline_.tick(before);
        if (view_ && before >= view_->due_ns() && before < deadline_) // at the end is the last one
            view_->show(make_ledger(session_, pipeline_));
        pipeline_.flush_recording();
        sink_.flush(signals_.get(), -1);
        if (pipeline_.count_reached() || sink_.state() != Sink::State::open)
            done_ = true;
        const uint64_t now = monotonic_ns();
        if (taken > 0)
            last_record_ = now;
        if (second_over) {
            next_second_ = now + second_ns;
            const Ledger ledger = make_ledger(session_, pipeline_);
            if (stderr_is_ours())
                losses_.tell(ledger, now);
            if (recording_)
                recording_->recorder().losses(ledger, now);
        }
        if (now >= deadline_ || nobody_left())
            done_ = true;
        return taken;
    }

    // Else it would spoil what is drawn; what is to be told is told at the end.
    bool stderr_is_ours() const { return !view_ || !view_->owns_terminal(); }

    bool is_quiet() const { return monotonic_ns() - last_record_ > quiet_after_ns; }

    // Whether nothing is waited for but records, descriptors and a time: neither the end of
    // descendants nor that of a search.
    bool is_woken() const { return !options_.chains && !(watched_ && watched_->all_ended()); }

    void wait(uint64_t at_most_ns) {
        const uint64_t now = monotonic_ns();
        const uint64_t until = std::min(deadline_, view_ ? view_->due_ns() : UINT64_MAX);
        const uint64_t nap = std::min(at_most_ns, until > now ? until - now : 0);
        // The output is watched for its reader's end only: POLLERR needs no asking.
        std::array<pollfd, 6> fds{{{signals_.get(), POLLIN, 0},
                                   {command_ ? command_->pidfd() : -1, POLLIN, 0},
                                   {session_.wake_fd(), POLLIN, 0},
                                   {sink_.fd(), 0, 0},
                                   {watched_ ? watched_->poll_fd() : -1, POLLIN, 0},
                                   {view_ ? view_->input_fd() : -1, POLLIN, 0}}};
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
        if (fds[4].revents)
            tell_ended();
        if (fds[5].revents && !view_->take_input())
            done_ = true;
    }

    void tell_ended() {
        for (const uint32_t pid : watched_->take_ended())
            if (!options_.quiet && stderr_is_ours())
                say(fmt::format("{} has ended", watched_->describe(pid)));
    }

    // Nothing can match any more: those given with --pid, and with --follow all that came of
    // them, have ended.
    bool nobody_left() const {
        return watched_ && watched_->all_ended() &&
               (options_.exit_with_pid || session_.tracked_left() == 0);
    }

    // As strace does: the terminal's Ctrl-C reaches the command by itself and is its to
    // answer; a signal sent to us is passed on, and a second one ends us.
    void take_signal() {
        signalfd_siginfo info{};
        while (read(signals_.get(), &info, sizeof info) == sizeof info) {
            if (info.ssi_signo == SIGWINCH) {
                if (view_)
                    view_->resize();
                continue;
            }
            if (asks_to_reopen(info)) {
                take_all();
                sink_.reopen();
                continue;
            }
            if (info.ssi_signo == SIGHUP && is_nohup())
                continue;
            if (command_ && info.ssi_code > 0)
                continue; // from the terminal, which told the command as well
            if (!command_ || std::exchange(signalled_, true))
                done_ = true;
            else
                command_->send_signal(static_cast<int>(info.ssi_signo));
        }
    }

    // What happened before the signal belongs into the file from before. Bounded: whoever opens
    // files as fast as we read does not keep us here.
    void take_all() {
        for (int batches = 0; batches < most_batches && take_batch() == batch; ++batches)
            sink_.flush(-1, last_flush_ms);
    }

    // A SIGHUP by kill is logrotate's and not for the command, unless it is a shell's, which sends
    // it on when its terminal goes away.
    bool asks_to_reopen(const signalfd_siginfo& info) const {
        return info.ssi_signo == SIGHUP && info.ssi_code <= 0 && sink_.can_reopen() &&
               !(had_terminal_ && !has_terminal());
    }

    Result<Outcome> finish() {
        const bool command_ended = command_ && reap();
        session_.detach();
        if (!pipeline_.count_reached() && sink_.state() == Sink::State::open) {
            drain();
            pipeline_.finish();
        }
        if (view_)
            view_->finish();
        const Ledger ledger = make_ledger(session_, pipeline_);
        const uint64_t now = monotonic_ns();
        if (recording_)
            recording_->finish(ledger, now);
        if (sink_.state() == Sink::State::open) {
            losses_.tell(ledger, now);
            if (!sink_.flush(-1, last_flush_ms) && sink_.state() == Sink::State::open)
                return fail(Exit::failure, fmt::format("the reader of the output has stopped "
                                                       "reading; {} bytes were not written",
                                                       sink_.buffer().size()));
        }
        if (!options_.quiet)
            say(closing_line(ledger));
        if (sink_.state() == Sink::State::failed)
            return tl::unexpected(sink_.error());
        Outcome outcome;
        if (command_ended && WIFSIGNALED(wait_status_))
            outcome.signal = WTERMSIG(wait_status_);
        else if (command_ended)
            outcome.status = WEXITSTATUS(wait_status_);
        if (recording_ && recording_->failed())
            outcome = {static_cast<int>(Exit::failure), 0};
        if (options_.strict && ledger.lost_total() > 0)
            outcome = {static_cast<int>(Exit::lost), 0};
        return outcome;
    }

    // What is in the ring at the end; it cannot grow any more.
    void drain() {
        for (;;) {
            if (take_batch() < batch || pipeline_.count_reached())
                return;
            pipeline_.flush_recording();
            if (!sink_.flush(-1, last_flush_ms))
                return;
        }
    }

    // Its status, if it has ended. With --count, --duration or a second signal it may run on.
    bool reap() {
        pollfd fd{command_->pidfd(), POLLIN, 0};
        int ended;
        while ((ended = poll(&fd, 1, 0)) < 0 && errno == EINTR) {
        }
        if (ended != 1) {
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
    Recording* recording_;
    std::optional<Command>& command_;
    std::optional<WatchedProcesses>& watched_;
    View* view_;
    const Fd& signals_;
    LossTeller losses_;
    uint64_t deadline_ = 0, next_second_ = 0, last_record_ = 0;
    bool done_ = false, signalled_ = false;
    const bool had_terminal_ = sink_.can_reopen() && has_terminal();
    int wait_status_ = 0;
};

} // namespace

Fd block_signals() {
    sigset_t set;
    sigemptyset(&set);
    for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGWINCH})
        sigaddset(&set, signal);
    sigprocmask(SIG_BLOCK, &set, nullptr);
    make_writes_fail();
    return Fd(signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK));
}

Result<Outcome> stream(const Flow& flow, Subjects subjects) {
    return Stream(flow, subjects).run();
}

} // namespace fileaudit
