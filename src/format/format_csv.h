// SPDX-License-Identifier: GPL-2.0-only
// Comma-separated values (RFC 4180, but for lines that end in a newline alone), a header first. A
// path and its verdict are columns of their own. Values are escaped as in text, so that none holds
// a newline; what is absent is empty.
#pragma once

#include "format/format.h"

#include <vector>

namespace fileaudit {

class CsvFormatter final : public Formatter {
public:
    CsvFormatter(const std::vector<const Field*>& columns, TimeStyle time, WallClock clock)
        : Formatter(time, clock), columns_(columns) {}

    void append_header(Buffer& out) override;
    bool header_is_data() const override { return true; }
    void append_event(Buffer& out, const Event& event) override;

private:
    std::vector<const Field*> columns_;
};

} // namespace fileaudit
