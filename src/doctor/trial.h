// SPDX-License-Identifier: GPL-2.0-only
// How it went when it was tried.
#pragma once

#include "kernel/attach_plan.h"

#include <cstdint>
#include <string>
#include <vector>

namespace fileaudit {

struct Trial {
    Attempt attempt;
    bool tried = false;         // else `refusal` was known before
    std::string refusal;        // why it does not work; "" when it does
    std::string opened, mapped; // the paths told of our own open and mmap; exact bytes
    uint64_t took_ns = 0;       // to load, attach and see both

    bool works() const { return refusal.empty(); }
};

// Opens that fail, as watch --failed --latency tells them.
struct FailureTrial {
    bool tried = false;
    std::string refusal;     // "" when it works
    std::string errno_name;  // of an open of ours that failed
    uint64_t latency_ns = 0; // how long that took
};

struct Trials {
    std::vector<Trial> backends; // best first
    FailureTrial failures;       // with the best that works
    bool inventory_tried = false;
    std::string inventory_refusal; // "" when snapshot's iterators work
};

} // namespace fileaudit
