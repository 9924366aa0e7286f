// SPDX-License-Identifier: GPL-2.0-only
// A record's bytes → an Event. Trusts nothing: a record that does not add up is refused.
#pragma once

#include "event/event.h"
#include "format/buffer.h"

#include <cstddef>
#include <string>
#include <tl/expected.hpp>

namespace fileaudit {

// The error says what is wrong with the record; the success path allocates nothing.
using DecodeResult = tl::expected<Event, std::string>;

class Decoder {
public:
    // The event's texts point into `data` or into this decoder: they are valid
    // while `data` is and until the next call.
    DecodeResult decode(const void* data, size_t size);

private:
    void name_pseudo(Event& event);

    Buffer made_up_; // a pseudo target's text, e.g. "pipe:[4711]"
};

} // namespace fileaudit
