// SPDX-License-Identifier: GPL-2.0-only
// One value of a filter option, from text. An error names the option (`what`, e.g. "--pid"), the
// value, the reason and the remedy.
#pragma once

#include "filter/filters.h"
#include "result.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace fileaudit {

// From 1 to 4194304: a process, or a thread when `what` is --tid.
Result<uint32_t> parse_pid(std::string_view text, std::string_view what);

// Refuses as well what has more bytes than any comm.
Result<NamePattern> parse_comm(std::string_view text, std::string_view what);

// A pid or an inode number; still text, since only the system tells which.
Result<std::string> parse_mount_namespace(std::string_view text, std::string_view what);

// "8:1".
Result<Device> parse_device(std::string_view text, std::string_view what);

Result<uint64_t> parse_inode(std::string_view text, std::string_view what);

// "ENOENT", "2".
Result<uint32_t> parse_errno(std::string_view text, std::string_view what);

// "1/100" → 100; at least 1.
Result<uint32_t> parse_sample(std::string_view text);

// "100/s", "100": events a second, at least 1.
Result<uint64_t> parse_rate(std::string_view text);

} // namespace fileaudit
