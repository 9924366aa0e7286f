// SPDX-License-Identifier: GPL-2.0-only
// Pure: the exact values of all filters, as the one map of the kernel that holds them.
#pragma once

#include "filter/filter_plan.h"

#include <cstdint>
#include <map>
#include <string_view>
#include <tuple>

namespace fileaudit {

// Whether there are included and excluded values, as enum fa_side bits.
template<class T> uint8_t sides_of(const Choice<T>& choice) {
    return static_cast<uint8_t>((choice.include.empty() ? 0 : FA_IN) |
                                (choice.exclude.empty() ? 0 : FA_OUT));
}

class FilterSet {
public:
    void put(fa_kind kind, uint64_t a, uint64_t b, fa_side side);

    // A name as the kernel has it: at most `longest` bytes of it.
    void put_name(fa_kind kind, std::string_view name, size_t longest, fa_side side);

    template<class Number> void put_numbers(fa_kind kind, const Choice<Number>& numbers) {
        for (const Number number : numbers.include)
            put(kind, number, 0, FA_IN);
        for (const Number number : numbers.exclude)
            put(kind, number, 0, FA_OUT);
    }

    // One entry a value, whatever repeats it: excluded if any says so. Sorted.
    std::vector<KernelFilter::SetEntry> entries() const;

    // Of all that was put.
    uint8_t sides(fa_kind kind) const { return sides_[kind]; }

private:
    std::map<std::tuple<uint32_t, uint64_t, uint64_t>, fa_side> values_;
    std::array<uint8_t, FA_KIND_COUNT> sides_{};
};

} // namespace fileaudit
