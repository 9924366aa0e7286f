// SPDX-License-Identifier: GPL-2.0-only
// Decoding recorded bytes: every field, every refusal, and the texts made up for users.
#include "event/decode.h"
#include "record.h"

#include <doctest/doctest.h>
#include <functional>

using namespace fileaudit;

namespace {

std::string refusal(const std::string& bytes) {
    Decoder decoder;
    const auto event = decoder.decode(bytes.data(), bytes.size());
    return event ? "accepted" : event.error();
}

// An open of "passwd" in /etc that found none.
Record failed_record() {
    Record record;
    record.error = 2;
    record.flags = FA_EV_DIR;
    record.paths[0] = {FA_ST_UNRESOLVED, "/etc/passwd"};
    record.dir_len = 4;
    return record;
}

// The same with everything that can follow the paths.
Record full_record() {
    Record record = failed_record();
    record.extras = {
        {FA_EXTRA_NAME, "passwd"},
        {FA_EXTRA_ARGS, std::string("cat\0-n\0", 7)},
        {FA_EXTRA_ANCESTOR, ancestor_bytes(4100, "1234567890123456", {0, "/usr/bin/bash"})},
        {FA_EXTRA_ANCESTOR, ancestor_bytes(700, "", {FA_ST_DETACHED, ""})},
        {FA_EXTRA_ANCESTOR, ancestor_bytes(1, "systemd", {FA_ST_ABSENT, ""})},
        {FA_EXTRA_STACK, frame_bytes(FA_FRAME_BUILD_ID, '\xab', 0x6162636465666768) +
                             frame_bytes(FA_FRAME_EMPTY, '\0', 0) +
                             frame_bytes(FA_FRAME_ADDRESS, '\0', UINT64_MAX)},
    };
    return record;
}

} // namespace

TEST_CASE("decode: every field from its place") {
    Record record;
    record.layer = FA_LAYER_LOWER;
    record.total = FA_TOTALS_MAX;
    record.paths[2] = {FA_ST_DELETED | FA_ST_ESCAPED, "/gone"};
    record.paths[3] = {FA_ST_ABSENT, ""};
    const std::string bytes = record.bytes();
    Decoder decoder;
    const auto event = decoder.decode(bytes.data(), bytes.size());
    REQUIRE(event.has_value());
    CHECK(event->ts_ns == record.ts_ns);
    CHECK(event->begun_ns == record.begun_ns);
    CHECK(event->id == record.id);
    CHECK(event->op == FA_OP_OPEN);
    CHECK(event->backend == FA_BACKEND_TRACEPOINT);
    CHECK(event->resolver == FA_RESOLVER_WALK);
    CHECK(event->flags == record.flags);
    CHECK(event->pid == record.pid);
    CHECK(event->tid == record.tid);
    CHECK(event->ppid == record.ppid);
    CHECK(event->ns_pid == record.ns_pid);
    CHECK(event->uid == record.uid);
    CHECK(event->gid == record.gid);
    CHECK(event->open_flags == record.open_flags);
    CHECK(event->open_mode == record.open_mode);
    CHECK(event->prot == record.prot);
    CHECK(event->map_flags == record.map_flags);
    CHECK(event->dev_major == record.dev_major);
    CHECK(event->dev_minor == record.dev_minor);
    CHECK(event->ino == record.ino);
    CHECK(event->fs_magic == record.fs_magic);
    CHECK(event->file == record.file);
    CHECK(event->map_start == 0);
    CHECK(event->map_end == 0);
    CHECK(event->map_bytes == 0);
    CHECK(event->file_size == record.file_size);
    CHECK(event->cgroup == record.cgroup);
    CHECK(event->fd == 3);
    CHECK(event->mntns == record.mntns);
    CHECK(event->mnt_id == record.mnt_id);
    CHECK(event->loginuid == record.loginuid);
    CHECK(event->session == record.session);
    CHECK(event->opener == 0);
    CHECK(event->total == record.total);
    CHECK(event->mode == record.mode);
    CHECK(event->error == 0);
    CHECK(event->via == FA_VIA_OPENAT);
    CHECK(event->denied_by == FA_DENIED_UNKNOWN);
    CHECK(event->layer == FA_LAYER_LOWER);
    CHECK_FALSE(event->name.has_value());
    CHECK(event->dir.status == FA_ST_ABSENT);
    CHECK(event->args.empty());
    CHECK(event->ancestors.empty());
    CHECK(event->stack.empty());
    CHECK(event->comm == "cat");
    CHECK(event->fstype == "ext4");
    CHECK(event->target().text == "/etc/passwd");
    CHECK(event->target().status == 0);
    CHECK(event->exe().text == "/bin/cat");
    CHECK(event->cwd().text == "/gone");
    CHECK(event->cwd().status == (FA_ST_DELETED | FA_ST_ESCAPED));
    CHECK(event->root().text.empty());
    CHECK_FALSE(event->root().has_text());
}

TEST_CASE("decode: bytes at any address") {
    const std::string bytes = Record().bytes();
    for (size_t shift = 0; shift < 8; ++shift) {
        const std::string moved = std::string(shift, 'x') + bytes;
        Decoder decoder;
        const auto event = decoder.decode(moved.data() + shift, bytes.size());
        REQUIRE(event.has_value());
        CHECK(event->exe().text == "/bin/cat");
    }
}

TEST_CASE("decode: a name ends at its NUL or at 16 bytes") {
    const struct {
        std::string bytes, name;
    } rows[] = {
        {"", ""},
        {"cat", "cat"},
        {std::string("a\0b", 3), "a"},
        {"123456789012345", "123456789012345"},
        {"1234567890123456", "1234567890123456"},
        {"\xff\n", "\xff\n"},
    };
    for (const auto& row : rows) {
        Record record;
        record.comm = row.bytes;
        std::string bytes = record.bytes();
        Decoder decoder;
        auto event = decoder.decode(bytes.data(), bytes.size());
        REQUIRE(event.has_value());
        CHECK(event->comm == row.name);
        CHECK(event->fstype == "ext4");

        record = Record();
        record.fstype = row.bytes;
        bytes = record.bytes();
        event = decoder.decode(bytes.data(), bytes.size());
        REQUIRE(event.has_value());
        CHECK(event->comm == "cat");
        CHECK(event->fstype == row.name);
    }
}

TEST_CASE("decode: which operation comes from which backend") {
    Decoder decoder;
    for (uint8_t op = FA_OP_OPEN; op <= FA_OP_HELD_MAP; ++op) {
        for (uint8_t backend = 0; backend <= FA_BACKEND_TRACEPOINT; ++backend) {
            CAPTURE(op);
            CAPTURE(backend);
            Record record;
            record.op = op;
            record.backend = backend;
            const std::string bytes = record.bytes();
            const auto event = decoder.decode(bytes.data(), bytes.size());
            REQUIRE(event.has_value() == ((op >= FA_OP_HELD_OPEN) == (backend == 0)));
            if (event) {
                CHECK(event->op == op);
                CHECK(event->backend == backend);
                CHECK(event->is_open() == (op == FA_OP_OPEN || op == FA_OP_HELD_OPEN));
                CHECK(event->is_map() == (op == FA_OP_MMAP || op == FA_OP_HELD_MAP));
                CHECK(event->is_held() == (backend == 0));
            }
        }
    }
}

TEST_CASE("decode: a map's addresses and length, its opener, and no descriptor") {
    Decoder decoder;
    for (const uint8_t op : {FA_OP_MMAP, FA_OP_HELD_MAP}) {
        Record record;
        record.op = op;
        record.backend = op == FA_OP_MMAP ? FA_BACKEND_LSM : 0;
        record.map_start = 0x7fff00001000;
        record.map_end = UINT64_MAX;
        record.map_bytes = 0x5152535455565758;
        record.opener = 4711;
        record.fd = UINT32_MAX;
        const std::string bytes = record.bytes();
        const auto event = decoder.decode(bytes.data(), bytes.size());
        REQUIRE(event.has_value());
        CHECK(event->map_start == 0x7fff00001000);
        CHECK(event->map_end == UINT64_MAX);
        CHECK(event->map_bytes == 0x5152535455565758);
        CHECK(event->opener == 4711);
        CHECK(event->fd == -1);
    }
}

TEST_CASE("decode: refusals") {
    const struct {
        const char* what;
        std::function<void(std::string&)> damage;
        const char* reason;
    } rows[] = {
        {"nothing", [](auto&) {}, "accepted"},
        {"empty", [](auto& b) { b.clear(); }, "record of 0 bytes, the header alone has 240"},
        {"short of one byte", [](auto& b) { b.resize(239); },
         "record of 239 bytes, the header alone has 240"},
        {"too long", [](auto& b) { b.resize(240 + 32768 + 1); },
         "record of 33009 bytes, the limit is 33008"},
        {"older version", [](auto& b) { put<uint16_t>(b, Record::version_at, 2); },
         "record version 2, expected 3"},
        {"newer version", [](auto& b) { put<uint16_t>(b, Record::version_at, 4); },
         "record version 4, expected 3"},
        {"cut", [](auto& b) { b.pop_back(); }, "record says 265 bytes, got 264"},
        {"padded", [](auto& b) { b.push_back('\0'); }, "record says 265 bytes, got 266"},
        {"op 0", [](auto& b) { put<uint8_t>(b, Record::op_at, 0); }, "unknown operation 0"},
        {"op 6", [](auto& b) { put<uint8_t>(b, Record::op_at, 6); }, "unknown operation 6"},
        {"backend 4", [](auto& b) { put<uint8_t>(b, Record::backend_at, 4); }, "unknown backend 4"},
        {"an open by no backend", [](auto& b) { put<uint8_t>(b, Record::backend_at, 0); },
         "operation 1 by backend 0"},
        {"a held open by a backend", [](auto& b) { put<uint8_t>(b, Record::op_at, 4); },
         "operation 4 by backend 3"},
        {"a map that ends before it starts",
         [](auto& b) { put<uint64_t>(b, Record::map_start_at, 1); }, "a map from 0x1 to 0x0"},
        {"an open with addresses",
         [](auto& b) { put<uint64_t>(b, Record::map_start_at + 8, 0x1000); },
         "operation 1 with a map's addresses"},
        {"an open with a map's length",
         [](auto& b) { put<uint64_t>(b, Record::map_bytes_at, 4096); },
         "operation 1 with a map's length"},
        {"descriptor -2", [](auto& b) { put<uint32_t>(b, Record::fd_at, UINT32_MAX - 1); },
         "descriptor -2"},
        {"resolver 0", [](auto& b) { put<uint8_t>(b, Record::resolver_at, 0); },
         "unknown resolver 0"},
        {"resolver 3", [](auto& b) { put<uint8_t>(b, Record::resolver_at, 3); },
         "unknown resolver 3"},
        {"flag of the future", [](auto& b) { put<uint32_t>(b, Record::flags_at, 0x42); },
         "unknown flags 0x40"},
        {"the last way in", [](auto& b) { put<uint8_t>(b, Record::via_at, FA_VIA_OTHER); },
         "accepted"},
        {"way in of the future", [](auto& b) { put<uint8_t>(b, Record::via_at, FA_VIA_COUNT); },
         "unknown way in 15"},
        {"layer 3", [](auto& b) { put<uint8_t>(b, Record::layer_at, 3); }, "unknown layer 3"},
        {"a row out of bounds", [](auto& b) { put<uint32_t>(b, Record::total_at, 32769); },
         "row 32769 of a summary, the limit is 32768"},
        {"one byte too many", [](auto& b) { put<uint16_t>(b, Record::len_at(0), 12); },
         "path 3 of 1 bytes, the record has 0 left"},
        {"one byte unclaimed", [](auto& b) { put<uint16_t>(b, Record::len_at(3), 0); },
         "1 bytes behind the last extra"},
        {"length over the limit", [](auto& b) { put<uint16_t>(b, Record::len_at(2), 4096); },
         "path 2 is 4096 bytes long, the limit is 4095"},
        {"unstable with text",
         [](auto& b) { put<uint16_t>(b, Record::status_at(0), FA_ST_UNSTABLE); },
         "path 0 has no text by its status, yet 11 bytes"},
        {"absent with text", [](auto& b) { put<uint16_t>(b, Record::status_at(1), FA_ST_ABSENT); },
         "path 1 has no text by its status, yet 8 bytes"},
        {"status bit of the future", [](auto& b) { put<uint16_t>(b, Record::status_at(3), 0x100); },
         "path 3 has unknown status bits 0x100"},
        {"unresolved, yet it succeeded",
         [](auto& b) { put<uint16_t>(b, Record::status_at(0), FA_ST_UNRESOLVED); },
         "path 0 has unknown status bits 0x80"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.what);
        std::string bytes = Record().bytes();
        row.damage(bytes);
        CHECK(refusal(bytes) == row.reason);
    }
}

TEST_CASE("decode: refusals of failures") {
    const struct {
        const char* what;
        std::function<void(Record&)> change;
        const char* reason;
    } rows[] = {
        {"nothing", [](auto&) {}, "accepted"},
        {"the largest errno", [](auto& r) { r.error = 4095; }, "accepted"},
        {"errno over the limit", [](auto& r) { r.error = 4096; }, "errno 4096, the limit is 4095"},
        {"denied", [](auto& r) { r.denied_by = FA_DENIED_DAC; }, "accepted"},
        {"denied by 3", [](auto& r) { r.denied_by = 3; }, "denied by unknown 3"},
        {"denied and succeeded",
         [](auto& r) {
             r = Record();
             r.denied_by = FA_DENIED_LSM;
         },
         "denied by 1, yet it succeeded"},
        {"what is held failed",
         [](auto& r) {
             r.op = FA_OP_HELD_OPEN;
             r.backend = 0;
         },
         "operation 4 failed with errno 2"},
        {"a directory without its flag", [](auto& r) { r.flags = 0; },
         "a directory of 4 bytes without its flag"},
        {"all of the path", [](auto& r) { r.dir_len = 11; }, "accepted"},
        {"a directory longer than the path", [](auto& r) { r.dir_len = 12; },
         "a directory of 12 bytes in a path of 11"},
        {"a directory and success",
         [](auto& r) {
             r.error = 0;
             r.paths[0].status = 0;
         },
         "a name behind a directory, yet it succeeded"},
        {"an unresolved executable", [](auto& r) { r.paths[1].status = FA_ST_UNRESOLVED; },
         "path 1 has unknown status bits 0x80"},
        {"unresolved and unstable with text",
         [](auto& r) { r.paths[0].status = FA_ST_UNRESOLVED | FA_ST_UNSTABLE; },
         "path 0 has no text by its status, yet 11 bytes"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.what);
        Record record = failed_record();
        row.change(record);
        CHECK(refusal(record.bytes()) == row.reason);
    }
}

TEST_CASE("decode: refusals of extras") {
    const std::string frame = frame_bytes(FA_FRAME_ADDRESS, '\0', 1);
    const std::string ancestor = ancestor_bytes(1, "init", {0, "/init"});
    const auto times = [](size_t count, const std::string& piece) {
        std::string out;
        for (size_t i = 0; i < count; ++i)
            out += piece;
        return out;
    };
    using Extras = std::vector<Record::Extra>;
    const struct {
        const char* what;
        Extras extras;
        const char* reason;
    } rows[] = {
        {"empty ones",
         {{FA_EXTRA_NAME, ""}, {FA_EXTRA_ARGS, ""}, {FA_EXTRA_STACK, ""}},
         "accepted"},
        {"in any order", {{FA_EXTRA_STACK, frame}, {FA_EXTRA_NAME, "x"}}, "accepted"},
        {"kind 0", {{0, "x"}}, "unknown extra 0"},
        {"kind 5", {{5, ""}}, "unknown extra 5"},
        {"kind 65535", {{65535, ""}}, "unknown extra 65535"},
        {"longer than the record",
         {{FA_EXTRA_NAME, "abc", 4}},
         "extra 1 of 4 bytes, the record has 3 left"},
        {"as long as can be",
         {{FA_EXTRA_NAME, "abc", 65535}},
         "extra 1 of 65535 bytes, the record has 3 left"},
        {"shorter than its bytes", {{FA_EXTRA_NAME, "abc", 1}}, "2 bytes behind the last extra"},
        {"longest name", {{FA_EXTRA_NAME, std::string(4095, 'x')}}, "accepted"},
        {"name too long",
         {{FA_EXTRA_NAME, std::string(4096, 'x')}},
         "a name of 4096 bytes, the limit is 4095"},
        {"two names",
         {{FA_EXTRA_NAME, "a"}, {FA_EXTRA_ARGS, "a"}, {FA_EXTRA_NAME, "b"}},
         "extra 1 twice"},
        {"most arguments", {{FA_EXTRA_ARGS, std::string(2047, 'x')}}, "accepted"},
        {"too many arguments",
         {{FA_EXTRA_ARGS, std::string(2048, 'x')}},
         "arguments of 2048 bytes, the limit is 2047"},
        {"arguments twice", {{FA_EXTRA_ARGS, ""}, {FA_EXTRA_ARGS, ""}}, "extra 2 twice"},
        {"eight ancestors", Extras(8, {FA_EXTRA_ANCESTOR, ancestor}), "accepted"},
        {"nine ancestors", Extras(9, {FA_EXTRA_ANCESTOR, ancestor}), "more than 8 ancestors"},
        {"ancestor cut",
         {{FA_EXTRA_ANCESTOR, ancestor.substr(0, 23)}},
         "an ancestor of 23 bytes, without a text it has 24"},
        {"ancestor of nothing",
         {{FA_EXTRA_ANCESTOR, ""}},
         "an ancestor of 0 bytes, without a text it has 24"},
        {"ancestor's text shorter",
         {{FA_EXTRA_ANCESTOR, ancestor_bytes(7, "", {0, "/x"}, 3)}},
         "the executable of process 7 is 3 bytes long, its text has 2"},
        {"ancestor's text longer",
         {{FA_EXTRA_ANCESTOR, ancestor_bytes(7, "", {0, "/x"}, 1)}},
         "the executable of process 7 is 1 bytes long, its text has 2"},
        {"ancestor's text too long",
         {{FA_EXTRA_ANCESTOR, ancestor_bytes(7, "", {0, std::string(4096, 'x')})}},
         "the executable of process 7 is 4096 bytes long, the limit is 4095"},
        {"ancestor's text by its status",
         {{FA_EXTRA_ANCESTOR, ancestor_bytes(7, "", {FA_ST_ABSENT, "/x"})}},
         "the executable of process 7 has no text by its status, yet 2 bytes"},
        {"ancestor unresolved",
         {{FA_EXTRA_ANCESTOR, ancestor_bytes(7, "", {FA_ST_UNRESOLVED, "/x"})}},
         "the executable of process 7 has unknown status bits 0x80"},
        {"deepest stack", {{FA_EXTRA_STACK, times(32, frame)}}, "accepted"},
        {"stack too deep",
         {{FA_EXTRA_STACK, times(33, frame)}},
         "a stack of 33 frames, the limit is 32"},
        {"half a frame",
         {{FA_EXTRA_STACK, frame.substr(0, 31)}},
         "a stack of 31 bytes, a frame has 32"},
        {"frame status 3",
         {{FA_EXTRA_STACK, frame + frame_bytes(3, '\0', 1)}},
         "frame 1 has unknown status 3"},
        {"frame status -1",
         {{FA_EXTRA_STACK, frame_bytes(-1, '\0', 1)}},
         "frame 0 has unknown status -1"},
        {"two stacks", {{FA_EXTRA_STACK, frame}, {FA_EXTRA_STACK, frame}}, "extra 4 twice"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.what);
        Record record;
        record.extras = row.extras;
        CHECK(refusal(record.bytes()) == row.reason);
    }
    for (size_t size = 1; size < 4; ++size) {
        Record record;
        std::string bytes = record.bytes() + std::string(size, '\1');
        put(bytes, Record::size_at, static_cast<uint32_t>(bytes.size()));
        CHECK(refusal(bytes) == std::to_string(size) + " bytes behind the last extra");
    }
}

TEST_CASE("decode: every cut of a record is refused") {
    const std::string bytes = full_record().bytes();
    REQUIRE(refusal(bytes) == "accepted");
    for (size_t size = 0; size < bytes.size(); ++size)
        CHECK(refusal(bytes.substr(0, size)) != "accepted");
}

// As a hostile kernel would: only what is read counts, under the sanitizers.
TEST_CASE("decode: whatever one byte says, nothing outside of the record is told") {
    const std::string whole = full_record().bytes();
    Decoder decoder;
    for (size_t at = 0; at < whole.size(); ++at) {
        for (const int value : {0x00, 0x01, 0x7f, 0x80, 0xff}) {
            std::string bytes = whole;
            bytes[at] = static_cast<char>(value);
            const auto event = decoder.decode(bytes.data(), bytes.size());
            if (!event)
                continue;
            const auto inside = [&](std::string_view text) {
                return text.empty() || text == "/" || text == "." ||
                       (text.data() >= bytes.data() &&
                        text.data() + text.size() <= bytes.data() + bytes.size());
            };
            bool all = inside(event->comm) && inside(event->fstype) && inside(event->args) &&
                       inside(*event->name) && inside(event->dir.text);
            for (const Path& path : event->paths)
                all = all && inside(path.text);
            for (const Ancestor& ancestor : event->ancestors)
                all = all && inside(ancestor.comm) && inside(ancestor.exe.text);
            CAPTURE(at);
            CHECK(all);
        }
    }
}

TEST_CASE("decode: the longest record") {
    Record record;
    for (auto& path : record.paths)
        path = {FA_ST_TRUNCATED, std::string(FA_PATH_TEXT_MAX, 'x')};
    record.extras = {{FA_EXTRA_NAME, std::string(4095, 'n')},
                     {FA_EXTRA_ARGS, std::string(FA_ARGS_MAX, 'a')}};
    for (const size_t text : {4095u, 4095u, 1874u})
        record.extras.push_back(
            {FA_EXTRA_ANCESTOR, ancestor_bytes(1, "init", {0, std::string(text, 'e')})});
    std::string bytes = record.bytes();
    const size_t left = sizeof(fa_event) + FA_RECORD_TEXT - bytes.size();
    record.extras.push_back(
        {FA_EXTRA_ANCESTOR, ancestor_bytes(2, "", {0, std::string(left - 28, 'e')})});
    bytes = record.bytes();
    REQUIRE(bytes.size() == sizeof(fa_event) + FA_RECORD_TEXT);
    Decoder decoder;
    const auto event = decoder.decode(bytes.data(), bytes.size());
    REQUIRE(event.has_value());
    for (const Path& path : event->paths)
        CHECK(path.text.size() == FA_PATH_TEXT_MAX);
    CHECK(event->name->size() == 4095);
    CHECK(event->ancestors.back().exe.text.size() == left - 28);
}

TEST_CASE("decode: extras") {
    Record record = full_record();
    const std::string bytes = record.bytes();
    Decoder decoder;
    for (size_t shift = 0; shift < 8; ++shift) { // nothing behind the header is aligned
        const std::string moved = std::string(shift, 'x') + bytes;
        const auto event = decoder.decode(moved.data() + shift, bytes.size());
        REQUIRE(event.has_value());
        CHECK(event->name == "passwd");
        CHECK(event->args == std::string_view("cat\0-n\0", 7));
        REQUIRE(event->ancestors.size() == 3);
        CHECK(event->ancestors[0].pid == 4100);
        CHECK(event->ancestors[0].comm == "1234567890123456");
        CHECK(event->ancestors[0].exe.text == "/usr/bin/bash");
        CHECK(event->ancestors[1].comm.empty());
        CHECK(event->ancestors[1].exe.status == FA_ST_DETACHED);
        CHECK(event->ancestors[1].exe.text == ".");
        CHECK(event->ancestors[2].pid == 1);
        CHECK(event->ancestors[2].exe.status == FA_ST_ABSENT);
        CHECK_FALSE(event->ancestors[2].exe.has_text());
        REQUIRE(event->stack.size() == 2); // empty frames say nothing
        CHECK(event->stack[0].status == FA_FRAME_BUILD_ID);
        CHECK(event->stack[0].build_id[0] == 0xab);
        CHECK(event->stack[0].build_id[19] == 0xab);
        CHECK(event->stack[0].at == 0x6162636465666768);
        CHECK(event->stack[1].status == FA_FRAME_ADDRESS);
        CHECK(event->stack[1].at == UINT64_MAX);
    }
    const std::string plain = Record().bytes();
    const auto next = decoder.decode(plain.data(), plain.size()); // nothing is left over
    REQUIRE(next.has_value());
    CHECK_FALSE(next->name.has_value());
    CHECK(next->ancestors.empty());
    CHECK(next->stack.empty());

    record.extras = {{FA_EXTRA_NAME, ""}};
    const std::string unnamed = record.bytes();
    CHECK(decoder.decode(unnamed.data(), unnamed.size())->name == "");
}

TEST_CASE("decode: what a failed open's name was relative to") {
    const struct {
        uint16_t status;
        const char* text;
        uint32_t flags;
        uint16_t dir_len;
        const char* path;
        uint16_t dir_status;
        const char* dir;
    } rows[] = {
        {FA_ST_UNRESOLVED, "/etc/passwd", FA_EV_DIR, 4, "/etc/passwd", 0, "/etc"},
        {FA_ST_UNRESOLVED, "/etc/passwd", 0, 0, "/etc/passwd", FA_ST_ABSENT, ""},
        {FA_ST_UNRESOLVED, "/passwd", FA_EV_DIR, 0, "/passwd", 0, "/"},
        {FA_ST_UNRESOLVED, "", FA_EV_DIR, 0, "/", 0, "/"},
        {FA_ST_UNRESOLVED | FA_ST_DELETED, "/gone/x", FA_EV_DIR, 5, "/gone/x", FA_ST_DELETED,
         "/gone"},
        {FA_ST_UNRESOLVED | FA_ST_DETACHED, "x", FA_EV_DIR, 0, "x", FA_ST_DETACHED, "."},
        {FA_ST_UNRESOLVED | FA_ST_TRUNCATED, "/deep/x", FA_EV_DIR, 5, "/deep/x", FA_ST_TRUNCATED,
         "/deep"},
        {FA_ST_UNRESOLVED | FA_ST_UNSTABLE, "", FA_EV_DIR, 0, "", FA_ST_UNSTABLE, ""},
        {FA_ST_UNRESOLVED | FA_ST_UNSTABLE, "", 0, 0, "", FA_ST_ABSENT, ""},
        {FA_ST_UNRESOLVED | FA_ST_ABSENT, "", FA_EV_DIR, 0, "", FA_ST_ABSENT, ""},
        // a pipe's descriptor for a directory: it has a name already
        {FA_ST_UNRESOLVED | FA_ST_PSEUDO, "/x", FA_EV_DIR, 0, "/x", FA_ST_PSEUDO, ""},
    };
    Decoder decoder;
    for (const auto& row : rows) {
        CAPTURE(row.status);
        CAPTURE(row.text);
        Record record = failed_record();
        record.fs_magic = 0x50495045;
        record.paths[0] = {row.status, row.text};
        record.flags = row.flags;
        record.dir_len = row.dir_len;
        const std::string bytes = record.bytes();
        const auto event = decoder.decode(bytes.data(), bytes.size());
        REQUIRE(event.has_value());
        CHECK(event->failed());
        CHECK(event->error == 2);
        CHECK(event->target().status == row.status);
        CHECK(event->target().text == row.path);
        CHECK(event->dir.status == row.dir_status);
        CHECK(event->dir.text == row.dir);
    }
}

TEST_CASE("decode: how long an open took") {
    const struct {
        uint8_t op;
        uint64_t begun, ended, took;
    } rows[] = {
        {FA_OP_OPEN, 1000, 1001, 1}, {FA_OP_OPEN, 1000, 1000, 0},
        {FA_OP_OPEN, 0, 1000, 0},    {FA_OP_OPEN, 1001, 1000, 0}, // any is accepted
        {FA_OP_MMAP, 1000, 1001, 0},
    };
    Decoder decoder;
    for (const auto& row : rows) {
        Record record;
        record.op = row.op;
        record.begun_ns = row.begun;
        record.ts_ns = row.ended;
        const std::string bytes = record.bytes();
        const auto event = decoder.decode(bytes.data(), bytes.size());
        REQUIRE(event.has_value());
        CHECK(event->latency_ns() == row.took);
    }
}

TEST_CASE("decode: texts of pseudo targets") {
    const struct {
        uint64_t magic;
        const char* name;
        const char* text;
    } rows[] = {
        {0x50495045, "", "pipe:[4711]"},
        {0x534F434B, "TCP", "socket:[4711]"},
        {0x09041934, "[eventpoll]", "anon_inode:[eventpoll]"},
        {0x6e736673, "", "nsfs:[4711]"},
        {0x50494446, "", "pidfd:[4711]"},
        {0x444d4142, "buf", "dmabuf:buf"},
        {0x01021994, "memfd:x", "memfd:x"},
        {0x01021994, "", "inode:[4711]"},
    };
    Decoder decoder;
    for (const auto& row : rows) {
        Record record;
        record.ino = 4711;
        record.fs_magic = row.magic;
        record.paths[0] = {FA_ST_PSEUDO, row.name};
        record.paths[1] = {FA_ST_PSEUDO, "memfd:exe"};
        record.paths[2] = {FA_ST_PSEUDO, ""};
        const std::string bytes = record.bytes();
        const auto event = decoder.decode(bytes.data(), bytes.size());
        REQUIRE(event.has_value());
        CHECK(event->target().text == row.text);
        CHECK(event->exe().text == "memfd:exe"); // its inode and file system are not sent
        CHECK(event->cwd().text.empty());
    }
}

TEST_CASE("decode: a pseudo file's magic changes no other text") {
    Record record;
    record.fs_magic = 0x50495045;
    record.paths[0] = {FA_ST_PSEUDO | FA_ST_ABSENT, ""};
    const std::string absent = record.bytes();
    record.paths[0] = {0, "/fifo"};
    const std::string ok = record.bytes();
    Decoder decoder;
    CHECK(decoder.decode(absent.data(), absent.size())->target().text.empty());
    CHECK(decoder.decode(ok.data(), ok.size())->target().text == "/fifo");
}

TEST_CASE("decode: texts of roots") {
    const struct {
        uint16_t status;
        const char* sent;
        const char* text;
    } rows[] = {
        {0, "", "/"},
        {0, "/", "/"},
        {FA_ST_DELETED, "", "/"},
        {FA_ST_DETACHED, "", "."},
        {FA_ST_ESCAPED, "", "."},
        {FA_ST_DETACHED | FA_ST_DELETED, "", "."},
        {FA_ST_DETACHED, "sub/file", "sub/file"},
        {FA_ST_UNSTABLE, "", ""},
        {FA_ST_ABSENT, "", ""},
        {FA_ST_TRUNCATED, "", ""},
    };
    Decoder decoder;
    for (const auto& row : rows) {
        CAPTURE(row.status);
        Record record;
        for (auto& path : record.paths)
            path = {row.status, row.sent};
        const std::string bytes = record.bytes();
        const auto event = decoder.decode(bytes.data(), bytes.size());
        REQUIRE(event.has_value());
        for (const Path& path : event->paths)
            CHECK(path.text == row.text);
    }
}

TEST_CASE("decode: every length at its extremes, alone") {
    const std::string whole = full_record().bytes();
    REQUIRE(refusal(whole) == "accepted");
    std::vector<size_t> lengths{Record::dir_len_at};
    for (size_t i = 0; i < 4; ++i)
        lengths.push_back(Record::len_at(i));
    size_t texts = 0; // of the paths
    for (const auto& path : full_record().paths)
        texts += path.text.size();
    size_t at = Record::header + texts;
    for (const Record::Extra& extra : full_record().extras) {
        lengths.push_back(at + 2);
        if (extra.kind == FA_EXTRA_ANCESTOR)
            lengths.push_back(at + 4 + 22); // of its executable
        at += 4 + extra.bytes.size();
    }
    REQUIRE(at == whole.size());
    REQUIRE(lengths.size() == 5 + 6 + 3);
    for (const size_t length : lengths)
        for (const uint32_t value : {0u, 1u, 0x7fffu, 0x8000u, 0xfffeu, 0xffffu}) {
            std::string bytes = whole;
            put(bytes, length, static_cast<uint16_t>(value));
            CAPTURE(length);
            CAPTURE(value);
            const bool same = bytes == whole;
            // a directory may be any part of its path
            const bool may_be = length == Record::dir_len_at && value <= 1;
            CHECK((refusal(bytes) == "accepted") == (same || may_be));
        }
    for (const uint32_t size : {0u, 1u, 239u, 0x7fffffffu, 0x80000000u, 0xffffffffu}) {
        std::string bytes = whole;
        put(bytes, Record::size_at, size);
        CHECK(refusal(bytes) == "record says " + std::to_string(size) + " bytes, got " +
                                    std::to_string(whole.size()));
    }
}
