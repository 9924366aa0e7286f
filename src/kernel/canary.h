// SPDX-License-Identifier: GPL-2.0-only
// Proof after attaching: we open and map a file of our own and must see both events come
// back through the ring, with the right path. Attached-but-silent never happens.
#pragma once

#include "cli/options.h"
#include "kernel/session.h"

#include <string>
#include <vector>

namespace fileaudit {

struct Proof {
    std::string failure; // "" when the session proved itself, else what was missing
    // What was told of our open and our mmap, where they were asked for: the path, exact bytes.
    std::string opened, mapped;
};

// Other processes' records read meanwhile are added to `others`.
Proof prove_with_canary(Session& session, const Mask& ops, std::vector<std::string>& others);

} // namespace fileaudit
