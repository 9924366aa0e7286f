// SPDX-License-Identifier: GPL-2.0-only
// A frame of a user stack.
#pragma once

#include "event/event.h"
#include "format/buffer.h"

namespace fileaudit {

// "0123…cdef+0x54": its file's build id and the offset in it; or its address, "0x7f12a0001054".
void append_frame(Buffer& out, const fa_frame& frame);

// That of an event's frame, or its name, escaped but for spaces.
void append_frame(Buffer& out, const Event& event, size_t number);

} // namespace fileaudit
