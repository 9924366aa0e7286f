// SPDX-License-Identifier: GPL-2.0-only
// What some columns of text say of an event.
#pragma once

#include "event/event.h"
#include "format/buffer.h"

namespace fileaudit {

// "ENOENT", "EACCES/lsm", "EACCES/dac". The event must have failed.
void append_outcome(Buffer& out, const Event& event);

// In that unit (nanoseconds, 1000 or a multiple), rounded to 3 decimals: "0.012".
void append_duration(Buffer& out, uint64_t ns, uint32_t unit_ns);

// In front of the path that ended a search, with a space behind: "5 × ENOENT, 1 × EACCES … then ";
// when that failed, too, it is counted in: "6 × ENOENT … last ". Nothing for no search.
void append_tried(Buffer& out, const Event& event);

// Below the event: a line a frame, indented.
void append_stack_lines(Buffer& out, const Event& event);

} // namespace fileaudit
