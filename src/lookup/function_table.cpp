// SPDX-License-Identifier: GPL-2.0-only
#include "lookup/function_table.h"

#include <algorithm>
#include <string_view>
#include <tuple>

namespace fileaudit {
namespace {

// So many functions may lie inside one that goes on behind them.
constexpr int most_nested = 64;

// openat before __openat64; what has a size before what is a mere label.
auto rank(const ElfFunction& function) {
    const std::string_view name = function.name;
    const size_t underscores = std::min(name.find_first_not_of('_'), name.size());
    return std::tuple(function.start, function.end == function.start, underscores,
                      function.is_local, name.size(), name);
}

} // namespace

FunctionTable::FunctionTable(std::vector<ElfFunction> functions)
    : functions_(std::move(functions)) {
    std::sort(functions_.begin(), functions_.end(),
              [](const ElfFunction& a, const ElfFunction& b) { return rank(a) < rank(b); });
    const auto last =
        std::unique(functions_.begin(), functions_.end(),
                    [](const ElfFunction& a, const ElfFunction& b) { return a.start == b.start; });
    functions_.erase(last, functions_.end());
    functions_.shrink_to_fit();
    for (size_t i = 0; i < functions_.size(); ++i) {
        ElfFunction& function = functions_[i];
        if (function.end != function.start)
            continue;
        const bool is_last = i + 1 == functions_.size();
        function.end = is_last ? function.limit : std::min(function.limit, functions_[i + 1].start);
    }
}

const ElfFunction* FunctionTable::find(uint64_t address) const {
    auto after = std::upper_bound(
        functions_.begin(), functions_.end(), address,
        [](uint64_t value, const ElfFunction& function) { return value < function.start; });
    for (int i = 0; i < most_nested && after != functions_.begin(); ++i)
        if ((--after)->end > address)
            return &*after;
    return nullptr;
}

} // namespace fileaudit
