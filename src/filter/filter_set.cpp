// SPDX-License-Identifier: GPL-2.0-only
// Keys as bpf/filter_abi.h lays them out.
#include "filter/filter_set.h"

#include <algorithm>
#include <cstring>

namespace fileaudit {

void FilterSet::put(fa_kind kind, uint64_t a, uint64_t b, fa_side side) {
    sides_[kind] = static_cast<uint8_t>(sides_[kind] | side);
    fa_side& known = values_.try_emplace({kind, a, b}, side).first->second;
    if (side == FA_OUT)
        known = FA_OUT;
}

void FilterSet::put_name(fa_kind kind, std::string_view name, size_t longest, fa_side side) {
    uint64_t halves[2] = {};
    std::memcpy(halves, name.data(), std::min({name.size(), longest, sizeof(halves)}));
    put(kind, halves[0], halves[1], side);
}

std::vector<KernelFilter::SetEntry> FilterSet::entries() const {
    std::vector<KernelFilter::SetEntry> entries;
    for (const auto& [key, side] : values_) {
        const auto& [kind, a, b] = key;
        entries.push_back({{kind, 0, a, b}, side});
    }
    return entries;
}

} // namespace fileaudit
