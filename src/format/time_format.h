// SPDX-License-Identifier: GPL-2.0-only
// Event times as text. The last formatted second is kept, so that the time zone is
// asked once a second and not once an event.
#pragma once

#include "format/buffer.h"

#include <cstdint>
#include <limits>
#include <string>

namespace fileaudit {

// How far the wall clock is ahead of CLOCK_MONOTONIC. Whoever owns the clocks
// measures it, again from time to time: suspend and clock steps change it.
struct WallClock {
    int64_t offset_ns = 0;
};

class TimeFormat {
public:
    enum class Zone { local, utc };

    TimeFormat(Zone zone, WallClock clock) : zone_(zone), clock_(clock) {}

    void set_clock(WallClock clock) { clock_ = clock; }

    // local: "15:04:05.123"; utc: "2026-01-02T15:04:05.123456789Z" (RFC 3339).
    void append_time(Buffer& out, uint64_t monotonic_ns);

private:
    void format_second(int64_t second);

    Zone zone_;
    WallClock clock_;
    int64_t second_ = std::numeric_limits<int64_t>::min(); // that text_ is for
    std::string text_;
};

} // namespace fileaudit
