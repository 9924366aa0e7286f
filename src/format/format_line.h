// SPDX-License-Identifier: GPL-2.0-only
// Lines by a template of the user's; what is absent is "-".
#pragma once

#include "format/format.h"

namespace fileaudit {

class LineFormatter final : public Formatter {
public:
    LineFormatter(LineTemplate line, TimeStyle time, WallClock clock)
        : line_(std::move(line)), time_(time, clock) {}

    void append_header(Buffer&) override {}
    void append_event(Buffer& out, const Event& event) override;
    void append_loss(Buffer&, uint64_t, const Ledger&) override {} // told on stderr
    void set_clock(WallClock clock) override { time_.set_clock(clock); }

private:
    LineTemplate line_;
    TimeFormat time_;
    Buffer value_;
};

} // namespace fileaudit
