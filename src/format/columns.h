// SPDX-License-Identifier: GPL-2.0-only
// Which fields of an event are shown.
#pragma once

#include "cli/options.h"

#include <string_view>
#include <vector>

namespace fileaudit {

// What options.format shows unless --columns says otherwise, with what other options ask for.
std::vector<const Field*> default_columns(const Options& options);

// Whether this field is among options.columns.
bool shows(const Options& options, std::string_view name);

} // namespace fileaudit
