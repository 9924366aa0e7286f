// SPDX-License-Identifier: GPL-2.0-only
// Text rows: columns, verdicts, hostile names.
#include "format/format_text.h"
#include "sample.h"
#include "time_zone.h"
#include "written.h"

#include <doctest/doctest.h>

using namespace fileaudit;

namespace {

std::string row(const Event& event, TextLayout layout = {}) {
    const UtcZone utc;
    TextFormatter format({0}, layout);
    return written([&](Buffer& out) { format.append_event(out, event); });
}

} // namespace

TEST_CASE("format_text: header and row line up") {
    CHECK(text_header({}) == "TIME             PID COMM            OP   ACCESS       PATH\n");
    CHECK(row(sample_event()) ==
          "00:00:05.123    4242 cat             open r            /etc/passwd\n");
    CHECK(text_header({.wide = true}) ==
          "TIME             PID    PPID    UID COMM            OP   ACCESS       "
          "EXE                      CWD              ROOT PATH\n");
    CHECK(row(sample_event(), {.wide = true}) ==
          "00:00:05.123    4242    4100   1000 cat             open r            "
          "/usr/bin/cat             /root            /    /etc/passwd\n");
}

TEST_CASE("format_text: room for what is held") {
    Event event = sample_event();
    event.op = FA_OP_HELD_OPEN;
    CHECK(text_header({.held = true}) ==
          "TIME             PID COMM            OP        ACCESS       PATH\n");
    CHECK(row(event, {.held = true}) ==
          "00:00:05.123    4242 cat             held-open r            /etc/passwd\n");
    CHECK(row(sample_event(), {.held = true}) ==
          "00:00:05.123    4242 cat             open      r            /etc/passwd\n");
    event.op = FA_OP_HELD_MAP;
    event.prot = 1;
    event.map_flags = 1;
    CHECK(row(event, {.wide = true, .held = true}) ==
          "00:00:05.123    4242    4100   1000 cat             held-map  r-- shared   "
          "/usr/bin/cat             /root            /    /etc/passwd\n");
}

TEST_CASE("format_text: the path column") {
    const struct {
        uint16_t status;
        const char* text;
        const char* shown;
    } rows[] = {
        {0, "/a b", "/a b"},
        {FA_ST_DELETED, "/gone", "[deleted] /gone"},
        {FA_ST_DELETED | FA_ST_ESCAPED, "/up", "[deleted+escaped] /up"},
        {FA_ST_DETACHED, ".", "[detached] ."},
        {FA_ST_PSEUDO, "pipe:[1]", "[pseudo] pipe:[1]"},
        {FA_ST_UNSTABLE, "", "[unstable]"},
        {FA_ST_ABSENT, "", "-"},
        {0, "/a\n\x1b[31m\\", "/a\\n\\x1b[31m\\\\"},
        {0, "/\xff", "/\\xff"},
    };
    for (const auto& r : rows) {
        Event event = sample_event();
        event.paths[FA_PATH_TARGET] = {r.status, r.text};
        CHECK(row(event) == "00:00:05.123    4242 cat             open r            " +
                                std::string(r.shown) + "\n");
    }
}

TEST_CASE("format_text: wide paths are one word each") {
    Event event = sample_event();
    event.paths[FA_PATH_EXE] = {FA_ST_DELETED, "/a b"};
    event.paths[FA_PATH_CWD] = {FA_ST_UNSTABLE, ""};
    event.paths[FA_PATH_ROOT] = {FA_ST_ABSENT, ""};
    event.paths[FA_PATH_TARGET] = {FA_ST_DELETED, "/c d"};
    CHECK(row(event, {.wide = true}) ==
          "00:00:05.123    4242    4100   1000 cat             open r            "
          "[deleted]/a\\x20b         [unstable]       -    [deleted] /c d\n");
}

TEST_CASE("format_text: long and hostile values are never cut") {
    Event event = sample_event();
    event.pid = 4194304;
    event.comm = "\n123456789012345";
    event.op = FA_OP_MMAP;
    event.prot = 5;
    event.map_flags = 2;
    const std::string path = "/" + std::string(4094, 'x');
    event.paths[FA_PATH_TARGET] = {0, path};
    CHECK(row(event) == "00:00:05.123 4194304 \\n123456789012345 mmap r-x private  " + path + "\n");
}

TEST_CASE("format_text: padding counts characters, not bytes") {
    Event event = sample_event();
    event.comm = "k\xc3\xa4se";
    CHECK(row(event) ==
          "00:00:05.123    4242 k\xc3\xa4se            open r            /etc/passwd\n");
}

TEST_CASE("format_text: losses stay out of the rows; the header is text_header()") {
    TextFormatter format({0}, {.wide = true});
    CHECK(written([&](Buffer& out) { format.append_loss(out, 0, Ledger()); }).empty());
    CHECK(written([&](Buffer& out) { format.append_header(out); }) == text_header({.wide = true}));
}
