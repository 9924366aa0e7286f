// SPDX-License-Identifier: GPL-2.0-only
// fileaudit doctor: what works here, what does not, and what to do about it.
#pragma once

#include "cli/options.h"
#include "doctor/diagnosis.h"

#include <string>

namespace fileaudit {

struct DoctorReport {
    std::string text; // for stdout
    Exit status = Exit::ok;
};

// Tries every backend, or options.backend alone. Leaves nothing behind.
DoctorReport doctor(const Options& options);

} // namespace fileaudit
