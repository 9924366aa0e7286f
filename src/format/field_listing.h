// SPDX-License-Identifier: GPL-2.0-only
// `fileaudit fields`: the table of fields, told to people and to programs.
#pragma once

#include <string>

namespace fileaudit {

// A header, then a line a field; at most 132 columns wide.
std::string fields_text();

// An array of objects with the same keys, a line each.
std::string fields_json();

} // namespace fileaudit
