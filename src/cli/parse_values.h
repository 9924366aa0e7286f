// SPDX-License-Identifier: GPL-2.0-only
// The values of options, from text. An error names the option (`what`, e.g. "--pid"),
// the value as typed, the reason and the remedy.
#pragma once

#include "result.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

namespace fileaudit {

// Decimal digits alone, from `least` to `most`; nothing when it is not that.
std::optional<uint64_t> parse_number(std::string_view text, uint64_t least, uint64_t most);

// "4096", "512K", "8M", "8MiB", "1G": bytes above 0. Units are powers of 1024.
Result<uint64_t> parse_size(std::string_view text, std::string_view what);

// "500ms", "10s", "2m", "1.5h"; a plain number is seconds. Above 0, at most 100 years,
// so that it can be added to any clock's time.
Result<std::chrono::nanoseconds> parse_duration(std::string_view text, std::string_view what);

// "5ms", "200us", "1.5s"; a plain number is milliseconds. At least 1 ns, at most 100 years.
Result<std::chrono::nanoseconds> parse_short_time(std::string_view text, std::string_view what);

} // namespace fileaudit
