// SPDX-License-Identifier: GPL-2.0-only
// The columns of a row's keys, as text.
#pragma once

#include "summary/rows.h"

#include <string>
#include <string_view>
#include <vector>

namespace fileaudit {

struct KeyColumn {
    std::string_view title;
    bool is_number = false; // to the right
    bool is_path = false;   // may be long
    // Escaped; one word unless it may hold spaces.
    std::string (*text)(const RowKeys& keys, bool one_word) = nullptr;
};

// Of these keys (enum fa_uniq_key bits): in the order of uniq_words, path-like ones last.
std::vector<KeyColumn> key_columns(uint32_t keys);

} // namespace fileaudit
