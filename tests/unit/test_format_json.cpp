// SPDX-License-Identifier: GPL-2.0-only
// JSON lines: keys and their order, null and hex, loss records.
#include "format/format_json.h"

#include "format/columns.h"
#include "format/utf8.h"
#include "sample.h"
#include "unescape.h"
#include "written.h"

#include <doctest/doctest.h>

using namespace fileaudit;

namespace {

enum class JsonDetail { plain, origin };

std::string line(const Event& event, JsonDetail detail = JsonDetail::plain) {
    Options options;
    options.format = Format::json;
    options.time = TimeStyle::iso;
    options.cross_check = detail == JsonDetail::origin;
    options.columns = default_columns(options);
    const auto format = make_formatter(options, {1'767'323'040'000'000'000}, false);
    return written([&](Buffer& out) { format->append_event(out, event); });
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
    CHECK(has(line(event),
              R"("access":"r-x private","prot":"PROT_READ|PROT_EXEC",)"
              R"("map_flags":"MAP_PRIVATE","addr":"7f12a000-7f12b000","bytes":4096,"ino":131)"));

    const struct { // as /proc/PID/maps writes them
        uint64_t start, end;
        const char* field;
    } rows[] = {
        {0x400000, 0x401000, R"("addr":"00400000-00401000")"},
        {0, 0x1000, R"("addr":"00000000-00001000")"},
        {0xffff0000, 0x100000000, R"("addr":"ffff0000-100000000")"},
        {0x7f0000000000, UINT64_MAX, R"("addr":"7f0000000000-ffffffffffffffff")"},
    };
    for (const auto& row : rows) {
        event.map_start = row.start;
        event.map_end = row.end;
        CHECK(has(line(event), row.field));
    }
}

TEST_CASE("format_json: addresses and length of a map, where they are known") {
    const struct {
        uint64_t start, end, bytes;
        const char* fields;
    } rows[] = {
        {0x7f12a000, 0x7f12b000, 0x800, R"(,"addr":"7f12a000-7f12b000","bytes":2048,"ino")"},
        {0x7f12a000, 0x7f12b000, 0, R"(,"addr":"7f12a000-7f12b000","bytes":4096,"ino")"},
        {0, 0, 0x800, R"("map_flags":"MAP_PRIVATE","bytes":2048,"ino")"},
        {0, 0, 0, R"("map_flags":"MAP_PRIVATE","ino")"},
    };
    Event event = sample_event();
    event.map_flags = 2;
    for (const fa_op op : {FA_OP_MMAP, FA_OP_HELD_MAP}) {
        event.op = op;
        for (const auto& row : rows) {
            CAPTURE(row.fields);
            event.map_start = row.start;
            event.map_end = row.end;
            event.map_bytes = row.bytes;
            CHECK(has(line(event), row.fields));
        }
    }
    event.opener = 4711;
    CHECK(has(line(event), R"("map_flags":"MAP_PRIVATE","opener":4711,"ino")"));
}

TEST_CASE("format_json: all that can be known of an open") {
    Event event = sample_event();
    const Ancestor ancestors[] = {{4100, "bash", {0, "/usr/bin/bash"}},
                                  {1, "systemd", {FA_ST_ABSENT, ""}}};
    const Tried tried[] = {{{FA_ST_UNRESOLVED, "/a/passwd"}, 2},
                           {{FA_ST_UNRESOLVED | FA_ST_UNSTABLE, ""}, 13}};
    const fa_frame stack[] = {{FA_FRAME_ADDRESS, {}, 1}};
    const std::string_view names[] = {"openat+0x54 (libc.so.6)"};
    event.via = FA_VIA_OPENAT2;
    event.flags = FA_EV_BACKING;
    event.user = "root";
    event.loginuid = 1000;
    event.session = 3;
    event.begun_ns = event.ts_ns - 12'345;
    event.mnt_id = 29;
    event.file_size = 123;
    event.mode = 0100644;
    event.layer = FA_LAYER_UPPER;
    event.cgroup = 77;
    event.cgroup_path = "/system.slice/x.service";
    event.container = "web";
    event.name = "passwd";
    event.args = std::string_view("cat\0\0-n\0", 8);
    event.ancestors = ancestors;
    event.stack = stack;
    event.frame_names = names;
    event.tried = tried;
    CHECK(line(event) ==
          R"({"ts":"2026-01-02T03:04:05.123456789Z","op":"open","via":"openat2","backing":true,)"
          R"("pid":4242,"tid":4243,"ppid":4100,"uid":1000,"user":"root","gid":1001,)"
          R"("loginuid":1000,"session":3,"comm":"cat","path":"/etc/passwd","path_status":"ok",)"
          R"("name":"passwd","exe":"/usr/bin/cat","exe_status":"ok","cwd":"/root",)"
          R"("cwd_status":"ok","root":"/","root_status":"ok","access":"r",)"
          R"("flags":"O_RDONLY|O_CLOEXEC","ino":131,"dev":"8:1","fstype":"ext4",)"
          R"("layer":"upper","mnt_id":29,"size":123,"mode":"-rw-r--r--","mntns":4026531841,)"
          R"("fd":3,"latency_us":12.345,"cgroup":"/system.slice/x.service","container":"web",)"
          R"("args":["cat","","-n"],"ancestry":[{"pid":4100,"comm":"bash",)"
          R"("exe":"/usr/bin/bash","exe_status":"ok"},{"pid":1,"comm":"systemd","exe":null,)"
          R"-("exe_status":"absent"}],"ustack":["openat+0x54 (libc.so.6)"],)-"
          R"("tried":[{"errno":"ENOENT","path":"/a/passwd","path_status":"unresolved"},)"
          R"({"errno":"EACCES","path":null,"path_status":"unstable+unresolved"}]})"
          "\n");
}

TEST_CASE("format_json: failures") {
    Event event = sample_event();
    event.error = 13;
    event.denied_by = FA_DENIED_LSM;
    event.paths[FA_PATH_TARGET] = {FA_ST_UNRESOLVED, "/etc/ssl/x"};
    event.name = "ssl/x";
    event.dir = {0, "/etc"};
    event.ino = 0;
    event.dev_major = event.dev_minor = 0;
    event.fstype = "";
    event.fd = -1;
    CHECK(has(line(event), R"("op":"open","errno":"EACCES","denied_by":"lsm","pid":4242,)"));
    CHECK(has(line(event), R"("path":"/etc/ssl/x","path_status":"unresolved","name":"ssl/x",)"
                           R"("dir":"/etc","dir_status":"ok","exe":)"));
    CHECK(has(line(event), // no file, so nothing of it
              R"("flags":"O_RDONLY|O_CLOEXEC","mntns":4026531841})"));

    event.denied_by = FA_DENIED_DAC;
    event.dir = {FA_ST_UNSTABLE, ""};
    event.paths[FA_PATH_TARGET] = {FA_ST_UNRESOLVED | FA_ST_UNSTABLE, ""};
    event.name = "";
    CHECK(has(line(event), R"("denied_by":"dac",)"));
    CHECK(has(line(event), R"("path":null,"path_status":"unstable+unresolved","name":"",)"
                           R"("dir":null,"dir_status":"unstable","exe":)"));
    event.error = 4095;
    CHECK(has(line(event), R"("errno":"4095")"));
    event.op = FA_OP_EXEC;
    CHECK(has(line(event), R"("access":"x","mntns":)"));

    event = sample_event(); // the file of a map is known whatever became of it
    event.op = FA_OP_MMAP;
    event.error = 1;
    CHECK(has(line(event), R"("op":"mmap","errno":"EPERM","pid":)"));
    CHECK(has(line(event), R"("ino":131,"dev":"8:1","fstype":"ext4","mntns":)"));
}

TEST_CASE("format_json: sizes are of regular files, empty ones as well") {
    const struct {
        uint16_t mode;
        const char* fields;
    } rows[] = {
        {0100600, R"("fstype":"ext4","size":0,"mode":"-rw-------","mntns")"},
        {0040755, R"("fstype":"ext4","mode":"drwxr-xr-x","mntns")"},
        {0, R"("fstype":"ext4","mntns")"},
    };
    for (const auto& row : rows) {
        Event event = sample_event();
        event.mode = row.mode;
        CHECK(has(line(event), row.fields));
    }
}

TEST_CASE("format_json: latency in microseconds") {
    const struct {
        uint64_t took;
        const char* field;
    } rows[] = {
        {1, R"("latency_us":0.001})"},
        {999, R"("latency_us":0.999})"},
        {1'000, R"("latency_us":1.000})"},
        {1'050, R"("latency_us":1.050})"},
        {4'999'999'999, R"("latency_us":4999999.999})"},
        {0, R"("fd":3})"},
    };
    Event event = sample_event();
    for (const auto& row : rows) {
        event.begun_ns = event.ts_ns - row.took;
        CHECK(has(line(event), row.field));
    }
    event.begun_ns = 0;
    CHECK_FALSE(has(line(event), "latency"));
}

TEST_CASE("format_json: arguments") {
    using std::string_view_literals::operator""sv;
    const struct {
        std::string_view args;
        uint32_t flags;
        std::string field;
    } rows[] = {
        {"", 0, R"("fd":3})"},
        {"a\0"sv, 0, R"("args":["a"]})"},
        {"a", 0, R"("args":["a"]})"}, // whoever changes its title leaves out the last NUL
        {"\0"sv, 0, R"("args":[""]})"},
        {"a\0\0"sv, 0, R"("args":["a",""]})"},
        {"a\0b c\0d\"\n\0"sv, 0, R"("args":["a","b c","d\"\n"]})"},
        {"a\0bc"sv, FA_EV_ARGS_CUT, R"("args":["a","bc"],"args_truncated":true})"},
        {"a\0\xff\0"sv, 0, "\"args\":[\"a\",\"\xef\xbf\xbd\"],\"args_hex\":[\"61\",\"ff\"]}"},
        // two halves of a character are none, though side by side they would be
        {"\xc3\0\xa4\0"sv, 0,
         "\"args\":[\"\xef\xbf\xbd\",\"\xef\xbf\xbd\"],\"args_hex\":[\"c3\",\"a4\"]}"},
        {"\xc3\xa4\0"sv, 0, "\"args\":[\"\xc3\xa4\"]}"},
    };
    for (const auto& row : rows) {
        Event event = sample_event();
        event.args = row.args;
        event.flags = row.flags;
        CHECK(has(line(event), row.field));
        CHECK(valid_utf8(line(event)));
    }
}

TEST_CASE("format_json: frames with and without names") {
    fa_frame stack[] = {{FA_FRAME_BUILD_ID, {}, 0x54}, {FA_FRAME_ADDRESS, {}, 0x7f12a0001054}};
    for (uint8_t i = 0; i < 20; ++i)
        stack[0].build_id[i] = static_cast<uint8_t>(0xf0 + i);
    Event event = sample_event();
    event.stack = stack;
    CHECK(has(line(event), R"("ustack":["f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff00010203+0x54",)"
                           R"("0x7f12a0001054"]})"));
    event.flags = FA_EV_STACK_CUT;
    CHECK(has(line(event), R"("0x7f12a0001054"],"ustack_truncated":true})"));
    const std::string_view names[] = {"\"\n+0x1 (\x1b)", "\xff"};
    event.frame_names = names;
    CHECK(has(line(event), "\"ustack\":[\"\\\"\\n+0x1 (\\u001b)\",\"\xef\xbf\xbd\"],"));
}

TEST_CASE("format_json: every new text may hold any byte") {
    for (int value = 0; value < 256; ++value) {
        CAPTURE(value);
        const std::string bytes = "a" + std::string(1, static_cast<char>(value)) + "b";
        const Ancestor ancestors[] = {{1, bytes, {0, bytes}}};
        const Tried tried[] = {{{FA_ST_UNRESOLVED, bytes}, 2}};
        Event event = sample_event();
        event.name = event.user = event.cgroup_path = event.container = bytes;
        event.dir = {0, bytes};
        event.ancestors = ancestors;
        event.tried = tried;
        const std::string json = line(event);
        CHECK(valid_utf8(json));
        CHECK(json.find('\n') == json.size() - 1);
        const std::string shown = value < 0x80 ? bytes
                                               : "a\xef\xbf\xbd"
                                                 "b";
        for (const char* key : {"name", "user", "cgroup", "container", "dir"}) {
            CHECK(parse_json_string(raw_string(json, key)) == shown);
            CHECK(has(json, std::string(key) + "_hex") == (value >= 0x80));
        }
        const std::string above = json.substr(json.find("\"ancestry\":"));
        for (const char* key : {"comm", "exe", "path"}) {
            CHECK(parse_json_string(raw_string(above, key)) == shown);
            CHECK(has(above, std::string(key) + "_hex") == (value >= 0x80));
        }
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
    JsonFormatter format({}, TimeStyle::rel, {0});
    CHECK(written([&](Buffer& out) { format.append_loss(out, 1'500'000'000, ledger); }) ==
          R"({"op":"loss","ts":"1970-01-01T00:00:01.500000000Z","lost":4,"ring_full":3,)"
          R"("scratch_busy":0,"recursion_skipped":0,"path_undecided":0,"track_full":0,)"
          R"("totals_full":0,"decode_error":1})"
          "\n");
    CHECK(written([&](Buffer& out) { format.append_header(out); }).empty());
}

TEST_CASE("format: the formatter of each format") {
    Options options;
    const auto first = [&](Format format) {
        options.format = format;
        options.time = format == Format::json ? TimeStyle::iso : TimeStyle::local;
        options.columns = default_columns(options);
        const auto formatter = make_formatter(options, {0}, false);
        return written([&](Buffer& out) {
            formatter->append_header(out);
            formatter->append_event(out, sample_event());
        });
    };
    CHECK(has(first(Format::text), "ACCESS         PATH\n"));
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
    options.existing = false;
    options.action = Action::watch;
    CHECK(first(Format::csv).starts_with("ts,op,"));
    CHECK(first(Format::logfmt).starts_with("ts="));
    options.line = *parse_template("{pid} {path}");
    CHECK(first(Format::line_template) == "4242 /etc/passwd\n");
    CHECK(first(Format::json).starts_with("{\"ts\":\"1970-"));
    CHECK_FALSE(has(first(Format::json), "\"resolver\""));
    options.cross_check = true;
    CHECK(has(first(Format::json), "\"resolver\":\"kfunc\""));
}
