// SPDX-License-Identifier: GPL-2.0-only
// Ranges of ids of which nothing is left.
#include "filter/filters.h"

#include <doctest/doctest.h>

using namespace fileaudit;

TEST_CASE("filters: whether what is excluded covers all that is included") {
    using Ranges = std::vector<IdRange>;
    const struct {
        Ranges include, exclude;
        bool all;
    } rows[] = {
        {{}, {}, false},
        {{}, {{0, UINT32_MAX}}, false}, // none included: the rest is left, if there is one
        {{{5, 5}}, {}, false},
        {{{5, 5}}, {{5, 5}}, true},
        {{{5, 6}}, {{5, 5}}, false},
        {{{5, 6}}, {{6, 6}}, false},
        {{{5, 6}}, {{6, 6}, {5, 5}}, true}, // in any order
        {{{5, 9}}, {{8, 20}, {0, 7}}, true},
        {{{5, 9}}, {{8, 20}, {0, 6}}, false},        // 7 is left
        {{{5, 9}}, {{0, 7}, {2, 3}, {6, 20}}, true}, // one within another
        {{{1, 2}, {8, 9}}, {{0, 5}}, false},
        {{{1, 2}, {8, 9}}, {{0, 5}, {7, 10}}, true},
        {{{0, UINT32_MAX}}, {{0, UINT32_MAX}}, true},
        {{{0, UINT32_MAX}}, {{0, UINT32_MAX - 1}}, false},
        {{{UINT32_MAX, UINT32_MAX}}, {{UINT32_MAX, UINT32_MAX}}, true},
        {{{0, UINT32_MAX}}, {{0, UINT32_MAX}, {5, 6}}, true},
    };
    for (const auto& row : rows) {
        CAPTURE(row.include.size());
        CAPTURE(row.exclude.size());
        CHECK(excludes_all(Choice<IdRange>{row.include, row.exclude}) == row.all);
    }
}
