// SPDX-License-Identifier: GPL-2.0-only
// Who knows names for the numbers in an event: this system (namer.h), or a recording
// (record/recorded_names.h).
#pragma once

#include "event/event.h"

namespace fileaudit {

class EventNames {
public:
    EventNames() = default;
    EventNames(const EventNames&) = delete;
    EventNames& operator=(const EventNames&) = delete;
    virtual ~EventNames() = default;

    // Fills in the names that are known. The texts are valid until the next call.
    virtual void name(Event& event) = 0;
};

} // namespace fileaudit
