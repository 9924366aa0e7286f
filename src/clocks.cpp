// SPDX-License-Identifier: GPL-2.0-only
#include "clocks.h"

#include <ctime>
#include <fstream>
#include <string>

namespace fileaudit {

namespace {

uint64_t now_ns(clockid_t clock) {
    timespec t{};
    clock_gettime(clock, &t);
    return static_cast<uint64_t>(t.tv_sec) * 1'000'000'000 + static_cast<uint64_t>(t.tv_nsec);
}

// How far our time namespace is ahead of the clock that the kernel's events have:
// time_namespaces(7).
int64_t namespace_offset_ns() {
    std::ifstream offsets("/proc/self/timens_offsets");
    std::string clock;
    for (int64_t seconds = 0, nanoseconds = 0; offsets >> clock >> seconds >> nanoseconds;)
        if (clock == "monotonic")
            return seconds * 1'000'000'000 + nanoseconds;
    return 0;
}

} // namespace

uint64_t monotonic_ns() {
    static const auto offset = static_cast<uint64_t>(namespace_offset_ns());
    return now_ns(CLOCK_MONOTONIC) - offset;
}

// Between two looks at a clock we may be put aside: the nearest two of three count.
WallClock read_clock() {
    WallClock clock;
    uint64_t nearest = UINT64_MAX;
    for (int i = 0; i < 3; i++) {
        const uint64_t before = monotonic_ns();
        const uint64_t wall = now_ns(CLOCK_REALTIME);
        const uint64_t between = monotonic_ns() - before;
        if (between < nearest) {
            nearest = between;
            clock.offset_ns = static_cast<int64_t>(wall - (before + between / 2));
        }
    }
    return clock;
}

uint64_t next_time(uint64_t last_ns, std::chrono::nanoseconds interval) {
    const auto step = static_cast<uint64_t>(interval.count());
    const uint64_t now = monotonic_ns();
    return last_ns + step > now ? last_ns + step : now + step - (now - last_ns) % step;
}

} // namespace fileaudit
