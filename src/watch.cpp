// SPDX-License-Identifier: GPL-2.0-only
#include "watch.h"

#include "clocks.h"
#include "existing.h"
#include "kernel/backend.h"
#include "messages.h"
#include "namer.h"
#include "preflight.h"
#include "privileges.h"
#include "record/recording.h"

#include <cerrno>
#include <cstring>

namespace fileaudit {
namespace {

// The filter on pids is the command and all its descendants.
void follow_command(KernelFilter& filter, pid_t pid) {
    filter.pids.push_back({static_cast<uint32_t>(pid), FA_IN});
    filter.pid_sides |= FA_IN;
    filter.follow = true;
}

// Those that ended before their end could be noticed: their pids may be somebody else's by now.
void forget_ended(WatchedProcesses& watched, Session& session, bool quiet) {
    for (const uint32_t pid : watched.take_ended()) {
        session.forget_pid(pid);
        if (!quiet)
            say(fmt::format("{} has ended", watched.describe(pid)));
    }
}

} // namespace

Result<Outcome> watch(const Options& options) {
    // Everything that can be refused is refused before anything is attached.
    auto found = preflight(options);
    if (!found)
        return tl::unexpected(found.error());
    std::optional<Command> command;
    if (!options.command.empty()) {
        auto prepared = Command::prepare(options.command, options.user);
        if (!prepared)
            return tl::unexpected(prepared.error());
        command = std::move(*prepared);
        follow_command(found->plan.kernel, command->pid());
    }
    auto sink = Sink::open(options.output, command.has_value(), options.rotation);
    if (!sink)
        return tl::unexpected(sink.error());
    const WallClock clock = read_clock();
    const auto recording = Recording::create(options, clock);
    if (!recording)
        return tl::unexpected(recording.error());
    const Fd signals = block_signals();
    if (!signals)
        return fail(Exit::failure,
                    fmt::format("cannot watch for signals: {}; nothing could end the "
                                "watch but a kill -9",
                                strerror(errno)));

    Namer namer(options);
    Pipeline pipeline(options, found->plan.user, namer, *sink, clock,
                      *recording ? &(*recording)->recorder() : nullptr);
    pipeline.append_header();
    auto attached =
        attach_best({options, found->features, found->plan.kernel, found->ids.same_files});
    if (!attached)
        return tl::unexpected(attached.error());
    Session& session = *attached->session;
    if (found->watched)
        forget_ended(*found->watched, session, options.quiet);
    if (auto ok = drop_privileges(command.has_value()); !ok)
        return tl::unexpected(ok.error());
    if (options.existing) {
        auto shown = show_existing(session, pipeline, *sink, &attached->early, signals.get());
        if (!shown)
            return tl::unexpected(shown.error());
    }
    for (const std::string& record : attached->early)
        if (!pipeline.take(record.data(), record.size()))
            break;

    if (options.verbose)
        say("ready");
    if (command)
        if (auto ok = command->release(); !ok)
            return tl::unexpected(ok.error());
    const auto view = make_view({options, session, pipeline, *sink});
    return stream({options, session, pipeline, *sink, recording->get(), view.get(), signals},
                  {command, found->watched});
}

} // namespace fileaudit
