// SPDX-License-Identifier: GPL-2.0-only
// What is shown beside the events or instead of them: the tables of a summary. The loop of
// stream.cpp drives it.
#pragma once

#include "cli/options.h"
#include "event/ledger.h"
#include "kernel/session.h"
#include "pipeline.h"
#include "sink.h"

#include <cstdint>
#include <memory>

namespace fileaudit {

class View {
public:
    View() = default;
    View(const View&) = delete;
    View& operator=(const View&) = delete;
    virtual ~View() = default;

    // CLOCK_MONOTONIC, in nanoseconds: when show() is due. UINT64_MAX: never.
    virtual uint64_t due_ns() const { return UINT64_MAX; }

    // Puts what there is now into the sink.
    virtual void show(const Ledger&) {}

    // The last, when nothing more can come; what follows on stderr is seen.
    virtual void finish() = 0;

    // Until finish(), what is written to stderr would spoil it.
    virtual bool owns_terminal() const { return false; }

    // What is typed: -1 for none. take_input() reads it; false: it asks for the end.
    virtual int input_fd() const { return -1; }
    virtual bool take_input() { return true; }

    // The terminal has another size (SIGWINCH).
    virtual void resize() {}
};

// What a view shows, and where; it outlives the view.
struct ViewSource {
    const Options& options;
    const Session& session;
    const Pipeline& pipeline;
    Sink& sink;
};

// Of --summary and `top`; null when there is no summary.
std::unique_ptr<View> make_view(const ViewSource& source);

} // namespace fileaudit
