// SPDX-License-Identifier: GPL-2.0-only
// A record's bytes → an Event. Trusts nothing: a record that does not add up is refused.
#pragma once

#include "event/event.h"
#include "event/record_check.h"
#include "format/buffer.h"

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
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
    Checked decode_extras(Event& event, std::string_view bytes);
    Checked decode_extra(Event& event, fa_extra_kind kind, std::string_view content);
    Checked decode_ancestor(std::string_view content);
    Checked decode_stack(std::string_view content);

    Buffer made_up_; // a pseudo target's text, e.g. "pipe:[4711]"
    std::array<Ancestor, FA_ANCESTORS_MAX> ancestors_;
    size_t ancestor_count_ = 0;
    std::array<fa_frame, FA_FRAMES_MAX> frames_; // copied: in a record they are not aligned
    size_t frame_count_ = 0;
};

} // namespace fileaudit
