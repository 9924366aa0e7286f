// SPDX-License-Identifier: GPL-2.0-only
#include "watch.h"

#include "backend.h"
#include "kernel_features.h"
#include "messages.h"
#include "preflight.h"
#include "privileges.h"

namespace fileaudit {

Result<Outcome> watch(const Options& options) {
    // Everything that can be refused is refused before anything is attached.
    auto features = probe_features();
    if (!features)
        return tl::unexpected(features.error());
    if (auto ok = check_processes(options); !ok)
        return tl::unexpected(ok.error());

    std::optional<Command> command;
    std::vector<uint32_t> pids = options.pids;
    if (!options.command.empty()) {
        auto prepared = Command::prepare(options.command);
        if (!prepared)
            return tl::unexpected(prepared.error());
        command = std::move(*prepared);
        pids.push_back(static_cast<uint32_t>(command->pid()));
    }
    auto sink = Sink::open(options.output, !options.command.empty());
    if (!sink)
        return tl::unexpected(sink.error());
    const Fd signals = block_signals();

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
    return stream(options, *attached->session, pipeline, *sink, command, signals);
}

} // namespace fileaudit
