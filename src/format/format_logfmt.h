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
        : Formatter(time, clock), columns_(columns) {}

    void append_event(Buffer& out, const Event& event) override;
    void append_loss(Buffer& out, uint64_t monotonic_ns, const Ledger& ledger) override;

private:
    std::vector<const Field*> columns_;
};

} // namespace fileaudit
