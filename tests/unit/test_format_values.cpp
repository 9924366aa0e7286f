// SPDX-License-Identifier: GPL-2.0-only
// The formats for programs that are not JSON: CSV and logfmt.
#include "format/format_csv.h"
#include "format/format_logfmt.h"
#include "sample.h"
#include "written.h"

#include <doctest/doctest.h>
#include <vector>

using namespace fileaudit;

namespace {

const std::vector<const Field*> columns = {&field("time"), &field("pid"),  &field("errno"),
                                           &field("comm"), &field("path"), &field("path_status")};

} // namespace

TEST_CASE("format_values: quotes where they are needed") {
    const struct {
        const char *comm, *csv, *logfmt;
    } rows[] = {
        {"cat", "cat", "cat"},
        {"a b", "a b", "\"a b\""},
        {"a,b", "\"a,b\"", "a,b"},
        {"a\"b", "\"a\"\"b\"", "\"a\\\"b\""},
        {"a=b", "a=b", "\"a=b\""},
        {" a", "\" a\"", "\" a\""},
        {"", "", "\"\""},
        {"a\nb", "a\\nb", "a\\nb"},
        {"a\\", "a\\\\", "a\\\\"},
        {"\xff", "\\xff", "\\xff"},
        {"=1+1", "=1+1", "\"=1+1\""},
    };
    Event event = sample_event();
    event.paths[FA_PATH_TARGET] = {FA_ST_DELETED, "/x"};
    for (const auto& row : rows) {
        CAPTURE(row.comm);
        event.comm = row.comm;
        CsvFormatter csv(columns, TimeStyle::iso, {0});
        CHECK(written([&](Buffer& out) { csv.append_event(out, event); }) ==
              "1970-01-01T00:00:05.123456789Z,4242,," + std::string(row.csv) + ",/x,deleted\n");
        LogfmtFormatter logfmt(columns, TimeStyle::epoch, {0});
        CHECK(written([&](Buffer& out) { logfmt.append_event(out, event); }) ==
              "ts=5.123456789 pid=4242 comm=" + std::string(row.logfmt) +
                  " path=/x path_status=deleted\n");
    }
}

TEST_CASE("format_values: header and losses") {
    CsvFormatter csv(columns, TimeStyle::iso, {0});
    CHECK(csv.header_is_data());
    CHECK(written([&](Buffer& out) { csv.append_header(out); }) ==
          "ts,pid,errno,comm,path,path_status\n");
    Ledger ledger;
    ledger[Loss::ring_full] = 3;
    CHECK(written([&](Buffer& out) { csv.append_loss(out, 0, ledger); }).empty());
    LogfmtFormatter logfmt(columns, TimeStyle::rel, {0});
    CHECK_FALSE(logfmt.header_is_data());
    CHECK(written([&](Buffer& out) { logfmt.append_header(out); }).empty());
    CHECK(written([&](Buffer& out) { logfmt.append_loss(out, 1'500'000'000, ledger); }) ==
          "op=loss ts=1970-01-01T00:00:01.500000000Z lost=3 ring_full=3 scratch_busy=0 "
          "recursion_skipped=0 path_undecided=0 track_full=0 totals_full=0 decode_error=0\n");
}
