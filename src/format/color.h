// SPDX-License-Identifier: GPL-2.0-only
// Colours that carry meaning, for a terminal: what an event does, or that it failed.
#pragma once

#include "event/event.h"

#include <string_view>

namespace fileaudit {

// The first that holds decides: failures red, what is deleted magenta, writes yellow, what is
// executed (an exec, an executable map) green. "": none.
std::string_view color_of(const Event& event);

inline constexpr std::string_view bold = "\x1b[1m";
inline constexpr std::string_view color_end = "\x1b[0m";

} // namespace fileaudit
