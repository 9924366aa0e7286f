// SPDX-License-Identifier: GPL-2.0-only
// What the presets stand for.
#pragma once

#include "filter/path_pattern.h"

#include <span>
#include <string_view>
#include <vector>

namespace fileaudit {

// --no-pseudo: the types of file systems that hold neither data on a disk nor a user's data in
// memory, as in /proc/filesystems or as the kernel calls those it mounts for itself.
std::span<const std::string_view> pseudo_fstypes();

// --no-libs: shared libraries, what the dynamic linker reads, and locale data.
std::vector<PathPattern> library_globs();

} // namespace fileaudit
