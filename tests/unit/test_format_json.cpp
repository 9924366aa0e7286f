// SPDX-License-Identifier: GPL-2.0-only
// JSON lines: keys and their order, null and hex, loss records.
#include "format/format_json.h"
#include "format/utf8.h"
#include "sample.h"
#include "unescape.h"
#include "written.h"

#include <doctest/doctest.h>

using namespace fileaudit;

namespace {

std::string line(const Event& event, JsonDetail detail = JsonDetail::plain) {
    JsonFormatter format({1'767'323'040'000'000'000}, detail);
    return written([&](Buffer& out) { format.append_event(out, event); });
}

bool has(const std::string& line, std::string_view piece) {
    return line.find(piece) != std::string::npos;
}

// The raw string value of `key`, with its quotes.
std::string raw_string(const std::string& line, const std::string& key) {
    const std::string lead = "\"" + key + "\":";
    const size_t begin = line.find(lead) + lead.size();
    size_t end = begin + 1;
    while (line.at(end) != '"')
        end += line[end] == '\\' ? 2 : 1;
    return line.substr(begin, end + 1 - begin);
}

} // namespace

TEST_CASE("format_json: an open") {
    CHECK(line(sample_event()) ==
          R"({"ts":"2026-01-02T03:04:05.123456789Z","op":"open","pid":4242,"tid":4243,)"
          R"("ppid":4100,"uid":1000,"gid":1001,"comm":"cat","path":"/etc/passwd",)"
          R"("path_status":"ok","exe":"/usr/bin/cat","exe_status":"ok","cwd":"/root",)"
          R"("cwd_status":"ok","root":"/","root_status":"ok","access":"r",)"
          R"("flags":"O_RDONLY|O_CLOEXEC","ino":131,"dev":"8:1","fstype":"ext4",)"
          R"("mntns":4026531841,"fd":3})"
          "\n");
}

TEST_CASE("format_json: an open whose flags are not all known") {
    Event event = sample_event();
    event.flags = FA_EV_FLAGS_PARTIAL;
    CHECK(has(line(event), R"("flags":"O_RDONLY|O_CLOEXEC","flags_partial":true,"ino":131)"));
}

TEST_CASE("format_json: mmap and exec") {
    Event event = sample_event();
    event.op = FA_OP_MMAP;
    event.prot = 5;
    event.map_flags = 0x12;
    event.flags = FA_EV_FLAGS_PARTIAL;
    CHECK(has(line(event), R"("access":"r-x private","prot":"PROT_READ|PROT_EXEC",)"
                           R"("map_flags":"MAP_PRIVATE|MAP_FIXED","ino":131)"));
    event.op = FA_OP_EXEC;
    CHECK(has(line(event), R"("op":"exec")"));
    CHECK(has(line(event), R"("access":"x","ino":131)"));
}

TEST_CASE("format_json: what is held") {
    Event event = sample_event();
    event.op = FA_OP_HELD_OPEN;
    event.open_flags = 02000002; // O_RDWR|O_CLOEXEC
    CHECK(has(line(event), R"("op":"held-open")"));
    CHECK(has(line(event), R"("access":"rw","flags":"O_RDWR|O_CLOEXEC","ino":131)"));
    CHECK_FALSE(has(line(event), R"("addr")"));

    event.op = FA_OP_HELD_MAP;
    event.prot = 5;
    event.map_flags = 2;
    event.map_start = 0x7f12a000;
    event.map_end = 0x7f12b000;
    CHECK(has(line(event), R"("op":"held-map")"));
    CHECK(has(line(event), R"("access":"r-x private","prot":"PROT_READ|PROT_EXEC",)"
                           R"("map_flags":"MAP_PRIVATE","addr":"7f12a000-7f12b000","ino":131)"));

    const struct { // as /proc/PID/maps writes them
        uint64_t start, end;
        const char* field;
    } rows[] = {
        {0x400000, 0x401000, R"("addr":"00400000-00401000")"},
        {0, 0, R"("addr":"00000000-00000000")"},
        {0xffff0000, 0x100000000, R"("addr":"ffff0000-100000000")"},
        {0x7f0000000000, UINT64_MAX, R"("addr":"7f0000000000-ffffffffffffffff")"},
    };
    for (const auto& row : rows) {
        event.map_start = row.start;
        event.map_end = row.end;
        CHECK(has(line(event), row.field));
    }
}

TEST_CASE("format_json: fields that are left out") {
    Event event = sample_event();
    CHECK_FALSE(has(line(event), "ns_pid"));
    event.ns_pid = 17;
    CHECK(has(line(event), R"("ppid":4100,"ns_pid":17,"uid":1000)"));
    event.pid = 0; // not in our pid namespace
    CHECK(has(line(event), R"("pid":0,"tid":4243,"ppid":4100,"ns_pid":17,)"));

    event.fd = 0;
    CHECK(has(line(event), R"("mntns":4026531841,"fd":0})"));
    event.fd = -1;
    CHECK(has(line(event), R"("fstype":"ext4","mntns":4026531841})"));
    event.mntns = 0;
    CHECK(has(line(event), R"("dev":"8:1","fstype":"ext4"})"));
}

TEST_CASE("format_json: an open file's address is never shown") {
    Event event = sample_event();
    const std::string before = line(event, JsonDetail::origin);
    event.file = 0xffff888123456780;
    CHECK(line(event, JsonDetail::origin) == before);
}

TEST_CASE("format_json: where an event came from") {
    CHECK(has(line(sample_event(), JsonDetail::origin),
              R"("fd":3,"backend":"lsm","resolver":"kfunc","id":77})"));
}

TEST_CASE("format_json: verdicts and missing texts") {
    Event event = sample_event();
    event.paths[FA_PATH_TARGET] = {FA_ST_UNSTABLE, ""};
    event.paths[FA_PATH_EXE] = {FA_ST_DELETED | FA_ST_PSEUDO, "memfd:x"};
    event.paths[FA_PATH_CWD] = {FA_ST_ABSENT, ""};
    CHECK(has(line(event), R"("path":null,"path_status":"unstable","exe":"memfd:x",)"
                           R"("exe_status":"deleted+pseudo","cwd":null,"cwd_status":"absent",)"
                           R"("root":"/")"));
}

TEST_CASE("format_json: exact bytes beside what is not UTF-8") {
    Event event = sample_event();
    event.comm = "c\xff";
    event.paths[FA_PATH_TARGET] = {0, "/\xc3"};
    event.paths[FA_PATH_EXE] = {0, "/\xe2\x82z"};
    event.paths[FA_PATH_ROOT] = {FA_ST_DELETED, "/\x80"};
    const std::string json = line(event);
    CHECK(valid_utf8(json));
    CHECK(has(json, "\"comm\":\"c\xef\xbf\xbd\",\"comm_hex\":\"63ff\",\"path\":\"/\xef\xbf\xbd\","
                    "\"path_status\":\"ok\",\"path_hex\":\"2fc3\",\"exe\":\"/\xef\xbf\xbdz\","
                    "\"exe_status\":\"ok\",\"exe_hex\":\"2fe2827a\",\"cwd\":\"/root\","
                    "\"cwd_status\":\"ok\",\"root\":\"/\xef\xbf\xbd\",\"root_status\":\"deleted\","
                    "\"root_hex\":\"2f80\",\"access\""));
    event.fstype = "fuse.\"\xff";
    CHECK(valid_utf8(line(event)));
    CHECK(has(line(event), "\"fstype\":\"fuse.\\\"\xef\xbf\xbd\","
                           "\"fstype_hex\":\"667573652e22ff\",\"mntns\":"));
}

TEST_CASE("format_json: every byte value in a path and a comm") {
    for (int value = 0; value < 256; ++value) {
        CAPTURE(value);
        const std::string bytes = "/a" + std::string(1, static_cast<char>(value)) + "b";
        Event event = sample_event();
        event.comm = bytes;
        event.paths[FA_PATH_TARGET] = {0, bytes};
        const std::string json = line(event);
        CHECK(valid_utf8(json));
        CHECK(json.find('\n') == json.size() - 1);
        for (const char* key : {"comm", "path"}) {
            const auto back = parse_json_string(raw_string(json, key));
            REQUIRE(back.has_value());
            CHECK(*back == (value < 0x80 ? bytes
                                         : "/a\xef\xbf\xbd"
                                           "b"));
            CHECK(has(json, std::string(key) + "_hex") == (value >= 0x80));
        }
    }
}

TEST_CASE("format_json: a loss record") {
    Ledger ledger;
    ledger.shown = 9;
    ledger[Loss::ring_full] = 3;
    ledger[Loss::decode_error] = 1;
    JsonFormatter format({0}, JsonDetail::plain);
    CHECK(written([&](Buffer& out) { format.append_loss(out, 1'500'000'000, ledger); }) ==
          R"({"op":"loss","ts":"1970-01-01T00:00:01.500000000Z","lost":4,"ring_full":3,)"
          R"("scratch_busy":0,"recursion_skipped":0,"path_undecided":0,"track_full":0,)"
          R"("decode_error":1})"
          "\n");
    CHECK(written([&](Buffer& out) { format.append_header(out); }).empty());
}

TEST_CASE("format: the formatter of each format") {
    Options options;
    const auto first = [&](Format format) {
        options.format = format;
        const auto formatter = make_formatter(options, {0});
        return written([&](Buffer& out) {
            formatter->append_header(out);
            formatter->append_event(out, sample_event());
        });
    };
    CHECK(has(first(Format::text), "ACCESS       PATH\n"));
    CHECK(has(first(Format::wide), "ROOT PATH\n"));
    for (const bool existing : {false, true}) {
        for (const Action action : {Action::watch, Action::snapshot}) {
            options.existing = existing;
            options.action = action;
            CHECK(has(first(Format::text), existing || action == Action::snapshot
                                               ? " OP        ACCESS "
                                               : " OP   ACCESS "));
        }
    }
    CHECK(first(Format::json).starts_with("{\"ts\":\"1970-"));
    CHECK_FALSE(has(first(Format::json), "\"resolver\""));
    options.cross_check = true;
    CHECK(has(first(Format::json), "\"resolver\":\"kfunc\""));
}
