// SPDX-License-Identifier: GPL-2.0-only
// `fileaudit schema`: what a line of --json is.
#pragma once

#include <string>

namespace fileaudit {

// JSON Schema (draft 2020-12) of an event, a record of losses or a row of a summary, as they are
// without --columns and --time.
std::string json_schema();

} // namespace fileaudit
