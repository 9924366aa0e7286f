// SPDX-License-Identifier: GPL-2.0-only
// How much room text takes on a terminal. For escaped text: no controls, nothing invisible.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace fileaudit {

// Columns. Never fewer than a terminal uses, and for all but rare symbols and combining
// characters as many.
size_t display_width(std::string_view text);

// `text` when it fits into so many columns; else its begin and its end, with "…" for what is left
// out between them. `columns` is at least 1. The end gets the larger part: of a path it says more.
std::string shortened(std::string_view text, size_t columns);

// The same, with what is left out at the end.
std::string cut(std::string_view text, size_t columns);

} // namespace fileaudit
