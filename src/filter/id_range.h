// SPDX-License-Identifier: GPL-2.0-only
// Pure: ids of users and groups, from text.
#pragma once

#include "filter/filters.h"
#include "result.h"

#include <optional>
#include <string_view>

namespace fileaudit {

// A number or a range such as 1000-1999; nothing when it is neither, and so a name. `option` is
// what the error names.
std::optional<Result<IdRange>> parse_id_range(std::string_view text, std::string_view option);

} // namespace fileaudit
