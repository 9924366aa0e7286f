// SPDX-License-Identifier: GPL-2.0-only
#include "doctor/trials.h"

#include "clocks.h"
#include "event/decode.h"
#include "fd.h"
#include "filter/filter_plan.h"
#include "format/errno_names.h"
#include "kernel/canary.h"
#include "kernel/session.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/wait.h>
#include <unistd.h>

namespace fileaudit {
namespace {

constexpr const char* no_file = "/proc/self/exe/none"; // ENOTDIR, whoever asks

// A child that opens what is not there once it is told to: what we do ourselves is not reported.
class Child {
public:
    Child() {
        std::array<int, 2> ends{};
        if (pipe2(ends.data(), O_CLOEXEC) != 0)
            return;
        const Fd read_end(ends[0]);
        go_.reset(ends[1]);
        pid_ = fork();
        if (pid_ != 0)
            return;
        go_.reset();
        char go = 0;
        if (read(read_end.get(), &go, 1) == 1)
            (void)!open(no_file, O_RDONLY | O_CLOEXEC);
        _exit(0);
    }
    ~Child() { finish(false); }
    Child(const Child&) = delete;
    Child& operator=(const Child&) = delete;

    pid_t pid() const { return pid_; }

    // Waits until it has ended; with `go` it fails to open a file before.
    void finish(bool go) {
        if (go && go_)
            (void)!write(go_.get(), "", 1);
        go_.reset();
        if (pid_ > 0)
            while (waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
            }
        pid_ = -1;
    }

private:
    Fd go_;
    pid_t pid_ = -1;
};

Trial attach(const Attempt& attempt, const Options& options, const Features& features) {
    Trial trial{attempt, true, "", "", "", 0};
    const FilterPlan plan = compile(options.filters, {});
    const Choice<Fd> no_files;
    const uint64_t begin = monotonic_ns();
    const auto session = Session::start(attempt, {options, features, plan.kernel, no_files});
    if (!session) {
        trial.refusal = session.error().message;
        return trial;
    }
    std::vector<std::string> others;
    Proof proof = prove_with_canary(**session, plan.kernel.ops, others);
    trial.took_ns = monotonic_ns() - begin;
    trial.refusal = proof.failure;
    trial.opened = std::move(proof.opened);
    trial.mapped = std::move(proof.mapped);
    return trial;
}

// The trials of one backend: the first that works, or all that do not.
void try_backend(Backend backend, const Features& features, std::vector<Trial>& trials) {
    Options options;
    options.backend = backend;
    const auto plan = make_plan(options, features);
    if (!plan) {
        std::string known = known_refusal(backend, features);
        trials.push_back({{backend, false},
                          false,
                          known.empty() ? plan.error().message : std::move(known),
                          "",
                          "",
                          0});
        return;
    }
    for (const Attempt& attempt : plan->attempts) {
        trials.push_back(attach(attempt, options, features));
        if (trials.back().works())
            return;
    }
}

FailureTrial try_failures(const Attempt& attempt, const Features& features) {
    FailureTrial trial{true, "", "", 0};
    Options options;
    options.backend = attempt.backend;
    options.filters.outcomes = FA_OUTCOME_OK | FA_OUTCOME_FAILED;
    options.latency = true;
    if (const auto plan = make_plan(options, features); !plan) {
        trial.refusal = plan.error().message;
        return trial;
    }
    Child child;
    if (child.pid() <= 0) {
        trial.refusal = fmt::format("cannot start a process: {}", strerror(errno));
        return trial;
    }
    FilterPlan plan = compile(options.filters, {});
    plan.kernel.pids.push_back({static_cast<uint32_t>(child.pid()), FA_IN});
    plan.kernel.pid_sides |= FA_IN;
    const Choice<Fd> no_files;
    const auto session = Session::start(attempt, {options, features, plan.kernel, no_files});
    if (!session) {
        trial.refusal = session.error().message;
        return trial;
    }
    child.finish(true);
    Decoder decoder;
    (*session)->consume(SIZE_MAX, [&](const void* data, size_t size) {
        const auto event = decoder.decode(data, size);
        if (event && event->op == FA_OP_OPEN && event->failed()) {
            trial.errno_name = errno_name(event->error);
            trial.latency_ns = event->latency_ns();
        }
        return true;
    });
    if (trial.errno_name.empty())
        trial.refusal = "attached, but an open that failed was not reported";
    return trial;
}

// Of our own process alone, of which nothing is told: on a busy host it would take long.
std::string try_inventory(const Features& features) {
    Options options;
    options.action = Action::snapshot;
    FilterPlan plan = compile(options.filters, {});
    plan.kernel.pids.push_back({static_cast<uint32_t>(getpid()), FA_IN});
    plan.kernel.pid_sides |= FA_IN;
    const Choice<Fd> no_files;
    const auto session = Session::start_inventory({options, features, plan.kernel, no_files});
    if (!session)
        return session.error().message;
    const auto taken = (*session)->inventory([](const void*, size_t) {});
    return taken ? "" : taken.error().message;
}

} // namespace

Trials try_everything(const Result<Features>& features, std::optional<Backend> only) {
    Trials trials;
    for (const Backend backend : {Backend::lsm, Backend::fentry, Backend::tracepoint}) {
        if (only && *only != backend)
            continue;
        if (features)
            try_backend(backend, *features, trials.backends);
        else
            trials.backends.push_back(
                {{backend, false}, false, features.error().message, "", "", 0});
    }
    const auto best = std::find_if(trials.backends.begin(), trials.backends.end(),
                                   [](const Trial& trial) { return trial.works(); });
    if (!features || best == trials.backends.end())
        return trials;
    trials.failures = try_failures(best->attempt, *features);
    trials.inventory_tried = true;
    trials.inventory_refusal = try_inventory(*features);
    return trials;
}

} // namespace fileaudit
