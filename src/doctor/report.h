// SPDX-License-Identifier: GPL-2.0-only
// Pure: a diagnosis as text for a terminal of 80 columns, and as one JSON object.
#pragma once

#include "doctor/diagnosis.h"

#include <string>

namespace fileaudit {

// The verdict first, then tables, then what to do. No line is wider than 80 columns, but for a
// word that is. All bytes from outside are escaped.
std::string doctor_text(const Facts& facts, const Trials& trials, const Diagnosis& diagnosis);

// One object and a newline. Keys stay what they are; others may come.
std::string doctor_json(const Facts& facts, const Trials& trials, const Diagnosis& diagnosis,
                        std::string_view version);

} // namespace fileaudit
