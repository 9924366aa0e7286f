// SPDX-License-Identifier: GPL-2.0-only
// Event times as text. The last formatted second is kept, so that the time zone is
// asked once a second and not once an event.
#pragma once

#include "format/buffer.h"

#include <cstdint>
#include <limits>
#include <optional>
#include <string>

namespace fileaudit {

// How far the wall clock is ahead of CLOCK_MONOTONIC. Whoever owns the clocks
// measures it, again from time to time: suspend and clock steps change it.
struct WallClock {
    int64_t offset_ns = 0;
};

enum class TimeStyle {
    local, // "15:04:05.123"
    utc,   // "15:04:05.123Z"
    iso,   // "2026-01-02T15:04:05.123456789Z" (RFC 3339), UTC
    rel,   // seconds since the first event: "0.001234"
    epoch, // seconds since 1970: "1767366245.123456789"
    delta, // seconds since the event before: "0.000012"; negative when CPUs took turns
    none,
};

class TimeFormat {
public:
    TimeFormat(TimeStyle style, WallClock clock) : style_(style), clock_(clock) {}

    void set_clock(WallClock clock) { clock_ = clock; }
    WallClock clock() const { return clock_; }

    // Of events in the order they are shown: rel and delta remember. Nothing for `none`.
    void append_time(Buffer& out, uint64_t monotonic_ns);

    TimeStyle style() const { return style_; }
    // A JSON number rather than a string.
    bool is_number() const {
        return style_ == TimeStyle::rel || style_ == TimeStyle::epoch || style_ == TimeStyle::delta;
    }
    // Columns of a terminal it takes, most of the time.
    size_t width() const;

private:
    int64_t since(uint64_t monotonic_ns); // for rel and delta
    void append_wall_time(Buffer& out, uint64_t monotonic_ns);
    void format_second(int64_t second);

    TimeStyle style_;
    WallClock clock_;
    int64_t second_ = std::numeric_limits<int64_t>::min(); // that text_ is for
    std::string text_;
    std::optional<uint64_t> reference_ns_; // of rel and delta
};

} // namespace fileaudit
