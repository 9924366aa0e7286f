// SPDX-License-Identifier: GPL-2.0-only
// Giving up what is no longer needed once the programs are attached, or were never needed.
#pragma once

#include "result.h"

namespace fileaudit {

// Clears every capability in every set, but CAP_KILL where signals must reach a command that runs
// as another user, and forbids gaining new ones. Reading the ring and the counters needs none.
Result<void> drop_privileges(bool keep_kill);

} // namespace fileaudit
