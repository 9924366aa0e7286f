// SPDX-License-Identifier: GPL-2.0-only
// Pure: the O_ flags of another architecture as those of this one. Where the numbers of other
// things in an event differ as well (mips, sparc, …), a recording is refused.
#pragma once

#include "result.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace fileaudit {

class MachineFlags {
public:
    // Both as `uname -m` has them. The error is a part of a sentence.
    static Result<MachineFlags> between(std::string_view from, std::string_view to);

    uint32_t translate(uint32_t open_flags) const;

    // A record of bpf/event.h with its flags translated; valid until the next call. What is too
    // short to be one stays as it is.
    std::string_view translate_record(std::string_view record);

private:
    bool differ_ = false;
    std::string record_;
};

// This architecture, as in `uname -m`.
std::string_view machine_here();

} // namespace fileaudit
