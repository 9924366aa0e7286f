// SPDX-License-Identifier: GPL-2.0-only
// Pure: the bytes of a recording → its header and frames. Trusts nothing, and needs no more room
// than one frame takes.
#pragma once

#include "record/record_file.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace fileaudit {

class FrameReader {
public:
    enum class Step {
        need_more, // what was fed is used up, but for a part of the next frame
        header,    // the first
        frame,
        refused, // it is nothing we can read; see problem()
        damaged, // what was right is read; see problem()
    };

    // What follows in the file.
    void feed(std::string_view bytes);

    // After refused or damaged it stays that.
    Step next();

    const RecordingHeader& header() const { return header_; } // after Step::header

    // Of the last frame; the payload is valid until the next call of feed() or next().
    FrameType type() const { return type_; }
    std::string_view payload() const { return payload_; }

    // A part of a sentence: "is no recording", "is damaged at byte 4711".
    const std::string& problem() const { return problem_; }

    bool has_header() const { return has_header_; }
    bool within_frame() const { return at_ < bytes_.size(); } // bytes are left over
    uint64_t offset() const { return offset_; } // of what was taken as a whole, from the start

private:
    Step next_header();
    Step stop(Step step, std::string problem);
    void take(size_t size);
    std::string_view left() const { return std::string_view(bytes_).substr(at_); }

    std::string bytes_;
    size_t at_ = 0; // in bytes_: what is not taken yet
    uint64_t offset_ = 0;
    uint32_t number_ = 0; // of the next frame
    bool has_header_ = false;
    Step stopped_ = Step::need_more;
    RecordingHeader header_;
    FrameType type_{};
    std::string_view payload_;
    std::string problem_;
};

} // namespace fileaudit
