// SPDX-License-Identifier: GPL-2.0-only
// What a record must fulfil before any of it is used. The errors say what is wrong with it.
#pragma once

#include "../../bpf/event.h"

#include <cstddef>
#include <fmt/format.h>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>

namespace fileaudit {

using Checked = tl::expected<void, std::string>;

template<class... Args>
tl::unexpected<std::string> refuse(fmt::format_string<Args...> format, Args&&... args) {
    return tl::unexpected<std::string>(fmt::format(format, std::forward<Args>(args)...));
}

// All of the header but its paths. `size`: of the record as it was got, in bytes.
Checked check_header(const fa_event& raw, size_t size);

// The references alone, not whether their texts fit into the record.
Checked check_paths(const fa_event& raw);
Checked check_ancestor(const fa_ancestor& raw);

} // namespace fileaudit
