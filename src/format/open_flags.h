// SPDX-License-Identifier: GPL-2.0-only
// Bits that the kernel keeps in f_flags or f_mode for itself (include/linux/fs.h);
// the O_ flags are in <linux/fcntl.h>.
#pragma once

#include <cstdint>

namespace fileaudit {

constexpr uint32_t fmode_exec = 0x20;          // in f_flags: opened to be executed
constexpr uint32_t fmode_path = 0x4000;        // in f_mode: opened with O_PATH
constexpr uint32_t fmode_nonotify = 0x4000000; // in f_flags: fanotify's own open

} // namespace fileaudit
