// SPDX-License-Identifier: GPL-2.0-only
// What every output format promises: lines appended to a buffer, nothing allocated per event.
#pragma once

#include "cli/options.h"
#include "event/event.h"
#include "event/ledger.h"
#include "format/buffer.h"
#include "format/time_format.h"

#include <memory>

namespace fileaudit {

class Formatter {
public:
    virtual ~Formatter() = default;

    // Once, before the first event; nothing for formats without a header.
    virtual void append_header(Buffer&) {}

    // The header belongs into every file, not only onto a terminal.
    virtual bool header_is_data() const { return false; }

    virtual void append_event(Buffer& out, const Event& event) = 0;

    // A loss record inside the stream, for formats that have one; else it is told on stderr alone.
    virtual void append_loss(Buffer&, uint64_t /*monotonic_ns*/, const Ledger&) {}

    void set_clock(WallClock clock) { time_.set_clock(clock); }

protected:
    Formatter(TimeStyle time, WallClock clock) : time_(time, clock) {}

    TimeFormat time_;
};

// The formatter for options.format and options.columns; `color`: if the format has any.
std::unique_ptr<Formatter> make_formatter(const Options& options, WallClock clock, bool color);

} // namespace fileaudit
