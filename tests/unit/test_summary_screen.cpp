// SPDX-License-Identifier: GPL-2.0-only
#include "summary/screen.h"

#include "format/width.h"
#include "written.h"

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <memory>
#include <vector>

using namespace fileaudit;

namespace {

// The lines that a terminal would show: of the escape sequences, only CSI n;1H moves.
std::vector<std::string> drawn(const std::string& bytes) {
    std::vector<std::string> lines(1);
    for (size_t i = 0; i < bytes.size(); ++i) {
        if (bytes[i] == '\x1b') {
            REQUIRE(bytes[i + 1] == '[');
            const size_t end = bytes.find_first_of("HKJm", i);
            if (bytes[end] == 'H' && end > i + 2)
                lines.resize(std::stoul(bytes.substr(i + 2)));
            i = end;
        } else if (bytes[i] == '\n') {
            lines.emplace_back();
        } else if (bytes[i] != '\r') {
            lines.back() += bytes[i];
        }
    }
    return lines;
}

struct Example {
    std::vector<std::unique_ptr<RowKeys>> keys;
    Table table;

    explicit Example(size_t rows) {
        table.by = FA_KEY_PID | FA_KEY_COMM | FA_KEY_EXE;
        for (size_t i = 0; i < rows; ++i) {
            keys.push_back(std::make_unique<RowKeys>());
            keys.back()->pid = static_cast<uint32_t>(i);
            keys.back()->comm = fmt::format("process {}", i);
            keys.back()->paths[FA_PATH_EXE] = {"/" + std::string(i * 10, 'x'), 0};
            table.rows.push_back({keys.back().get(), {i * 100'000'000, i, i, i, i, i}});
        }
        table.total.opens = table.not_named.opens = 1;
    }
};

} // namespace

TEST_CASE("screen: a terminal of 80 columns and 24 lines") {
    const ScreenSize size;
    CHECK(rows_that_fit(size) == 19);
    const Example example(2);
    Ledger ledger;
    ledger.shown = 1234;
    const auto lines = drawn(written([&](Buffer& out) {
        append_screen(out, size, example.table, SortBy::failures, "15:04:05.123", ledger);
    }));
    REQUIRE(lines.size() == 24);
    CHECK(lines[0] == "fileaudit top  15:04:05.123  1234 events counted, 0 lost  by failed");
    CHECK(lines[1] == " OPENS FAILED MAPS EXECS PROCS MAPPED PID COMM      EXE");
    CHECK(lines[3] == "100.0M      1    1     1     1      1   1 process 1 /xxxxxxxxxx");
    CHECK(lines[4] == "     1      0    0     0     -      0 (not named)");
    CHECK(lines[5] == "     1      0    0     0     -      0 total of 2 rows");
    CHECK(lines[6].empty());
    CHECK(lines[23] ==
          "q quit  sort by:  o opens  [f failed]  m maps   e execs   p procs   b mapped ");
}

TEST_CASE("screen: never wider or higher than the terminal") {
    for (const ScreenSize size : {ScreenSize{80, 24}, {20, 6}, {79, 25}, {132, 50}, {40, 10}}) {
        CAPTURE(size.columns);
        const Example example(rows_that_fit(size));
        Ledger ledger;
        ledger.shown = UINT64_MAX;
        ledger[Loss::scratch_busy] = 123456789;
        const auto lines = drawn(written([&](Buffer& out) {
            append_screen(out, size, example.table, SortBy::opens, "15:04:05.123", ledger);
        }));
        CHECK(lines.size() == size.lines);
        for (const std::string& line : lines)
            CHECK(display_width(line) <= size.columns);
        CHECK(lines[size.lines - 1].starts_with("q quit "));
    }
}

TEST_CASE("screen: keys that are more than one character are none") {
    const struct {
        std::string_view typed, plain;
    } cases[] = {
        {"q", "q"},
        {"of", "of"},
        {"", ""},
        {"\x1b", ""},
        {"\x1b[", ""},
        {"\x1b[Aq", "q"},             // up
        {"\x1b[A\x1b[Dxq", "xq"},     // up, left
        {"\x1bOpq", "q"},             // 0 of a number pad
        {"\x1b[1;5Cf\x1b[3~q", "fq"}, // Ctrl and right, Delete
        {"\x1b[200~\x1bq", "q"},      // Esc itself
        {"o\x1b[<0;12;7Mq", "oq"},    // a mouse
        {"\x1b[12;", ""},             // cut
        {"m\xc3\xb6q", "m\xc3\xb6q"},
    };
    for (const auto& [typed, plain] : cases)
        CHECK(plain_keys(typed) == plain);
}

TEST_CASE("screen: keys") {
    CHECK(sort_of_key('o') == SortBy::opens);
    CHECK(sort_of_key('b') == SortBy::mapped);
    CHECK(sort_of_key('p') == SortBy::processes);
    CHECK_FALSE(sort_of_key('q'));
    CHECK_FALSE(sort_of_key('O'));
}
