// SPDX-License-Identifier: GPL-2.0-only
#include "top.h"

#include "watch.h"

namespace fileaudit {

Result<int> top(const Options& options) {
    const auto outcome = watch(options);
    if (!outcome)
        return tl::unexpected(outcome.error());
    return outcome->signal != 0 ? 128 + outcome->signal : outcome->status;
}

} // namespace fileaudit
