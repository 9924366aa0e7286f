// SPDX-License-Identifier: GPL-2.0-only
#include "format/stack_frame.h"

#include "format/escape.h"

namespace fileaudit {

void append_frame(Buffer& out, const fa_frame& frame) {
    if (is_unknown(frame))
        return append(out, unknown_frame);
    if (frame.status == FA_FRAME_BUILD_ID) {
        append_hex(out, {reinterpret_cast<const char*>(frame.build_id), sizeof(frame.build_id)});
        out.push_back('+');
    }
    append_hex_number(out, frame.at);
}

void append_frame(Buffer& out, const Event& event, size_t number) {
    if (event.frame_names.empty())
        append_frame(out, event.stack[number]);
    else
        append_escaped(out, event.frame_names[number], false);
}

} // namespace fileaudit
