// SPDX-License-Identifier: GPL-2.0-only
// A frame of a user stack.
#pragma once

#include "event/event.h"
#include "format/buffer.h"

#include <string_view>

namespace fileaudit {

// Where a stack without frame pointers leads astray: an address in no file. The kernel tells the
// file above it then, and an offset below zero (find_vma() in stack_map_get_build_id_offset(),
// kernel/bpf/stackmap.c).
inline constexpr std::string_view unknown_frame = "[unknown]";
inline bool is_unknown(const fa_frame& frame) {
    return frame.status == FA_FRAME_BUILD_ID && static_cast<int64_t>(frame.at) < 0;
}

// "0123…cdef+0x54": its file's build id and the offset in it; or its address, "0x7f12a0001054".
void append_frame(Buffer& out, const fa_frame& frame);

// That of an event's frame, or its name, escaped but for spaces.
void append_frame(Buffer& out, const Event& event, size_t number);

} // namespace fileaudit
