// SPDX-License-Identifier: GPL-2.0-only
// Users and groups of this system, as ids.
#pragma once

#include "filter/filters.h"
#include "result.h"

#include <string>
#include <vector>

namespace fileaudit {

// A name, an id from 0 to 4294967294, or a range of ids as 1000-1999. Digits are always an id,
// which need not be anyone's. Refuses a name that nobody has, with the nearest one.
Result<IdRange> find_user(const std::string& text);  // --uid
Result<IdRange> find_group(const std::string& text); // --gid

// The names of users there are, for a suggestion: some thousands at most.
std::vector<std::string> user_names();

} // namespace fileaudit
