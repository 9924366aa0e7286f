// SPDX-License-Identifier: GPL-2.0-only
// A recording: what goes in comes out; cut off or changed anywhere it yields what is right and no
// more; names and clocks are those of the events behind them.
#include "event/decode.h"
#include "filter/replay_match.h"
#include "format/columns.h"
#include "format/format.h"
#include "format/utf8.h"
#include "record.h"
#include "record/frame_reader.h"
#include "record/frames.h"
#include "record/recorded_names.h"
#include "record/recorder.h"
#include "sample.h"

#include <cstring>
#include <doctest/doctest.h>
#include <random>
#include <utility>
#include <vector>

using namespace fileaudit;
using Step = FrameReader::Step;

namespace {

RecordingHeader sample_header() {
    RecordingHeader header;
    header.wire = FA_WIRE_VERSION;
    header.recorded = recorded_successes | recorded_args;
    header.ancestry = 2;
    header.host_mntns = 4026531841;
    header.wall_ns = 1'700'000'000'000'000'000;
    header.monotonic_ns = 5'000'000'000;
    header.version = "0.1.0";
    header.kernel = "6.1.0-13-amd64";
    header.machine = "x86_64";
    header.host = "h\xff st";
    header.command_line = std::string("fileaudit\0watch\0--record\0r\0", 26);
    return header;
}

struct Frame {
    FrameType type;
    std::string payload;
    bool operator==(const Frame&) const = default;
};

struct Read {
    bool has_header = false;
    std::vector<Frame> frames;
    Step end = Step::need_more;
    std::string problem;
    bool within_frame = false;
};

// `piece`: so many bytes are fed at once.
Read read(std::string_view bytes, size_t piece = SIZE_MAX) {
    FrameReader reader;
    Read result;
    for (;;) {
        const Step step = reader.next();
        if (step == Step::header) {
            result.has_header = true;
        } else if (step == Step::frame) {
            result.frames.push_back({reader.type(), std::string(reader.payload())});
        } else if (step == Step::need_more && !bytes.empty()) {
            reader.feed(bytes.substr(0, piece));
            bytes.remove_prefix(std::min(piece, bytes.size()));
        } else {
            result.end = step;
            result.problem = reader.problem();
            result.within_frame = reader.within_frame();
            return result;
        }
    }
}

std::string sample_recording(size_t events = 6) {
    Recorder recorder(sample_header());
    recorder.clock({1234});
    for (size_t i = 0; i < events; ++i) {
        Record record;
        record.paths[0].text = "/tmp/" + std::to_string(i);
        const std::string bytes = record.bytes();
        Event event = sample_event();
        event.uid = static_cast<uint32_t>(1000 + i / 2);
        event.user = i < 4 ? "jane" : "";
        event.cgroup = 77;
        event.cgroup_path = "/system.slice/a.service";
        recorder.event(bytes, event);
    }
    Ledger ledger;
    ledger.shown = events;
    recorder.finish(ledger, 99);
    return recorder.bytes();
}

std::vector<Frame> events_of(const Read& read) {
    std::vector<Frame> events;
    for (const Frame& frame : read.frames)
        if (frame.type == FrameType::event)
            events.push_back(frame);
    return events;
}

// Of what a changed or shorter file yields, all must be what was written, from the first on.
bool is_beginning(const std::vector<Frame>& part, const std::vector<Frame>& whole) {
    return part.size() <= whole.size() && std::equal(part.begin(), part.end(), whole.begin());
}

} // namespace

TEST_CASE("recording: the header as it was written, whatever is in its texts") {
    const RecordingHeader header = sample_header();
    FrameReader reader;
    reader.feed(header_bytes(header));
    REQUIRE(reader.next() == Step::header);
    const RecordingHeader& read = reader.header();
    CHECK(read.format == recording_format);
    CHECK(read.wire == FA_WIRE_VERSION);
    CHECK(read.recorded == header.recorded);
    CHECK(read.ancestry == 2);
    CHECK(read.host_mntns == 4026531841);
    CHECK(read.wall_ns == header.wall_ns);
    CHECK(read.monotonic_ns == header.monotonic_ns);
    CHECK(read.version == header.version);
    CHECK(read.kernel == header.kernel);
    CHECK(read.machine == header.machine);
    CHECK(read.host == header.host);
    CHECK(read.command_line == header.command_line);
    CHECK(reader.next() == Step::need_more);
    CHECK(!reader.within_frame());
}

TEST_CASE("recording: texts that are too long are cut, the header stays readable") {
    RecordingHeader header = sample_header();
    header.command_line.assign(1u << 20, 'x');
    header.host.assign(1u << 20, 'y');
    FrameReader reader;
    reader.feed(header_bytes(header));
    REQUIRE(reader.next() == Step::header);
    CHECK(reader.header().command_line.size() == 8192);
    CHECK(reader.header().host.size() == 8192);
}

TEST_CASE("recording: its layout") {
    const std::string header = header_bytes(sample_header());
    CHECK(header.substr(0, 8) == "\x89"
                                 "FAR\r\n\x1a\n");
    CHECK(raw_at<uint32_t>(header, 8) == 0x01020304);
    CHECK(raw_at<uint16_t>(header, 12) == 1);
    CHECK(raw_at<uint16_t>(header, 14) == 3);
    CHECK(raw_at<uint32_t>(header, 16) == header.size());
    CHECK(header.size() % 8 == 0);
    FrameWriter writer;
    writer.begin(FrameType::user);
    append_raw(writer.bytes(), uint32_t{1000});
    writer.bytes().append("jane");
    writer.end();
    writer.begin(FrameType::end);
    writer.bytes().append("123456789");
    writer.end();
    CHECK(writer.bytes().size() == 16 + 8 + 16 + 16);
    CHECK(raw_at<uint16_t>(writer.bytes(), 0) == 3);
    CHECK(raw_at<uint32_t>(writer.bytes(), 4) == 8);
    CHECK(raw_at<uint32_t>(writer.bytes(), 8) == 0);
    CHECK(raw_at<uint32_t>(writer.bytes(), 24 + 4) == 9);
    CHECK(raw_at<uint32_t>(writer.bytes(), 24 + 8) == 1);
    CHECK(writer.bytes().substr(24 + 16) == std::string("123456789\0\0\0\0\0\0\0", 16));
    // python3: zlib.crc32(struct.pack("<HHIII", 3, 0, 8, 0, 1000) + b"jane")
    CHECK(raw_at<uint32_t>(writer.bytes(), 12) == 0x699a08cf);
}

TEST_CASE("recording: in pieces of any size it is the same") {
    const std::string bytes = sample_recording();
    const Read whole = read(bytes);
    CHECK(whole.has_header);
    CHECK(whole.end == Step::need_more);
    CHECK(!whole.within_frame);
    CHECK(events_of(whole).size() == 6);
    for (const size_t piece : {1, 7, 16, 100, 4096}) {
        const Read pieces = read(bytes, piece);
        CHECK(pieces.frames == whole.frames);
        CHECK(pieces.end == Step::need_more);
    }
}

TEST_CASE("recording: cut off at every byte it yields what is whole") {
    const std::string bytes = sample_recording();
    const Read whole = read(bytes);
    size_t most = 0;
    for (size_t size = 0; size < bytes.size(); ++size) {
        CAPTURE(size);
        const Read part = read(std::string_view(bytes).substr(0, size));
        REQUIRE(part.end == Step::need_more);
        REQUIRE(is_beginning(part.frames, whole.frames));
        REQUIRE(part.frames.size() < whole.frames.size());
        REQUIRE(part.frames.size() >= most);
        most = part.frames.size();
    }
    CHECK(most == whole.frames.size() - 1);
}

TEST_CASE("recording: with any byte changed nothing wrong is believed") {
    const std::string bytes = sample_recording();
    const Read whole = read(bytes);
    for (size_t at = 0; at < bytes.size(); ++at)
        for (const int bit : {0, 3, 7}) {
            CAPTURE(at);
            CAPTURE(bit);
            std::string changed = bytes;
            changed[at] = static_cast<char>(changed[at] ^ (1 << bit));
            const Read part = read(changed);
            REQUIRE(is_beginning(part.frames, whole.frames));
            REQUIRE(part.frames.size() < whole.frames.size());
            // a longer length may wait for bytes that never come
            REQUIRE((part.end != Step::need_more || part.within_frame));
        }
}

// What a hostile file holds is right by its sums.
TEST_CASE("recording: whatever is in frames, who reads them stays within bounds") {
    std::minstd_rand random; // the same each time
    const std::vector<Frame> frames = read(sample_recording()).frames;
    auto match = ReplayMatch::make(Filters(), 0).value();
    for (size_t round = 0; round < 20000; ++round) {
        Frame frame = frames[random() % frames.size()];
        for (size_t changes = random() % 8; changes > 0 && !frame.payload.empty(); --changes)
            frame.payload[random() % frame.payload.size()] = static_cast<char>(random());
        if (random() % 4 == 0)
            frame.payload.resize(random() % (frame.payload.size() + 9));
        if (random() % 4 == 0)
            frame.type = static_cast<FrameType>(random() % 10);
        RecordedNames names(true);
        names.take(frame.type, frame.payload);
        Decoder decoder;
        auto event = decoder.decode(frame.payload.data(), frame.payload.size());
        if (!event)
            continue;
        names.name(*event);
        match.judge(*event);
        Buffer out;
        Options options;
        options.format = Format::json;
        options.columns = default_columns(options);
        make_formatter(options, WallClock(), false)->append_event(out, *event);
        REQUIRE(valid_utf8({out.data(), out.size()}));
    }
}

TEST_CASE("recording: frames left out, doubled or exchanged are noticed") {
    const std::string bytes = sample_recording();
    FrameReader reader;
    reader.feed(bytes);
    std::vector<size_t> bounds;
    while (reader.next() != Step::need_more)
        bounds.push_back(reader.offset());
    const auto frame = [&](size_t i) { return bytes.substr(bounds[i], bounds[i + 1] - bounds[i]); };
    const std::string begin = bytes.substr(0, bounds[2]);
    for (const std::string& wrong :
         {begin + frame(3), begin + frame(1), begin + frame(3) + frame(2)}) {
        const Read part = read(wrong);
        CHECK(part.frames.size() == 2);
        CHECK(part.end == Step::damaged);
        CHECK(part.problem == "is damaged at byte " + std::to_string(bounds[2]));
    }
}

TEST_CASE("recording: what is none, or another kind of one, is refused") {
    const std::string good = header_bytes(sample_header());
    const auto changed = [&](size_t at, auto number) {
        std::string bytes = good;
        put(bytes, at, number);
        return bytes;
    };
    RecordingHeader other_wire = sample_header();
    other_wire.wire = FA_WIRE_VERSION + 1;
    const struct {
        std::string bytes;
        const char* word;
    } rows[] = {
        {"{\"ts\":1}\n", "is no recording; give a file that"},
        {"\x89PNG\r\n\x1a\n", "is no recording; give a file that"},
        {std::string(100, '\0'), "is no recording; give a file that"},
        {changed(8, uint32_t{0x04030201}), "another byte order"},
        {changed(8, uint32_t{0x04030202}), "header is damaged"},
        {changed(12, uint16_t{2}), "of format 2, and this fileaudit reads format 1"},
        {changed(16, uint32_t{8}), "header is damaged"},
        {changed(16, uint32_t{1u << 30}), "header is damaged"},
        {changed(60, uint8_t{'x'}), "header is damaged"},
        {header_bytes(other_wire), "events of version 4, written by fileaudit 0.1.0"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.word);
        const Read none = read(row.bytes);
        CHECK(!none.has_header);
        CHECK(none.end == Step::refused);
        CHECK(none.problem.find(row.word) != std::string::npos);
    }
    CHECK(read("").end == Step::need_more);
    CHECK(read("\x89"
               "FA")
              .end == Step::need_more);
}

TEST_CASE("recording: a payload that is too long is damage, not a reason to wait for it") {
    std::string bytes = header_bytes(sample_header());
    append_raw(bytes, uint16_t{1});
    append_raw(bytes, uint16_t{0});
    append_raw(bytes, uint32_t{0xffffffff});
    bytes.resize(bytes.size() + 8);
    CHECK(read(bytes).end == Step::damaged);
}

TEST_CASE("recording: a frame of an unknown type is skipped by whoever reads names") {
    RecordedNames names(false);
    CHECK(names.take(static_cast<FrameType>(77), "anything"));
}

TEST_CASE("recorder: a record as it was, without what must not leave the machine") {
    Record record;
    record.file = 0xffff888123456780;
    record.total = 5;
    record.comm = "cat";
    std::string bytes = record.bytes();
    std::memcpy(bytes.data() + Record::comm_at, "cat\0behind", 10);
    std::memcpy(bytes.data() + 186, "secret", 6); // pad
    Recorder recorder(sample_header());
    recorder.event(bytes, sample_event());
    const std::vector<Frame> events = events_of(read(recorder.bytes()));
    REQUIRE(events.size() == 1);
    Record clean;
    clean.file = 0;
    clean.total = 0;
    clean.comm = "cat";
    CHECK(events[0].payload == clean.bytes());
}

TEST_CASE("recorder: names once, again when they change, none where there is none") {
    Recorder recorder(sample_header());
    const std::string bytes = Record().bytes();
    const struct {
        uint32_t uid;
        const char* user;
        uint64_t cgroup;
        const char* path;
        size_t frames; // of all events so far
    } rows[] = {
        {1000, "jane", 0, "", 3}, // clock, user, event
        {1000, "jane", 0, "", 4},   {1001, "", 0, "", 5},       {1001, "joe", 0, "", 7},
        {1000, "jan", 9, "/a", 10}, {1000, "jan", 9, "/a", 11}, {1000, "", 9, "/b", 14},
    };
    for (const auto& row : rows) {
        Event event = sample_event();
        event.uid = row.uid;
        event.user = row.user;
        event.cgroup = row.cgroup;
        event.cgroup_path = row.path;
        recorder.event(bytes, event);
        CHECK(read(recorder.bytes()).frames.size() == row.frames);
    }
}

TEST_CASE("recorder: losses when they have changed, and at the end") {
    Recorder recorder(sample_header());
    const auto count = [&] { return read(recorder.bytes()).frames.size(); };
    Ledger ledger;
    recorder.losses(ledger, 10);
    const size_t first = count();
    recorder.losses(ledger, 20);
    CHECK(count() == first);
    ledger[Loss::ring_full] = 3;
    recorder.losses(ledger, 30);
    CHECK(count() == first + 1);
    recorder.finish(ledger, 40);
    CHECK(count() == first + 3);
    const auto frames = read(recorder.bytes()).frames;
    const std::string& losses = frames[frames.size() - 2].payload;
    CHECK(losses.size() == (6 + loss_reasons) * 8);
    CHECK(raw_at<uint64_t>(losses, 0) == 40);
    CHECK(raw_at<uint64_t>(losses, 6 * 8) == 3);
}

TEST_CASE("recorded names: an event has those that it had when it was recorded") {
    const std::array<fa_frame, 2> stack{};
    const std::vector<std::string_view> texts{"main+0x5 (cat)", "open+0x1 (libc.so.6)"};
    const std::vector<std::string_view> other_texts{"x", "main+0x5 (cat)"};
    Recorder recorder(sample_header());
    std::vector<Event> events(4, sample_event());
    events[0].user = "jane";
    events[0].group = "staff";
    events[0].cgroup = 5;
    events[0].cgroup_path = "/system.slice/docker-1.scope";
    events[0].container = "web";
    events[1].stack = stack;
    events[1].frame_names = texts;
    events[2].stack = stack;
    events[2].frame_names = other_texts;
    events[3].cgroup = 6;
    events[3].user = "jane";
    const std::string bytes = Record().bytes();
    for (const Event& event : events)
        recorder.event(bytes, event);

    RecordedNames names(false);
    size_t next = 0;
    for (const Frame& frame : read(recorder.bytes()).frames) {
        if (frame.type != FrameType::event) {
            REQUIRE(names.take(frame.type, frame.payload));
            continue;
        }
        const Event& was = events[next++];
        Event event = was;
        event.user = event.group = event.cgroup_path = event.container = "";
        event.frame_names = {};
        names.name(event);
        CHECK(event.user == was.user);
        CHECK(event.group == was.group);
        CHECK(event.cgroup_path == was.cgroup_path);
        CHECK(event.container == was.container);
        REQUIRE(event.frame_names.size() == was.frame_names.size());
        for (size_t i = 0; i < was.frame_names.size(); ++i)
            CHECK(event.frame_names[i] == was.frame_names[i]);
    }
    CHECK(next == events.size());
}

TEST_CASE("recorded names: a stack is kept for an event that is named again") {
    const std::array<fa_frame, 1> stack{fa_frame{FA_FRAME_ADDRESS, {}, 0x1234}};
    const std::array<fa_frame, 1> other{fa_frame{FA_FRAME_ADDRESS, {}, 0x99}};
    RecordedNames names(true);
    std::string text, ids;
    append_raw(text, uint32_t{0});
    text += "first";
    append_raw(ids, uint32_t{0});
    CHECK(names.take(FrameType::text, text));
    CHECK(names.take(FrameType::stack, ids));
    Event event = sample_event();
    event.stack = stack;
    names.name(event);
    Event between = sample_event();
    between.stack = other;
    names.name(between);
    CHECK(between.frame_names.empty());
    Event again = sample_event();
    again.stack = stack;
    names.name(again);
    REQUIRE(again.frame_names.size() == 1);
    CHECK(again.frame_names[0] == "first");
}

TEST_CASE("recorded names: frames that do not add up are refused") {
    const auto bytes = [](auto... numbers) {
        std::string out;
        (append_raw(out, numbers), ...);
        return out;
    };
    const struct {
        FrameType type;
        std::string payload;
    } rows[] = {
        {FrameType::user, ""},
        {FrameType::user, "abc"},
        {FrameType::user, bytes(uint32_t{1}) + std::string(longest_name + 1, 'x')},
        {FrameType::group, "abc"},
        {FrameType::cgroup, "short"},
        {FrameType::cgroup, bytes(uint64_t{1}, uint16_t{9}) + "/a"},
        {FrameType::cgroup, bytes(uint64_t{1}, uint16_t{2}) + "no slash"},
        {FrameType::text, bytes(uint32_t{1}) + "not the next one"},
        {FrameType::text, bytes(uint32_t{most_texts}) + "x"},
        {FrameType::text, bytes(uint32_t{0}) + std::string(longest_text + 1, 'x')},
        {FrameType::stack, bytes(uint32_t{0})},
        {FrameType::stack, "odd"},
        {FrameType::stack, std::string(4 * (FA_FRAMES_MAX + 1), '\0')},
    };
    for (const auto& row : rows) {
        CAPTURE(static_cast<int>(row.type));
        CAPTURE(row.payload.size());
        RecordedNames names(false);
        CHECK(!names.take(row.type, row.payload));
    }
}
