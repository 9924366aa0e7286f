// SPDX-License-Identifier: GPL-2.0-only
// The values of one option, turned into what they stand for.
#pragma once

#include "filter/filters.h"
#include "result.h"

#include <utility>

namespace fileaudit {

// One result of read(value) for each value, behind those of the same side that are there already.
// The first error ends it.
template<class From, class To, class Read>
Result<void> each_of_choice(const Choice<From>& values, Choice<To>& found, Read read) {
    for (const auto& [from, to] :
         {std::pair(&values.include, &found.include), std::pair(&values.exclude, &found.exclude)})
        for (const From& value : *from) {
            auto one = read(value);
            if (!one)
                return tl::unexpected(one.error());
            to->push_back(std::move(*one));
        }
    return {};
}

} // namespace fileaudit
