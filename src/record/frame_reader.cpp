// SPDX-License-Identifier: GPL-2.0-only
#include "record/frame_reader.h"

#include "../../bpf/event.h"
#include "format/escape.h"
#include "record/frames.h"

#include <algorithm>
#include <bit>
#include <fmt/format.h>
#include <utility>

namespace fileaudit {

namespace {

constexpr size_t order_at = 8, format_at = 12, wire_at = 14, size_at = 16, crc_at = 20;
constexpr size_t recorded_at = 24, ancestry_at = 28, mntns_at = 32, wall_at = 40;
constexpr size_t monotonic_at = 48, texts_at = 56;

// The next text of a header, and removes it; false when the header is too short.
bool take_text(std::string_view& bytes, std::string& text) {
    if (bytes.size() < sizeof(uint16_t))
        return false;
    const size_t length = raw_at<uint16_t>(bytes, 0);
    bytes.remove_prefix(sizeof(uint16_t));
    if (bytes.size() < length)
        return false;
    text = bytes.substr(0, length);
    bytes.remove_prefix(length);
    return true;
}

} // namespace

void FrameReader::feed(std::string_view bytes) {
    payload_ = {};
    bytes_.erase(0, at_);
    at_ = 0;
    bytes_.append(bytes);
}

void FrameReader::take(size_t size) {
    at_ += size;
    offset_ += size;
}

FrameReader::Step FrameReader::stop(Step step, std::string problem) {
    problem_ = std::move(problem);
    return stopped_ = step;
}

FrameReader::Step FrameReader::next_header() {
    const std::string_view bytes = left();
    const std::string_view magic = bytes.substr(0, recording_magic.size());
    if (magic != recording_magic.substr(0, magic.size()))
        return stop(Step::refused, "is no recording; give a file that fileaudit watch --record "
                                   "has written");
    if (bytes.size() < texts_at)
        return Step::need_more;
    const auto order = raw_at<uint32_t>(bytes, order_at);
    if (order == __builtin_bswap32(byte_order_mark))
        return stop(Step::refused, "was recorded on a machine of another byte order; replay it on "
                                   "one of that kind");
    if (order != byte_order_mark)
        return stop(Step::refused, "is no recording: its header is damaged");
    header_.format = raw_at<uint16_t>(bytes, format_at);
    if (header_.format != recording_format)
        return stop(Step::refused,
                    fmt::format("is a recording of format {}, and this fileaudit reads format {}; "
                                "use the version that wrote it",
                                header_.format, recording_format));
    const size_t size = raw_at<uint32_t>(bytes, size_at);
    if (size < texts_at || size > largest_header || size % 8 != 0)
        return stop(Step::refused, "is no recording: its header is damaged");
    if (bytes.size() < size)
        return Step::need_more;

    std::string whole(bytes.substr(0, size));
    const auto crc = raw_at<uint32_t>(whole, crc_at);
    std::fill_n(whole.begin() + crc_at, sizeof(crc), '\0');
    // a header's crc is that of all its bytes: there is no head apart
    if (crc != frame_crc(std::string_view(whole).substr(0, frame_crc_at),
                         std::string_view(whole).substr(frame_crc_at)))
        return stop(Step::refused, "is no recording: its header is damaged");
    std::string_view texts = std::string_view(whole).substr(texts_at);
    for (std::string* text : {&header_.version, &header_.kernel, &header_.machine, &header_.host,
                              &header_.command_line})
        if (!take_text(texts, *text))
            return stop(Step::refused, "is no recording: its header is damaged");
    header_.wire = raw_at<uint16_t>(bytes, wire_at);
    header_.recorded = raw_at<uint32_t>(bytes, recorded_at);
    header_.ancestry = raw_at<uint32_t>(bytes, ancestry_at);
    header_.host_mntns = raw_at<uint32_t>(bytes, mntns_at);
    header_.wall_ns = raw_at<uint64_t>(bytes, wall_at);
    header_.monotonic_ns = raw_at<uint64_t>(bytes, monotonic_at);
    if (header_.wire != FA_WIRE_VERSION)
        return stop(Step::refused,
                    fmt::format("holds events of version {}, written by fileaudit {}, and this one "
                                "reads version {}; use the version that wrote it",
                                header_.wire, escaped(header_.version), FA_WIRE_VERSION));
    has_header_ = true;
    take(size);
    return Step::header;
}

FrameReader::Step FrameReader::next() {
    payload_ = {};
    if (stopped_ != Step::need_more)
        return stopped_;
    if (!has_header_)
        return next_header();
    const std::string_view bytes = left();
    if (bytes.size() < frame_head)
        return Step::need_more;
    const auto damaged = [&] {
        return stop(Step::damaged, fmt::format("is damaged at byte {}", offset_));
    };
    const size_t length = raw_at<uint32_t>(bytes, 4);
    if (length > largest_payload)
        return damaged();
    const size_t size = frame_head + padded(length);
    if (bytes.size() < size)
        return Step::need_more;
    const std::string_view frame = bytes.substr(0, size);
    if (raw_at<uint32_t>(frame, frame_crc_at) != frame_crc(frame, frame.substr(frame_head)) ||
        raw_at<uint32_t>(frame, 8) != number_)
        return damaged();
    type_ = static_cast<FrameType>(raw_at<uint16_t>(frame, 0));
    payload_ = frame.substr(frame_head, length);
    ++number_;
    take(size);
    return Step::frame;
}

} // namespace fileaudit
