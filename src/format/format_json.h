// SPDX-License-Identifier: GPL-2.0-only
// JSON lines: one flat object an event, always valid UTF-8, keys in the order of the columns.
// Where a name's bytes were not UTF-8, `<key>_hex` beside it carries them exactly. A loss is
//   {"op":"loss","ts":"…","lost":3,"ring_full":3,…}: every reason, zero or not.
#pragma once

#include "format/field_json.h"
#include "format/format.h"

#include <vector>

namespace fileaudit {

class JsonFormatter final : public Formatter {
public:
    JsonFormatter(const std::vector<const Field*>& columns, TimeStyle time, WallClock clock)
        : Formatter(time, clock), columns_(columns.begin(), columns.end()) {}

    void append_event(Buffer& out, const Event& event) override;
    void append_loss(Buffer& out, uint64_t monotonic_ns, const Ledger& ledger) override;

private:
    std::vector<JsonColumn> columns_;
};

} // namespace fileaudit
