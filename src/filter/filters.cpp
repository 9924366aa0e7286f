// SPDX-License-Identifier: GPL-2.0-only
#include "filter/filters.h"

namespace fileaudit {

bool excludes_all(const Choice<IdRange>& ids) {
    std::vector<IdRange> excluded = ids.exclude;
    std::sort(excluded.begin(), excluded.end(),
              [](const IdRange& a, const IdRange& b) { return a.first < b.first; });
    const auto is_covered = [&](const IdRange& range) {
        uint64_t next = range.first; // the first not known to be excluded
        for (const IdRange& out : excluded)
            if (out.first <= next && next <= out.last)
                next = uint64_t{out.last} + 1;
        return next > range.last;
    };
    return !ids.include.empty() && std::all_of(ids.include.begin(), ids.include.end(), is_covered);
}

} // namespace fileaudit
