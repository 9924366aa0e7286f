// SPDX-License-Identifier: GPL-2.0-only
// What some columns of text say of an event. All but append_tried() is one word, "-" when there
// is nothing to say.
#pragma once

#include "event/event.h"
#include "format/buffer.h"

namespace fileaudit {

// "ENOENT", "EACCES/lsm", "EACCES/dac".
void append_outcome(Buffer& out, const Event& event);

// Milliseconds, rounded to 3 decimals: "0.012".
void append_latency(Buffer& out, uint64_t latency_ns);

// The parent first: "bash:812<sshd:700<systemd:1".
void append_ancestry(Buffer& out, const Event& event);

// Joined with spaces, which are escaped as well: "cat\x20-n"; behind ones that were cut "...".
void append_args(Buffer& out, const Event& event);

// In front of the path that ended a search, with a space behind: "5 × ENOENT, 1 × EACCES … then ";
// when that failed, too, it is counted in: "6 × ENOENT … last ". Nothing for no search.
void append_tried(Buffer& out, const Event& event);

// Below the event: a line a frame, indented.
void append_stack_lines(Buffer& out, const Event& event);

} // namespace fileaudit
