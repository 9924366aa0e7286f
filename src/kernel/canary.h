// SPDX-License-Identifier: GPL-2.0-only
// Proof after attaching: we open and map a file of our own and must see both events come
// back through the ring, with the right path. Attached-but-silent never happens.
#pragma once

#include "cli/options.h"
#include "kernel/session.h"

#include <string>
#include <vector>

namespace fileaudit {

// "" when the session proved itself, else what was missing. Other processes' records read
// meanwhile are added to `others`.
std::string prove_with_canary(Session& session, const Mask& ops, std::vector<std::string>& others);

} // namespace fileaudit
