// SPDX-License-Identifier: GPL-2.0-only
// Where the dynamic linker looks for libraries.
#pragma once

#include <string>
#include <vector>

namespace fileaudit {

// What /etc/ld.so.conf and the files it includes name, then the directories that need no naming,
// and in each the variants for newer processors. Some may not be there.
std::vector<std::string> library_directories(const std::string& conf = "/etc/ld.so.conf");

// The files in them whose names are those of libraries, each once whatever links lead to it. At
// most 65536.
std::vector<std::string> libraries_in(const std::vector<std::string>& directories);

} // namespace fileaudit
