// SPDX-License-Identifier: GPL-2.0-only
// Event times as text.
#include "format/time_format.h"

#include <ctime>

namespace fileaudit {

namespace {

constexpr int64_t second_ns = 1'000'000'000;

} // namespace

void TimeFormat::append_time(Buffer& out, uint64_t monotonic_ns) {
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
    if (zone_ == Zone::local)
        fmt::format_to(std::back_inserter(out), ".{:03}", fraction / 1'000'000);
    else
        fmt::format_to(std::back_inserter(out), ".{:09}Z", fraction);
}

void TimeFormat::format_second(int64_t second) {
    const std::time_t when = second;
    std::tm parts{};
    if (zone_ == Zone::local) {
        ::localtime_r(&when, &parts);
        text_ = fmt::format("{:02}:{:02}:{:02}", parts.tm_hour, parts.tm_min, parts.tm_sec);
    } else {
        ::gmtime_r(&when, &parts);
        text_ =
            fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", parts.tm_year + 1900,
                        parts.tm_mon + 1, parts.tm_mday, parts.tm_hour, parts.tm_min, parts.tm_sec);
    }
    second_ = second;
}

} // namespace fileaudit
