// SPDX-License-Identifier: GPL-2.0-only
// A path and the verdict on it, as text.
#pragma once

#include "event/event.h"
#include "format/buffer.h"

namespace fileaudit {

// The verdict in brackets unless it is ok, then the text, escaped; as one word, with its spaces
// escaped as well. A bracket in front cannot be part of a path: one without a verdict starts
// with `/`. "-" when there is none.
void append_path(Buffer& out, const Path& path, bool one_word);

} // namespace fileaudit
