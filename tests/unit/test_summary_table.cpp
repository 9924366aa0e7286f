// SPDX-License-Identifier: GPL-2.0-only
#include "summary/table.h"

#include "format/width.h"
#include "written.h"

#include <doctest/doctest.h>
#include <sstream>

using namespace fileaudit;

namespace {

// A table and the keys it points to.
struct Made {
    std::vector<std::unique_ptr<RowKeys>> keys;
    Table table;

    void add(RowKeys row, RowCounts counts) {
        keys.push_back(std::make_unique<RowKeys>(std::move(row)));
        table.rows.push_back({keys.back().get(), counts});
        table.total.opens += counts.opens;
        table.total.failures += counts.failures;
        table.total.maps += counts.maps;
        table.total.execs += counts.execs;
        table.total.map_bytes += counts.map_bytes;
    }
};

RowKeys process(uint32_t pid, std::string comm, std::string path = "", std::string exe = "") {
    RowKeys keys;
    keys.pid = pid;
    keys.comm = std::move(comm);
    keys.paths[FA_PATH_TARGET] = {std::move(path), 0};
    keys.paths[FA_PATH_EXE] = {std::move(exe), 0};
    return keys;
}

std::string text(const Table& table, std::optional<size_t> width = std::nullopt) {
    return written([&](Buffer& out) { append_table(out, table, width); });
}

std::vector<std::string> lines(const std::string& text) {
    std::vector<std::string> all;
    std::istringstream in(text);
    for (std::string line; std::getline(in, line);)
        all.push_back(line);
    return all;
}

constexpr RowCounts few{12, 3, 4, 1, 1, 1234567};

} // namespace

TEST_CASE("summary table: text") {
    Made made;
    made.table.by = FA_KEY_PID | FA_KEY_COMM;
    made.add(process(4242, "cat"), few);
    made.add(process(7, "a\nb"), {1, 0, 0, 0, 1, 0});
    CHECK(text(made.table) == "OPENS FAILED MAPS EXECS PROCS MAPPED  PID COMM\n"
                              "   12      3    4     1     1   1.2M 4242 cat\n"
                              "    1      0    0     0     1      0    7 a\\nb\n"
                              "   13      3    4     1     -   1.2M total of 2 rows\n");

    made.table.left_out = 3;
    made.table.not_named = {123456, 0, 0, 0, 0, 0};
    made.table.total.opens += 123456;
    CHECK(text(made.table) == " OPENS FAILED MAPS EXECS PROCS MAPPED  PID COMM\n"
                              "    12      3    4     1     1   1.2M 4242 cat\n"
                              "     1      0    0     0     1      0    7 a\\nb\n"
                              "123456      0    0     0     -      0 (not named)\n"
                              "123469      3    4     1     -   1.2M total of 5 rows, 2 shown\n");

    CHECK(text({}) == "OPENS FAILED MAPS EXECS PROCS MAPPED\n"
                      "    0      0    0     0     -      0 total of 0 rows\n");
}

TEST_CASE("summary table: the keys' columns, path-like ones last, verdicts in brackets") {
    Made made;
    made.table.by = FA_KEY_PATH | FA_KEY_ERRNO | FA_KEY_VIA | FA_KEY_EXE | FA_KEY_CGROUP |
                    FA_KEY_UID | FA_KEY_OP | FA_KEY_INO | FA_KEY_CWD;
    RowKeys keys = process(1, "cat", "/a b", "/usr/bin/cat");
    keys.paths[FA_PATH_TARGET].status = FA_ST_DELETED;
    keys.uid = 1000;
    keys.op = FA_OP_MMAP;
    keys.ino = 131;
    keys.dev_major = 8;
    keys.error = 13;
    keys.via = FA_VIA_MMAP;
    keys.cgroup = 77;
    made.add(keys, few);
    const auto all = lines(text(made.table));
    CHECK(all[0].substr(37) ==
          " UID OP   DEV INO ERRNO  VIA  PATH             EXE          CWD CGROUP");
    CHECK(all[1].substr(37) ==
          "1000 mmap 8:0 131 EACCES mmap [deleted]/a\\x20b /usr/bin/cat -   id:77");

    keys.cgroup_path = "/my cgroup"; // the last one may hold spaces
    keys.error = 0;
    keys.via = FA_VIA_UNKNOWN;
    Made known;
    known.table.by = FA_KEY_ERRNO | FA_KEY_VIA | FA_KEY_CGROUP;
    known.add(keys, few);
    CHECK(lines(text(known.table))[1].substr(37) == "-     -   /my cgroup");
}

TEST_CASE("summary table: plain text cuts nothing, and pads no path beyond reason") {
    Made made;
    made.table.by = FA_KEY_PATH | FA_KEY_EXE;
    const std::string path = "/" + std::string(4000, 'p'), exe = "/" + std::string(300, 'e');
    made.add(process(1, "", path, exe), {1'234'567'890'123, 0, 0, 0, 1, 0});
    made.add(process(1, "", "/p", "/e"), few);
    const auto all = lines(text(made.table));
    CHECK(all[1].ends_with(" " + path + " " + exe));
    CHECK(all[1].starts_with("1234567890123 "));
    CHECK(all[2].ends_with(" /p" + std::string(38, ' ') + " /e"));
}

TEST_CASE("summary table: a terminal's width") {
    Made made;
    made.table.by = FA_KEY_PID | FA_KEY_COMM | FA_KEY_PATH;
    made.add(process(4194304, "fifteen-letters", "/usr/lib/x86_64-linux-gnu/libc.so.6"), few);
    made.add(process(1, "日本", "/etc/passwd"), {123'456'789, 1, 1, 1, 1, uint64_t{5} << 40});
    auto all = lines(text(made.table, 80));
    CHECK(all[0] == " OPENS FAILED MAPS EXECS PROCS MAPPED     PID COMM            PATH");
    CHECK(all[1] ==
          "    12      3    4     1     1   1.2M 4194304 fifteen-letters /usr/…nu/libc.so.6");
    CHECK(all[2] == "123.5M      1    1     1     1   5.0T       1 日本            /etc/passwd");
    CHECK(all[3] == "123.5M      4    5     2     -   5.0T total of 2 rows");
    CHECK(lines(text(made.table, 200))[1].ends_with(" /usr/lib/x86_64-linux-gnu/libc.so.6"));

    // two paths share what is left
    made.table.by |= FA_KEY_EXE;
    made.add(process(9, "x", "/srv/data/deep/down/index.html", "/usr/sbin/apache2"), few);
    all = lines(text(made.table, 80));
    CHECK(all[3] ==
          "    12      3    4     1     1   1.2M       9 x               /s…x.html /u…ache2");

    // whatever is asked for
    made.table.by = FA_KEY_CGROUP * 2 - 1;
    for (size_t which = 0; which < FA_PATH_COUNT; ++which)
        made.table.by |= static_cast<uint32_t>(FA_KEY_PATH) << which;
    for (const size_t width : {20u, 40u, 79u, 80u, 81u, 132u, 300u}) {
        CAPTURE(width);
        for (const std::string& line : lines(text(made.table, width)))
            CHECK(display_width(line) <= width);
    }
}

TEST_CASE("summary table: JSON") {
    Made made;
    made.table.by = FA_KEY_PID | FA_KEY_COMM | FA_KEY_PATH;
    RowKeys keys = process(4242, "c\xff", "/a\"b");
    keys.paths[FA_PATH_TARGET].status = FA_ST_DELETED;
    made.add(keys, few);
    made.table.not_named = {5, 0, 0, 0, 0, 0};
    const auto json = [&] {
        return written([&](Buffer& out) { append_table_json(out, made.table, "T"); });
    };
    CHECK(json() == "{\"op\":\"total\",\"ts\":\"T\",\"opens\":12,\"failures\":3,\"maps\":4,"
                    "\"execs\":1,\"processes\":1,\"map_bytes\":1234567,\"pid\":4242,"
                    "\"comm\":\"c\xEF\xBF\xBD\",\"comm_hex\":\"63ff\",\"path\":\"/a\\\"b\","
                    "\"path_status\":\"deleted\"}\n"
                    "{\"op\":\"total\",\"ts\":\"T\",\"opens\":5,\"failures\":0,\"maps\":0,"
                    "\"execs\":0,\"map_bytes\":0}\n");

    made.table.not_named = {};
    made.table.by = FA_KEY_ERRNO | FA_KEY_VIA | FA_KEY_CGROUP | FA_KEY_OP | FA_KEY_INO;
    made.keys[0]->error = 2;
    made.keys[0]->via = FA_VIA_OPENAT2;
    made.keys[0]->cgroup = 77;
    CHECK(json().ends_with("\"of\":\"open\",\"ino\":0,\"dev\":\"0:0\",\"errno\":\"ENOENT\","
                           "\"via\":\"openat2\",\"cgroup_id\":77}\n"));
    made.keys[0]->cgroup_path = "/x";
    CHECK(json().ends_with("\"via\":\"openat2\",\"cgroup\":\"/x\"}\n"));
}

TEST_CASE("summary table: bytes in powers of 1024") { // as numfmt --to=iec rounds
    const struct {
        uint64_t bytes;
        std::string text;
    } cases[] = {
        {0, "0"},
        {1023, "1023"},
        {1024, "1.0K"},
        {4096, "4.0K"},
        {12'900'000, "12.3M"},
        {1'048'575, "1.0M"},
        {1'000'000, "976.6K"},
        {UINT64_MAX, "16.0E"},
    };
    for (const auto& [bytes, text] : cases)
        CHECK(bytes_text(bytes) == text);
}
