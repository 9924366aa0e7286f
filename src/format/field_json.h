// SPDX-License-Identifier: GPL-2.0-only
// One field of an event as JSON.
#pragma once

#include "format/field.h"

#include <string>

namespace fileaudit {

// A field, and the key that it always has.
struct JsonColumn {
    explicit JsonColumn(const Field* column);

    const Field* field;
    std::string head; // `,"name":`
};

// `,"name":value`, and what goes with it (the verdict on a path, exact bytes that were not UTF-8);
// nothing when it is absent. Not of the time, which is the formatter's.
void append_json_field(Buffer& out, const JsonColumn& column, const Event& event);

} // namespace fileaudit
