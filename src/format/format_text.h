// SPDX-License-Identifier: GPL-2.0-only
// Text for people: one line an event in columns, the path last and never cut.
//   TIME PID COMM OP ACCESS PATH
//   TIME PID PPID UID COMM OP VIA ACCESS EXE CWD ROOT PATH   (wide)
// What was asked for beside that has columns behind ACCESS (ERRNO MS OPENER) and in front of PATH
// (ANCESTRY ARGS); a user stack has lines of its own.
#pragma once

#include "format/format.h"

#include <string>

namespace fileaudit {

struct TextLayout {
    bool wide = false;
    bool held = false;     // OP is wide enough for what is held, too
    bool via = false;      // VIA: the way in
    bool failures = false; // ERRNO
    bool latency = false;  // MS
    bool opener = false;   // OPENER: the pid
    bool ancestry = false; // ANCESTRY
    bool args = false;     // ARGS
    bool ustack = false;   // below the event
};

// The header line, aligned with the rows, with its newline.
std::string text_header(TextLayout layout);

class TextFormatter final : public Formatter {
public:
    TextFormatter(WallClock clock, TextLayout layout)
        : time_(TimeFormat::Zone::local, clock), layout_(layout) {}

    void append_header(Buffer& out) override;
    void append_event(Buffer& out, const Event& event) override;
    void append_loss(Buffer&, uint64_t, const Ledger&) override {} // told on stderr
    void set_clock(WallClock clock) override { time_.set_clock(clock); }

private:
    TimeFormat time_;
    TextLayout layout_;
};

} // namespace fileaudit
