// SPDX-License-Identifier: GPL-2.0-only
// JSON lines: one flat object an event, always valid UTF-8, keys in the order of the columns.
// Where a name's bytes were not UTF-8, `<key>_hex` beside it carries them exactly.
#pragma once

#include "format/format.h"

#include <vector>

namespace fileaudit {

class JsonFormatter final : public Formatter {
public:
    JsonFormatter(const std::vector<const Field*>& columns, TimeStyle time, WallClock clock)
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

// {"op":"loss","ts":"…","lost":3,"ring_full":3,…}: every reason, zero or not.
void append_loss_json(Buffer& out, TimeFormat& time, uint64_t monotonic_ns, const Ledger& ledger);

} // namespace fileaudit
