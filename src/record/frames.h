// SPDX-License-Identifier: GPL-2.0-only
// Pure: frames of a recording, to bytes.
#pragma once

#include "record/record_file.h"

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace fileaudit {

// The bytes of a number as they lie in memory, behind `out`.
template<class Number> void append_raw(std::string& out, Number number) {
    char bytes[sizeof(number)];
    std::memcpy(bytes, &number, sizeof(number));
    out.append(bytes, sizeof(bytes));
}

// `at + sizeof(Number)` must be within `bytes`.
template<class Number> Number raw_at(std::string_view bytes, size_t at) {
    Number number;
    std::memcpy(&number, bytes.data() + at, sizeof(number));
    return number;
}

// The header of a recording. Texts that are too long for it are cut.
std::string header_bytes(const RecordingHeader& header);

// The crc of a frame: of its first 12 bytes, and of what follows the 16 of its head.
uint32_t frame_crc(std::string_view head, std::string_view padded_payload);

inline constexpr size_t frame_head = 16;
inline constexpr size_t frame_crc_at = 12;

constexpr size_t padded(size_t length) {
    return (length + 7) & ~size_t{7};
}

// Writes frames one behind the other into a string; begin(), then append to bytes(), then end().
class FrameWriter {
public:
    std::string& bytes() { return bytes_; }

    void begin(FrameType type);
    void end();

private:
    std::string bytes_;
    size_t begun_ = 0;
    uint32_t number_ = 0;
};

} // namespace fileaudit
