// SPDX-License-Identifier: GPL-2.0-only
#include "summary/rows.h"

#include "sample.h"

#include <doctest/doctest.h>

using namespace fileaudit;

namespace {

constexpr uint32_t pid_comm = FA_KEY_PID | FA_KEY_COMM;

Event event_of(uint32_t row, uint32_t pid, std::string_view comm = "cat") {
    Event event = sample_event();
    event.total = row + 1;
    event.pid = pid;
    event.comm = comm;
    return event;
}

fa_total total(uint64_t opens, uint64_t maps = 0, uint64_t execs = 0, uint64_t failures = 0) {
    return {opens, maps, execs, failures, maps * 4096, 1, 0, 1};
}

std::vector<uint32_t> pids(const Table& table) {
    std::vector<uint32_t> pids;
    for (const Row& row : table.rows)
        pids.push_back(row.keys->pid);
    return pids;
}

using Pids = std::vector<uint32_t>;

} // namespace

TEST_CASE("summary rows: names, holes, what nobody named, what was refused") {
    Rows rows(pid_comm);
    {
        const std::string comm = "gone soon";
        rows.learn(event_of(0, 10, comm));
    }
    rows.learn(event_of(0, 99)); // known already
    rows.refuse(event_of(3, 13));
    rows.learn(event_of(4, 14));
    Event of_no_row = event_of(0, 77);
    of_no_row.total = 0;
    rows.learn(of_no_row);
    of_no_row.total = FA_TOTALS_MAX + 1;
    rows.learn(of_no_row);

    const std::vector<fa_total> totals{total(5, 1, 2, 3), total(0), total(7, 1),
                                       total(100),        total(6), total(1)};
    const Table table = rows.table(totals, SortBy::opens, std::nullopt);
    CHECK(table.by == pid_comm);
    CHECK(pids(table) == Pids{14, 10});
    CHECK(table.rows[1].keys->comm == "gone soon");
    CHECK(table.rows[1].counts.opens == 5);
    CHECK(table.rows[1].counts.maps == 1);
    CHECK(table.rows[1].counts.execs == 2);
    CHECK(table.rows[1].counts.failures == 3);
    CHECK(table.rows[1].counts.map_bytes == 4096);
    CHECK(table.rows[1].counts.processes == 1);
    CHECK(table.not_named.opens == 8);
    CHECK(table.not_named.maps == 1);
    CHECK(table.total.opens == 5 + 7 + 6 + 1);
    CHECK(table.total.map_bytes == 8192);
    CHECK(table.left_out == 0);
    const Rows::Events events = rows.events(totals);
    CHECK(events.counted == 11 + 8 + 6 + 1);
    CHECK(events.refused == 100);
}

TEST_CASE("summary rows: most first") {
    Rows rows(pid_comm);
    for (uint32_t row = 0; row < 4; ++row)
        rows.learn(event_of(row, 10 - row));
    // opens, maps, execs, failures, bytes, processes
    const std::vector<fa_total> totals{{1, 4, 1, 9, 10, 3, 0, 1},
                                       {2, 3, 1, 9, 20, 1, 0, 1},
                                       {3, 2, 7, 0, 30, 9, 0, 1},
                                       {3, 1, 1, 1, 40, 2, 0, 1}};
    const struct {
        SortBy by;
        Pids pids;
    } cases[] = {
        {SortBy::opens, {7, 8, 9, 10}}, // 7 and 8 by pid
        {SortBy::failures, {9, 10, 7, 8}}, {SortBy::maps, {10, 9, 8, 7}},
        {SortBy::execs, {8, 7, 9, 10}},    {SortBy::processes, {8, 10, 7, 9}},
        {SortBy::mapped, {7, 8, 9, 10}},
    };
    for (const auto& c : cases) {
        CAPTURE(static_cast<int>(c.by));
        CHECK(pids(rows.table(totals, c.by, std::nullopt)) == c.pids);
    }
    const Table two = rows.table(totals, SortBy::opens, 2);
    CHECK(pids(two) == Pids{7, 8});
    CHECK(two.left_out == 2);
    CHECK(two.total.opens == 9);
    CHECK(rows.table(totals, SortBy::opens, 4).left_out == 0);
}

TEST_CASE("summary rows: only the keys asked for make a row") {
    Event event = sample_event();
    event.op = FA_OP_OPEN;
    event.open_flags = 0200000 | 0100; // O_DIRECTORY | O_CREAT
    event.error = 2;
    event.via = FA_VIA_OPENAT;
    event.cgroup = 5;
    event.cgroup_path = "/x";
    event.paths[FA_PATH_TARGET] = {FA_ST_DELETED, "/gone"};

    CHECK(row_keys(event, 0) == RowKeys{});
    CHECK(row_keys(event, FA_KEY_PID).pid == 4242);
    CHECK(row_keys(event, FA_KEY_PID).comm.empty());
    CHECK(row_keys(event, FA_KEY_TID).tid == 4243);
    CHECK(row_keys(event, FA_KEY_PPID).ppid == 4100);
    CHECK(row_keys(event, FA_KEY_UID).uid == 1000);
    CHECK(row_keys(event, FA_KEY_GID).gid == 1001);
    CHECK(row_keys(event, FA_KEY_COMM).comm == "cat");
    CHECK(row_keys(event, FA_KEY_MNTNS).mntns == 4026531841);
    CHECK(row_keys(event, FA_KEY_FSTYPE).fstype == "ext4");
    Event exec = event;
    exec.op = FA_OP_EXEC;
    CHECK(row_keys(exec, FA_KEY_OP).op == FA_OP_EXEC);
    CHECK(row_keys(exec, FA_KEY_UID).op == FA_OP_OPEN); // as all rows have it
    CHECK(row_keys(event, FA_KEY_ACCESS).access == "r+create");
    CHECK(row_keys(event, FA_KEY_ERRNO).error == 2);
    CHECK(row_keys(event, FA_KEY_VIA).via == FA_VIA_OPENAT);
    CHECK(row_keys(event, FA_KEY_CGROUP).cgroup_path == "/x");
    const RowKeys path = row_keys(event, FA_KEY_PATH);
    CHECK(path.paths[FA_PATH_TARGET] == KeptPath{"/gone", FA_ST_DELETED});
    CHECK(path.paths[FA_PATH_EXE] == KeptPath{});
    const RowKeys file = row_keys(event, FA_KEY_INO);
    CHECK(file.ino == 131);
    CHECK(file.dev_major == 8);
}
