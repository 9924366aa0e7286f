// SPDX-License-Identifier: GPL-2.0-only
// One field of an event as text.
#pragma once

#include "format/field.h"

namespace fileaudit {

enum class TextForm {
    words,  // spaces stay; a path has its verdict in front: "[deleted] /a b"
    word,   // the same as one word: "[deleted]/a\x20b"
    values, // spaces stay; a path alone: its verdict is another field
};

// Its value, escaped. False when it is absent; then nothing is appended. Not of the time, which
// is the formatter's.
bool append_field(Buffer& out, const Field& field, const Event& event, TextForm form);

} // namespace fileaudit
