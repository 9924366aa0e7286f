// SPDX-License-Identifier: GPL-2.0-only
// Decoding recorded bytes: every field, every refusal, and the texts made up for users.
#include "../../src/decode.h"
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
    CHECK(event->id == record.id);
    CHECK(event->op == FA_OP_OPEN);
    CHECK(event->backend == FA_BACKEND_TRACEPOINT);
    CHECK(event->resolver == FA_RESOLVER_WALK);
    CHECK(event->flags == record.flags);
    CHECK(event->pid == record.pid);
    CHECK(event->tid == record.tid);
    CHECK(event->ppid == record.ppid);
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
    CHECK(event->comm == "cat");
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

TEST_CASE("decode: comm ends at its NUL or at 16 bytes") {
    const struct {
        std::string bytes, comm;
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
        const std::string bytes = record.bytes();
        Decoder decoder;
        const auto event = decoder.decode(bytes.data(), bytes.size());
        REQUIRE(event.has_value());
        CHECK(event->comm == row.comm);
    }
}

TEST_CASE("decode: refusals") {
    const struct {
        const char* what;
        std::function<void(std::string&)> damage;
        const char* reason;
    } rows[] = {
        {"nothing", [](auto&) {}, "accepted"},
        {"empty", [](auto& b) { b.clear(); }, "record of 0 bytes, the header alone has 128"},
        {"short of one byte", [](auto& b) { b.resize(127); },
         "record of 127 bytes, the header alone has 128"},
        {"too long", [](auto& b) { b.resize(128 + 4 * 4095 + 1); },
         "record of 16509 bytes, the limit is 16508"},
        {"older version", [](auto& b) { put<uint16_t>(b, Record::version_at, 0); },
         "record version 0, expected 1"},
        {"newer version", [](auto& b) { put<uint16_t>(b, Record::version_at, 2); },
         "record version 2, expected 1"},
        {"cut", [](auto& b) { b.pop_back(); }, "record says 153 bytes, got 152"},
        {"padded", [](auto& b) { b.push_back('\0'); }, "record says 153 bytes, got 154"},
        {"op 0", [](auto& b) { put<uint8_t>(b, Record::op_at, 0); }, "unknown operation 0"},
        {"op 4", [](auto& b) { put<uint8_t>(b, Record::op_at, 4); }, "unknown operation 4"},
        {"backend 0", [](auto& b) { put<uint8_t>(b, Record::backend_at, 0); }, "unknown backend 0"},
        {"backend 4", [](auto& b) { put<uint8_t>(b, Record::backend_at, 4); }, "unknown backend 4"},
        {"resolver 0", [](auto& b) { put<uint8_t>(b, Record::resolver_at, 0); },
         "unknown resolver 0"},
        {"resolver 3", [](auto& b) { put<uint8_t>(b, Record::resolver_at, 3); },
         "unknown resolver 3"},
        {"one byte too many", [](auto& b) { put<uint16_t>(b, Record::len_at(0), 12); },
         "header and paths add up to 154 bytes, the record has 153"},
        {"one byte unclaimed", [](auto& b) { put<uint16_t>(b, Record::len_at(3), 0); },
         "header and paths add up to 152 bytes, the record has 153"},
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
