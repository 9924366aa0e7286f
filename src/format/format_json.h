// SPDX-License-Identifier: GPL-2.0-only
// JSON lines: one flat object an event, always valid UTF-8, keys in a fixed order. Where
// a name's bytes were not UTF-8, `<key>_hex` beside it carries them exactly.
#pragma once

#include "format/format.h"

namespace fileaudit {

enum class JsonDetail {
    plain,
    origin, // also which backend and resolver made the event, and its id
};

class JsonFormatter final : public Formatter {
public:
    JsonFormatter(WallClock clock, JsonDetail detail)
        : time_(TimeFormat::Zone::utc, clock), detail_(detail) {}

    void append_header(Buffer&) override {}
    void append_event(Buffer& out, const Event& event) override;
    void append_loss(Buffer& out, uint64_t monotonic_ns, const Ledger& ledger) override;
    void set_clock(WallClock clock) override { time_.set_clock(clock); }

private:
    TimeFormat time_;
    JsonDetail detail_;
};

// {"op":"loss","ts":"…","lost":3,"ring_full":3,…}: every reason, zero or not.
void append_loss_json(Buffer& out, TimeFormat& time, uint64_t monotonic_ns, const Ledger& ledger);

} // namespace fileaudit
