// SPDX-License-Identifier: GPL-2.0-only
// What `top` draws: a line on top, the table, the keys below. Pure.
#pragma once

#include "cli/options.h"
#include "event/ledger.h"
#include "format/buffer.h"
#include "summary/rows.h"

#include <cstddef>
#include <optional>
#include <string_view>

namespace fileaudit {

struct ScreenSize {
    size_t columns = 80, lines = 24;
};

// How many rows of a table fit.
size_t rows_that_fit(ScreenSize size);

// Escape sequences and text that replace all that was on the screen, no wider and no higher than
// `size`. `time` is told as it is. The table has at most rows_that_fit() rows.
void append_screen(Buffer& out, ScreenSize size, const Table& table, SortBy sort,
                   std::string_view time, const Ledger& ledger);

// What was typed without the keys that are more than one character: arrows and the like send
// ESC [ … and a letter or ~, or ESC O and a letter.
std::string plain_keys(std::string_view typed);

// The column that a key sorts by.
std::optional<SortBy> sort_of_key(char key);

// That the screen and the head of the table call so: "failed", "procs".
std::optional<SortBy> sort_of_word(std::string_view word);

} // namespace fileaudit
