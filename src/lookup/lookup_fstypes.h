// SPDX-License-Identifier: GPL-2.0-only
// Pure: types of file systems, from the texts that tell which there are.
#pragma once

#include "result.h"

#include <istream>
#include <string>
#include <string_view>
#include <vector>

namespace fileaudit {

// All types by name, each once: those of /proc/filesystems, those a module would bring
// (modules.alias; may be an empty stream), and those the kernel has without listing them.
std::vector<std::string> fstypes_from(std::istream& filesystems, std::istream& module_aliases);

// --fstype: a name, or a glob that one of them or more match. Refuses others with the nearest one.
Result<std::vector<std::string>> find_fstypes(const std::vector<std::string>& known,
                                              std::string_view text);

} // namespace fileaudit
