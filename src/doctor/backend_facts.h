// SPDX-License-Identifier: GPL-2.0-only
// Pure: what is known of each backend wherever it runs, as fileaudit(8) has it.
#pragma once

#include "cli/options.h"

#include <span>
#include <string_view>

namespace fileaudit {

// What it does not see, a sentence without a full stop each.
std::span<const std::string_view> cannot_see(Backend backend);

// What a capability is good for here.
struct CapabilityUse {
    int number;
    std::string_view name;
    bool needed; // of every backend, and of snapshot; CAP_SYS_ADMIN stands for it
    std::string_view use;
};

std::span<const CapabilityUse> capability_uses();

} // namespace fileaudit
