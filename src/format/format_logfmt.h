// SPDX-License-Identifier: GPL-2.0-only
// key=value pairs, as log collectors read them; what is absent is left out. Values are escaped as
// in text, and in quotes where they hold a space, a quote, an equals sign or nothing.
#pragma once

#include "format/format.h"

#include <vector>

namespace fileaudit {

class LogfmtFormatter final : public Formatter {
public:
    LogfmtFormatter(const std::vector<const Field*>& columns, TimeStyle time, WallClock clock)
        : columns_(columns), time_(time, clock), loss_time_(TimeStyle::iso, clock) {}

    void append_header(Buffer&) override {}
    void append_event(Buffer& out, const Event& event) override;
    void append_loss(Buffer& out, uint64_t monotonic_ns, const Ledger& ledger) override;
    void set_clock(WallClock clock) override {
        time_.set_clock(clock);
        loss_time_.set_clock(clock);
    }

private:
    std::vector<const Field*> columns_;
    TimeFormat time_, loss_time_;
};

} // namespace fileaudit
