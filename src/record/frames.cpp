// SPDX-License-Identifier: GPL-2.0-only
#include "record/frames.h"

#include <algorithm>
#include <zlib.h>

namespace fileaudit {

namespace {

constexpr size_t most_text = 8u << 10; // of each text of a header

void append_text(std::string& out, std::string_view text) {
    text = text.substr(0, most_text);
    append_raw(out, static_cast<uint16_t>(text.size()));
    out.append(text);
}

template<class Number> void put_raw(std::string& out, size_t at, Number number) {
    std::memcpy(out.data() + at, &number, sizeof(number));
}

void pad(std::string& out) {
    out.resize(padded(out.size()));
}

uint32_t crc_of(std::string_view bytes, uLong begun = 0) {
    return static_cast<uint32_t>(
        crc32_z(begun, reinterpret_cast<const Bytef*>(bytes.data()), bytes.size()));
}

} // namespace

std::string header_bytes(const RecordingHeader& header) {
    std::string out(recording_magic);
    append_raw(out, byte_order_mark);
    append_raw(out, header.format);
    append_raw(out, header.wire);
    const size_t size_at = out.size();
    append_raw(out, uint32_t{0});
    const size_t crc_at = out.size();
    append_raw(out, uint32_t{0});
    append_raw(out, header.recorded);
    append_raw(out, header.ancestry);
    append_raw(out, header.host_mntns);
    append_raw(out, uint32_t{0});
    append_raw(out, header.wall_ns);
    append_raw(out, header.monotonic_ns);
    for (const std::string* text :
         {&header.version, &header.kernel, &header.machine, &header.host, &header.command_line})
        append_text(out, *text);
    pad(out);
    put_raw(out, size_at, static_cast<uint32_t>(out.size()));
    put_raw(out, crc_at, crc_of(out));
    return out;
}

uint32_t frame_crc(std::string_view head, std::string_view padded_payload) {
    return crc_of(padded_payload, crc_of(head.substr(0, frame_crc_at)));
}

void FrameWriter::begin(FrameType type) {
    begun_ = bytes_.size();
    append_raw(bytes_, static_cast<uint16_t>(type));
    append_raw(bytes_, uint16_t{0});
    append_raw(bytes_, uint32_t{0}); // its length, and at last its crc, are not known yet
    append_raw(bytes_, number_++);
    append_raw(bytes_, uint32_t{0});
}

void FrameWriter::end() {
    put_raw(bytes_, begun_ + 4, static_cast<uint32_t>(bytes_.size() - begun_ - frame_head));
    bytes_.resize(begun_ + padded(bytes_.size() - begun_));
    const std::string_view frame = std::string_view(bytes_).substr(begun_);
    put_raw(bytes_, begun_ + frame_crc_at, frame_crc(frame, frame.substr(frame_head)));
}

} // namespace fileaudit
