// SPDX-License-Identifier: GPL-2.0-only
#include "clocks.h"

#include <ctime>

namespace fileaudit {

namespace {

uint64_t now_ns(clockid_t clock) {
    timespec t{};
    clock_gettime(clock, &t);
    return static_cast<uint64_t>(t.tv_sec) * 1'000'000'000 + static_cast<uint64_t>(t.tv_nsec);
}

} // namespace

uint64_t monotonic_ns() {
    return now_ns(CLOCK_MONOTONIC);
}

WallClock read_clock() {
    return {static_cast<int64_t>(now_ns(CLOCK_REALTIME) - now_ns(CLOCK_MONOTONIC))};
}

uint64_t next_time(uint64_t last_ns, std::chrono::nanoseconds interval) {
    const auto step = static_cast<uint64_t>(interval.count());
    const uint64_t now = monotonic_ns();
    return last_ns + step > now ? last_ns + step : now + step - (now - last_ns) % step;
}

} // namespace fileaudit
