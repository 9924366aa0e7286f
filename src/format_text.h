// SPDX-License-Identifier: GPL-2.0-only
// Text for people: one line an event in columns, the path last and never cut.
//   TIME PID COMM OP ACCESS PATH
//   TIME PID PPID UID COMM OP ACCESS EXE CWD ROOT PATH   (wide)
#pragma once

#include "format.h"

#include <string>

namespace fileaudit {

// The header line, aligned with the rows, with its newline.
std::string text_header(bool wide);

class TextFormatter final : public Formatter {
public:
    TextFormatter(WallClock clock, bool wide)
        : time_(TimeFormat::Zone::local, clock), wide_(wide) {}

    void append_header(Buffer& out) override;
    void append_event(Buffer& out, const Event& event) override;
    void append_loss(Buffer&, uint64_t, const Ledger&) override {} // told on stderr
    void set_clock(WallClock clock) override { time_.set_clock(clock); }

private:
    TimeFormat time_;
    bool wide_;
};

} // namespace fileaudit
