// SPDX-License-Identifier: GPL-2.0-only
// Event times as text.
#include "format/time_format.h"

#include <ctime>

namespace fileaudit {

namespace {

constexpr int64_t second_ns = 1'000'000'000;

// Seconds with six decimals.
void append_seconds(Buffer& out, int64_t ns) {
    if (ns < 0)
        out.push_back('-');
    const auto microseconds = static_cast<uint64_t>(ns < 0 ? -ns : ns) / 1000;
    append_number(out, microseconds / 1'000'000);
    out.push_back('.');
    append_digits(out, microseconds % 1'000'000, 6);
}

} // namespace

void TimeFormat::append_time(Buffer& out, uint64_t monotonic_ns) {
    switch (style_) {
    case TimeStyle::none:
        return;
    case TimeStyle::rel:
    case TimeStyle::delta:
        return append_seconds(out, since(monotonic_ns));
    case TimeStyle::local:
    case TimeStyle::utc:
    case TimeStyle::iso:
    case TimeStyle::epoch:
        return append_wall_time(out, monotonic_ns);
    }
}

size_t TimeFormat::width() const {
    switch (style_) {
    case TimeStyle::none:
        return 0;
    case TimeStyle::local:
        return 12;
    case TimeStyle::utc:
        return 13;
    case TimeStyle::iso:
        return 30;
    case TimeStyle::epoch:
        return 20;
    case TimeStyle::rel:
    case TimeStyle::delta:
        return 10;
    }
    return 0;
}

int64_t TimeFormat::since(uint64_t monotonic_ns) {
    const uint64_t reference = reference_ns_.value_or(monotonic_ns);
    if (!reference_ns_ || style_ == TimeStyle::delta)
        reference_ns_ = monotonic_ns;
    return static_cast<int64_t>(monotonic_ns - reference);
}

void TimeFormat::append_wall_time(Buffer& out, uint64_t monotonic_ns) {
    const int64_t wall =
        static_cast<int64_t>(monotonic_ns + static_cast<uint64_t>(clock_.offset_ns));
    int64_t second = wall / second_ns;
    int64_t fraction = wall % second_ns;
    if (fraction < 0) { // before 1970: a clock that was never set
        fraction += second_ns;
        --second;
    }
    if (second != second_)
        format_second(second);
    append(out, text_);
    out.push_back('.');
    if (style_ == TimeStyle::local || style_ == TimeStyle::utc)
        append_digits(out, static_cast<uint64_t>(fraction) / 1'000'000, 3);
    else
        append_digits(out, static_cast<uint64_t>(fraction), 9);
    if (style_ == TimeStyle::utc || style_ == TimeStyle::iso)
        out.push_back('Z');
}

void TimeFormat::format_second(int64_t second) {
    const std::time_t when = second;
    std::tm parts{};
    if (style_ == TimeStyle::local)
        ::localtime_r(&when, &parts);
    else
        ::gmtime_r(&when, &parts);
    const std::string clock =
        fmt::format("{:02}:{:02}:{:02}", parts.tm_hour, parts.tm_min, parts.tm_sec);
    if (style_ == TimeStyle::epoch)
        text_ = std::to_string(second);
    else if (style_ == TimeStyle::iso)
        text_ = fmt::format("{:04}-{:02}-{:02}T{}", parts.tm_year + 1900, parts.tm_mon + 1,
                            parts.tm_mday, clock);
    else
        text_ = clock;
    second_ = second;
}

} // namespace fileaudit
