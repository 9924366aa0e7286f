// SPDX-License-Identifier: GPL-2.0-only
// The clocks of this system.
#pragma once

#include "format/time_format.h"

#include <chrono>
#include <cstdint>

namespace fileaudit {

// CLOCK_MONOTONIC now, in nanoseconds.
uint64_t monotonic_ns();

// How far the wall clock is ahead of CLOCK_MONOTONIC now.
WallClock read_clock();

// The first time after `last_ns`, by whole intervals, that has not passed yet.
uint64_t next_time(uint64_t last_ns, std::chrono::nanoseconds interval);

} // namespace fileaudit
