// SPDX-License-Identifier: GPL-2.0-only
// Lines by a template of the user's; what is absent is "-".
#pragma once

#include "format/format.h"

namespace fileaudit {

class LineFormatter final : public Formatter {
public:
    LineFormatter(LineTemplate line, TimeStyle time, WallClock clock)
        : Formatter(time, clock), line_(std::move(line)) {}

    void append_event(Buffer& out, const Event& event) override;

private:
    LineTemplate line_;
    Buffer value_;
};

} // namespace fileaudit
