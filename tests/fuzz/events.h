// SPDX-License-Identifier: GPL-2.0-only
// What must hold of the lines of any event.
#pragma once

#include "event/event.h"

void check_all_formats(const fileaudit::Event& event);
void check_text(std::string_view text, bool lines);
