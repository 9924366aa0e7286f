// SPDX-License-Identifier: GPL-2.0-only
// The values of options, from text. An error names the option (`what`, e.g. "--pid"),
// the value as typed, the reason and the remedy.
#pragma once

#include "options.h"
#include "result.h"

#include <chrono>
#include <cstdint>
#include <string_view>
#include <vector>

namespace fileaudit {

// "4096", "512K", "8M", "8MiB", "1G": bytes above 0. Units are powers of 1024.
Result<uint64_t> parse_size(std::string_view text, std::string_view what);

// "500ms", "10s", "2m", "1.5h"; a plain number is seconds. Above 0, at most 100 years,
// so that it can be added to any clock's time.
Result<std::chrono::nanoseconds> parse_duration(std::string_view text, std::string_view what);

// "4242" or "4242,4243": ids from 1 to 4194304 in the order given, each once.
Result<std::vector<uint32_t>> parse_pid_list(std::string_view text, std::string_view what);

// "open", "open,mmap": exactly the operations named.
Result<OpSet> parse_ops(std::string_view text, std::string_view what);

} // namespace fileaudit
