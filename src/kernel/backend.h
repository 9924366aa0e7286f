// SPDX-License-Identifier: GPL-2.0-only
// Carries out the attach plan: the first attempt that loads, attaches and proves itself.
#pragma once

#include "kernel/attach_plan.h"
#include "kernel/session.h"

#include <memory>
#include <string>
#include <vector>

namespace fileaudit {

struct Attached {
    std::unique_ptr<Session> session;
    // Records of other processes that arrived while the session proved itself.
    std::vector<std::string> early;
};

// With options.verbose, every refusal and the choice are told on stderr.
Result<Attached> attach_best(const SessionPlan& plan);

} // namespace fileaudit
