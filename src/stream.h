// SPDX-License-Identifier: GPL-2.0-only
// The reading loop from the first event to the closing line.
#pragma once

#include "cli/options.h"
#include "command.h"
#include "fd.h"
#include "kernel/session.h"
#include "lookup/watched_processes.h"
#include "pipeline.h"
#include "record/recording.h"
#include "result.h"
#include "sink.h"
#include "view.h"

#include <optional>

namespace fileaudit {

// How the whole ended: our exit status, or the signal that ended the launched command.
struct Outcome {
    int status = 0;
    int signal = 0; // 0: none
};

// Blocks the signals that end us, SIGPIPE, and that of a terminal's new size, and makes them
// readable.
Fd block_signals();

// What the watch may end with.
struct Subjects {
    std::optional<Command>& command;
    std::optional<WatchedProcesses>& watched; // of --pid
};

// What is read, and where it goes.
struct Flow {
    const Options& options;
    Session& session;
    Pipeline& pipeline;
    Sink& sink;
    Recording* recording; // null: nothing is recorded
    View* view;           // null: there is none
    const Fd& signals;
};

// Reads until the command, the processes watched, the time, the count, the output's reader or a
// signal ends it; then detaches, drains the ring, finishes the view and the recording, and says
// the closing line.
Result<Outcome> stream(const Flow& flow, Subjects subjects);

} // namespace fileaudit
