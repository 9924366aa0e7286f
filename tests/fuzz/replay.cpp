// SPDX-License-Identifier: GPL-2.0-only
// A whole recording, as `fileaudit replay` takes it: with the crc of each part put right, so that
// what lies behind it is met; fed at once and in pieces it must say the same.
#include "event/decode.h"
#include "events.h"
#include "filter/replay_match.h"
#include "record/answerable.h"
#include "record/frame_reader.h"
#include "record/frames.h"
#include "record/machine_flags.h"
#include "record/recorded_names.h"
#include "target.h"

#include <algorithm>
#include <cstring>
#include <string>

using namespace fileaudit;
using Step = FrameReader::Step;

namespace {

void put_crc(std::string& bytes, size_t at, uint32_t crc) {
    std::memcpy(bytes.data() + at, &crc, sizeof(crc));
}

void mend(std::string& bytes) {
    if (bytes.size() < 56)
        return;
    const size_t header = raw_at<uint32_t>(bytes, 16);
    if (header < 56 || header > bytes.size())
        return;
    put_crc(bytes, 20, 0);
    put_crc(bytes, 20,
            frame_crc(std::string_view(bytes).substr(0, 12),
                      std::string_view(bytes).substr(12, header - 12)));
    uint32_t number = 0;
    for (size_t at = header; bytes.size() - at >= frame_head; ++number) {
        const size_t size = frame_head + padded(raw_at<uint32_t>(bytes, at + 4));
        if (size > bytes.size() - at)
            return;
        std::memcpy(bytes.data() + at + 8, &number, sizeof(number));
        const std::string_view frame = std::string_view(bytes).substr(at, size);
        put_crc(bytes, at + frame_crc_at, frame_crc(frame, frame.substr(frame_head)));
        at += size;
    }
}

struct Outcome {
    uint64_t frames = 0, offset = 0;
    Step end = Step::need_more;
    bool operator==(const Outcome&) const = default;
};

Outcome read(std::string_view bytes, size_t piece, bool use) {
    FrameReader reader;
    RecordedNames names(true);
    Decoder decoder;
    auto match = *ReplayMatch::make({}, 0);
    Outcome outcome;
    for (;;) {
        const Step step = reader.next();
        outcome.end = step;
        outcome.offset = reader.offset();
        CLAIM(reader.offset() <= UINT32_MAX);
        if (step == Step::need_more) {
            if (bytes.empty())
                return outcome;
            reader.feed(bytes.substr(0, piece));
            bytes.remove_prefix(std::min(piece, bytes.size()));
        } else if (step == Step::header) {
            Options options;
            (void)as_recorded(options, reader.header());
            (void)MachineFlags::between(reader.header().machine, machine_here());
        } else if (step == Step::frame) {
            ++outcome.frames;
            CLAIM(reader.payload().size() <= largest_payload);
            if (!use)
                continue;
            if (reader.type() != FrameType::event) {
                (void)names.take(reader.type(), reader.payload());
                continue;
            }
            const std::string_view record = reader.payload();
            if (auto event = decoder.decode(record.data(), record.size())) {
                names.name(*event);
                (void)match.judge(*event);
                check_all_formats(*event);
            }
        } else {
            check_text(reader.problem(), false);
            CLAIM(!reader.problem().empty() && reader.next() == step);
            return outcome;
        }
    }
}

} // namespace

void fuzz_replay(std::string_view given) {
    if (given.empty())
        return;
    std::string bytes(given.substr(1));
    if ((given[0] & 1) != 0)
        mend(bytes);
    const Outcome whole = read(bytes, SIZE_MAX, true);
    CLAIM(whole == read(bytes, 1 + static_cast<unsigned char>(given[0]) / 2, false));
}
