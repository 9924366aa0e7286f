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

} // namespace

TEST_CASE("decode: every field from its place") {
    Record record;
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
    CHECK(event->fd == 3);
    CHECK(event->mntns == record.mntns);
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

TEST_CASE("decode: a held map's addresses, and no descriptor") {
    Record record;
    record.op = FA_OP_HELD_MAP;
    record.backend = 0;
    record.map_start = 0x7fff00001000;
    record.map_end = UINT64_MAX;
    record.fd = UINT32_MAX;
    const std::string bytes = record.bytes();
    Decoder decoder;
    const auto event = decoder.decode(bytes.data(), bytes.size());
    REQUIRE(event.has_value());
    CHECK(event->map_start == 0x7fff00001000);
    CHECK(event->map_end == UINT64_MAX);
    CHECK(event->fd == -1);
}

TEST_CASE("decode: refusals") {
    const struct {
        const char* what;
        std::function<void(std::string&)> damage;
        const char* reason;
    } rows[] = {
        {"nothing", [](auto&) {}, "accepted"},
        {"empty", [](auto& b) { b.clear(); }, "record of 0 bytes, the header alone has 184"},
        {"short of one byte", [](auto& b) { b.resize(183); },
         "record of 183 bytes, the header alone has 184"},
        {"too long", [](auto& b) { b.resize(184 + 4 * 4095 + 1); },
         "record of 16565 bytes, the limit is 16564"},
        {"older version", [](auto& b) { put<uint16_t>(b, Record::version_at, 1); },
         "record version 1, expected 2"},
        {"newer version", [](auto& b) { put<uint16_t>(b, Record::version_at, 3); },
         "record version 3, expected 2"},
        {"cut", [](auto& b) { b.pop_back(); }, "record says 209 bytes, got 208"},
        {"padded", [](auto& b) { b.push_back('\0'); }, "record says 209 bytes, got 210"},
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
        {"descriptor -2", [](auto& b) { put<uint32_t>(b, Record::fd_at, UINT32_MAX - 1); },
         "descriptor -2"},
        {"resolver 0", [](auto& b) { put<uint8_t>(b, Record::resolver_at, 0); },
         "unknown resolver 0"},
        {"resolver 3", [](auto& b) { put<uint8_t>(b, Record::resolver_at, 3); },
         "unknown resolver 3"},
        {"one byte too many", [](auto& b) { put<uint16_t>(b, Record::len_at(0), 12); },
         "header and paths add up to 210 bytes, the record has 209"},
        {"one byte unclaimed", [](auto& b) { put<uint16_t>(b, Record::len_at(3), 0); },
         "header and paths add up to 208 bytes, the record has 209"},
        {"length over the limit", [](auto& b) { put<uint16_t>(b, Record::len_at(2), 4096); },
         "path 2 is 4096 bytes long, the limit is 4095"},
        {"unstable with text",
         [](auto& b) { put<uint16_t>(b, Record::status_at(0), FA_ST_UNSTABLE); },
         "path 0 has no text by its status, yet 11 bytes"},
        {"absent with text", [](auto& b) { put<uint16_t>(b, Record::status_at(1), FA_ST_ABSENT); },
         "path 1 has no text by its status, yet 8 bytes"},
        {"status bit of the future", [](auto& b) { put<uint16_t>(b, Record::status_at(3), 0x80); },
         "path 3 has unknown status bits 0x80"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.what);
        std::string bytes = Record().bytes();
        row.damage(bytes);
        CHECK(refusal(bytes) == row.reason);
    }
}

TEST_CASE("decode: every cut of a record is refused") {
    const std::string bytes = Record().bytes();
    for (size_t size = 0; size < bytes.size(); ++size)
        CHECK(refusal(bytes.substr(0, size)) != "accepted");
}

TEST_CASE("decode: the longest record") {
    Record record;
    for (auto& path : record.paths)
        path = {FA_ST_TRUNCATED, std::string(FA_PATH_TEXT_MAX, 'x')};
    const std::string bytes = record.bytes();
    Decoder decoder;
    const auto event = decoder.decode(bytes.data(), bytes.size());
    REQUIRE(event.has_value());
    for (const Path& path : event->paths)
        CHECK(path.text.size() == FA_PATH_TEXT_MAX);
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
