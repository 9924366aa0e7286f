// SPDX-License-Identifier: GPL-2.0-only
// The fields that hold several values: as text, and as a JSON array. Nothing is
// appended where there are none. Each JSON field has its comma in front.
#pragma once

#include "event/event.h"
#include "format/buffer.h"

#include <string_view>

namespace fileaudit {

// Joined with spaces; those inside of one are escaped: "cat -n a\x20b"; behind ones that were cut
// "...".
void append_args(Buffer& out, const Event& event);
void append_args_json(Buffer& out, const Event& event, std::string_view key);

// The parent first: "bash:812<sshd:700<systemd:1".
void append_ancestry(Buffer& out, const Event& event);
void append_ancestry_json(Buffer& out, const Event& event, std::string_view key);

// Innermost first: "openat+0x54 (libc.so.6)<main+0x12 (cat)"; behind ones that were cut
// "...".
void append_stack(Buffer& out, const Event& event);
void append_stack_json(Buffer& out, const Event& event, std::string_view key);

// What failed before it: "ENOENT:/etc/a,ENOENT:/usr/etc/a".
void append_tried_word(Buffer& out, const Event& event);
void append_tried_json(Buffer& out, const Event& event, std::string_view key);

} // namespace fileaudit
