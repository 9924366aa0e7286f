// SPDX-License-Identifier: GPL-2.0-only
// Text rows: columns, verdicts, hostile names.
#include "format/format_text.h"

#include "format/columns.h"
#include "sample.h"
#include "time_zone.h"
#include "written.h"

#include <doctest/doctest.h>
#include <vector>

using namespace fileaudit;

namespace {

// Which columns there are beside the usual ones.
struct TextLayout {
    bool wide = false, held = false, via = false, failures = false, latency = false, opener = false,
         ancestry = false, args = false, ustack = false;
};

TextFormatter formatter_of(TextLayout layout, bool color = false) {
    const struct {
        const char* name;
        bool shown;
    } columns[] = {{"time", true},
                   {"pid", true},
                   {"ppid", layout.wide},
                   {"uid", layout.wide},
                   {"comm", true},
                   {"op", true},
                   {"via", layout.via},
                   {"access", true},
                   {"outcome", layout.failures},
                   {"latency_ms", layout.latency},
                   {"opener", layout.opener},
                   {"exe", layout.wide},
                   {"cwd", layout.wide},
                   {"root", layout.wide},
                   {"ancestry", layout.ancestry},
                   {"args", layout.args},
                   {"path", true}};
    std::vector<const Field*> shown;
    for (const auto& column : columns)
        if (column.shown)
            shown.push_back(&field(column.name));
    const TextLook look{
        .color = color, .held = layout.held, .stack_lines = layout.ustack, .search = true};
    return TextFormatter(shown, look, {0});
}

std::string row(const Event& event, TextLayout layout = {}) {
    const UtcZone utc;
    TextFormatter format = formatter_of(layout);
    return written([&](Buffer& out) { format.append_event(out, event); });
}

std::string text_header(TextLayout layout) {
    TextFormatter format = formatter_of(layout);
    return written([&](Buffer& out) { format.append_header(out); });
}

} // namespace

TEST_CASE("format_text: header and row line up") {
    CHECK(text_header({}) == "TIME             PID COMM            OP   ACCESS         PATH\n");
    CHECK(row(sample_event()) ==
          "00:00:05.123    4242 cat             open r              /etc/passwd\n");
    CHECK(text_header({.wide = true}) ==
          "TIME             PID    PPID    UID COMM            OP   ACCESS         "
          "EXE                      CWD              ROOT PATH\n");
    CHECK(row(sample_event(), {.wide = true}) ==
          "00:00:05.123    4242    4100   1000 cat             open r              "
          "/usr/bin/cat             /root            /    /etc/passwd\n");
}

TEST_CASE("format_text: room for what is held") {
    Event event = sample_event();
    event.op = FA_OP_HELD_OPEN;
    CHECK(text_header({.held = true}) ==
          "TIME             PID COMM            OP        ACCESS         PATH\n");
    CHECK(row(event, {.held = true}) ==
          "00:00:05.123    4242 cat             held-open r              /etc/passwd\n");
    CHECK(row(sample_event(), {.held = true}) ==
          "00:00:05.123    4242 cat             open      r              /etc/passwd\n");
    event.op = FA_OP_HELD_MAP;
    event.prot = 1;
    event.map_flags = 1;
    CHECK(row(event, {.wide = true, .held = true}) ==
          "00:00:05.123    4242    4100   1000 cat             held-map  r-- shared     "
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
        CHECK(row(event) == "00:00:05.123    4242 cat             open r              " +
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
          "00:00:05.123    4242    4100   1000 cat             open r              "
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
    CHECK(row(event) ==
          "00:00:05.123 4194304 \\n123456789012345 mmap r-x private    " + path + "\n");
}

TEST_CASE("format_text: padding counts characters, not bytes") {
    Event event = sample_event();
    event.comm = "k\xc3\xa4se";
    CHECK(row(event) ==
          "00:00:05.123    4242 k\xc3\xa4se            open r              /etc/passwd\n");
}

TEST_CASE("format_text: losses stay out of the rows") {
    TextFormatter format = formatter_of({.wide = true});
    CHECK(written([&](Buffer& out) { format.append_loss(out, 0, Ledger()); }).empty());
}

TEST_CASE("format_text: columns for what was asked for") {
    Event event = sample_event();
    event.via = FA_VIA_OPENAT;
    event.begun_ns = event.ts_ns - 12'345'678;
    event.opener = 4711;
    const Ancestor ancestors[] = {{812, "bash", {}}, {700, "ss hd", {}}, {1, "systemd\n", {}}};
    event.ancestors = ancestors;
    event.args = std::string_view("cat\0-n\0", 7);
    const struct {
        TextLayout layout;
        const char* header;
        const char* row;
    } rows[] = {
        {{.via = true},
         " OP   VIA         ACCESS         PATH\n",
         " open openat      r              /etc/passwd\n"},
        {{.failures = true},
         " ACCESS         ERRNO      PATH\n",
         " r              -          /etc/pass"},
        {{.latency = true},
         " ACCESS                MS PATH\n",
         " r                 12.346 /etc/passwd\n"},
        {{.opener = true},
         " ACCESS          OPENER PATH\n",
         " r                 4711 /etc/passwd\n"},
        {{.ancestry = true},
         " ACCESS         ANCESTRY                 PATH\n",
         " r              bash:812<ss\\x20hd:700<systemd\\n:1 /etc/passwd\n"},
        {{.args = true},
         " ACCESS         ARGS                     PATH\n",
         " r              cat\\x20-n                /etc/passwd\n"},
        {{.wide = true,
          .held = true,
          .via = true,
          .failures = true,
          .latency = true,
          .opener = true,
          .ancestry = true,
          .args = true},
         " OP        VIA         ACCESS         ERRNO             MS  OPENER EXE                   "
         "  "
         " "
         "CWD              ROOT ANCESTRY                 ARGS                     PATH\n",
         " open      openat      r              -             12.346    4711 /usr/bin/cat          "
         "  "
         " "
         "/root            /    bash:812<ss\\x20hd:700<systemd\\n:1 cat\\x20-n                "
         "/etc/passwd\n"},
    };
    for (const auto& r : rows) {
        CAPTURE(std::string(r.row));
        CAPTURE(row(event, r.layout));
        CHECK(text_header(r.layout).find(r.header) != std::string::npos);
        CHECK(row(event, r.layout).find(r.row) != std::string::npos);
    }
    CHECK(row(event) == row(sample_event())); // not asked for, not told
}

TEST_CASE("format_text: a dash for what there is not") {
    CHECK(row(sample_event(), {.via = true,
                               .failures = true,
                               .latency = true,
                               .opener = true,
                               .ancestry = true,
                               .args = true,
                               .ustack = true}) ==
          "00:00:05.123    4242 cat             open -           r              -                  - "
          "      - -                        -                        /etc/passwd\n");
}

TEST_CASE("format_text: outcomes") {
    const struct {
        uint16_t error;
        fa_denied_by denied_by;
        const char* cell;
    } rows[] = {
        {0, FA_DENIED_UNKNOWN, "-         "},    {2, FA_DENIED_UNKNOWN, "ENOENT    "},
        {13, FA_DENIED_LSM, "EACCES/lsm"},       {13, FA_DENIED_DAC, "EACCES/dac"},
        {1, FA_DENIED_DAC, "EPERM/dac "},        {36, FA_DENIED_UNKNOWN, "ENAMETOOLONG"},
        {4095, FA_DENIED_UNKNOWN, "4095      "},
    };
    for (const auto& r : rows) {
        Event event = sample_event();
        event.error = r.error;
        event.denied_by = r.denied_by;
        event.paths[FA_PATH_TARGET].status = r.error == 0 ? 0 : FA_ST_UNRESOLVED;
        CHECK(row(event, {.failures = true}) ==
              "00:00:05.123    4242 cat             open r              " + std::string(r.cell) +
                  (r.error == 0 ? " /etc/passwd\n" : " [unresolved] /etc/passwd\n"));
    }
}

TEST_CASE("format_text: latency in milliseconds, rounded") {
    const struct {
        uint64_t took;
        const char* cell;
    } rows[] = {
        {1, "    0.000"},
        {499, "    0.000"},
        {500, "    0.001"},
        {999'499, "    0.999"},
        {999'500, "    1.000"},
        {1'234'000, "    1.234"},
        {4'000'000'000, " 4000.000"},
    };
    for (const auto& r : rows) {
        Event event = sample_event();
        event.begun_ns = event.ts_ns - r.took;
        CHECK(row(event, {.latency = true}) ==
              "00:00:05.123    4242 cat             open r              " + std::string(r.cell) +
                  " /etc/passwd\n");
    }
}

TEST_CASE("format_text: arguments are one word") {
    using std::string_view_literals::operator""sv;
    const struct {
        std::string_view args;
        uint32_t flags;
        const char* word;
    } rows[] = {
        {"", 0, "-"},
        {"\0"sv, 0, "-"}, // one without any bytes
        {"a\0"sv, 0, "a"},
        {"a", 0, "a"},
        {"a\0\0"sv, 0, "a\\x20"},
        {"a b\0\n\xff\\\0"sv, 0, "a\\x20b\\x20\\n\\xff\\\\"},
        {"a\0bc"sv, FA_EV_ARGS_CUT, "a\\x20bc..."},
        {"\xc3\0\xa4\0"sv, 0, "\\xc3\\x20\\xa4"},
    };
    for (const auto& r : rows) {
        Event event = sample_event();
        event.args = r.args;
        event.flags = r.flags;
        std::string padded = r.word;
        padded.resize(24, ' ');
        CHECK(row(event, {.args = true}) ==
              "00:00:05.123    4242 cat             open r              " + padded +
                  " /etc/passwd\n");
    }
}

TEST_CASE("format_text: what was tried is in front of the path that ended the search") {
    using Errors = std::vector<uint16_t>;
    const struct {
        Errors tried;
        uint16_t error; // of the event itself
        const char* shown;
    } rows[] = {
        {{}, 0, "/etc/passwd"},
        {{}, 2, "[unresolved] /etc/passwd"},
        {{2}, 0, "1 × ENOENT … then /etc/passwd"},
        {{2, 2, 2, 2, 2, 2}, 0, "6 × ENOENT … then /etc/passwd"},
        {{2, 2, 13, 2, 20, 13}, 0, "3 × ENOENT, 2 × EACCES, 1 × ENOTDIR … then /etc/passwd"},
        {{2, 2, 2, 2, 2}, 2, "6 × ENOENT … last [unresolved] /etc/passwd"},
        {{2, 13}, 13, "1 × ENOENT, 2 × EACCES … last [unresolved] /etc/passwd"},
        {{2, 2}, 40, "2 × ENOENT, 1 × ELOOP … last [unresolved] /etc/passwd"},
        {{4095}, 0, "1 × 4095 … then /etc/passwd"},
    };
    for (const auto& r : rows) {
        std::vector<Tried> tried;
        for (const uint16_t error : r.tried)
            tried.push_back({{FA_ST_UNRESOLVED, "/x"}, error});
        Event event = sample_event();
        event.tried = tried;
        event.error = r.error;
        event.paths[FA_PATH_TARGET].status = r.error == 0 ? 0 : FA_ST_UNRESOLVED;
        CHECK(row(event) == "00:00:05.123    4242 cat             open r              " +
                                std::string(r.shown) + "\n");
    }
}

TEST_CASE("format_text: a user stack below the event") {
    fa_frame stack[] = {{FA_FRAME_BUILD_ID, {}, 0x54}, {FA_FRAME_ADDRESS, {}, 0x7f12a0001054}};
    stack[0].build_id[0] = 0xab;
    Event event = sample_event();
    event.stack = stack;
    const std::string first = row(sample_event());
    CHECK(row(event) == first); // not asked for
    CHECK(row(event, {.ustack = true}) ==
          first + "        ab00000000000000000000000000000000000000+0x54\n"
                  "        0x7f12a0001054\n");
    const std::string_view names[] = {"openat+0x54 (libc.so.6)", "\x1b[31m\n+0x1 (a)"};
    event.frame_names = names;
    event.flags = FA_EV_STACK_CUT;
    CHECK(row(event, {.ustack = true}) == first + "        openat+0x54 (libc.so.6)\n"
                                                  "        \\x1b[31m\\n+0x1 (a)\n"
                                                  "        ...\n");
}

TEST_CASE("format_text: what each option adds") {
    const auto header = [](auto change) {
        Options options;
        change(options);
        options.columns = default_columns(options);
        const auto formatter = make_formatter(options, {0}, false);
        return written([&](Buffer& out) { formatter->append_header(out); });
    };
    const struct {
        void (*change)(Options&);
        TextLayout layout;
    } rows[] = {
        {[](Options&) {}, {}},
        {[](Options& o) { o.format = Format::wide; }, {.wide = true, .via = true}},
        {[](Options& o) {
             o.format = Format::wide;
             o.action = Action::snapshot;
         },
         {.wide = true, .held = true}},
        {[](Options& o) { o.filters.outcomes = FA_OUTCOME_FAILED; }, {.failures = true}},
        {[](Options& o) { o.filters.outcomes |= FA_OUTCOME_FAILED; }, {.failures = true}},
        {[](Options& o) { o.chains = true; }, {.failures = true}},
        {[](Options& o) { o.latency = true; }, {.latency = true}},
        {[](Options& o) { o.filters.slower_than = std::chrono::nanoseconds(1); },
         {.latency = true}},
        {[](Options& o) { o.opener = true; }, {.opener = true}},
        {[](Options& o) { o.ancestry = 1; }, {.ancestry = true}},
        {[](Options& o) { o.args = true; }, {.args = true}},
        {[](Options& o) { o.existing = true; }, {.held = true}},
    };
    for (const auto& r : rows)
        CHECK(header(r.change) == text_header(r.layout));

    fa_frame stack[] = {{FA_FRAME_ADDRESS, {}, 1}};
    Event event = sample_event();
    event.stack = stack;
    for (const bool asked : {false, true}) {
        Options options;
        options.ustack = asked;
        options.columns = default_columns(options);
        const auto formatter = make_formatter(options, {0}, false);
        const auto text = written([&](Buffer& out) { formatter->append_event(out, event); });
        CHECK(text.ends_with("        0x1\n") == asked);
    }
}

TEST_CASE("format_text: columns are as wide on a terminal as what is in them") {
    Event event = sample_event();
    const struct {
        const char* comm;
        const char* cell;
    } rows[] = {
        {"k\xc3\xa4se", "k\xc3\xa4se            "}, // one column a character
        {"\xe4\xb8\x96\xe7\x95\x8c", "\xe4\xb8\x96\xe7\x95\x8c            "}, // two
        {"e\xcc\x81", "e\xcc\x81               "}, // an accent of its own: none
    };
    for (const auto& r : rows) {
        event.comm = r.comm;
        CHECK(row(event) ==
              "00:00:05.123    4242 " + std::string(r.cell) + "open r              /etc/passwd\n");
    }
}

TEST_CASE("format_text: a column grows for what does not fit, to a bound, and stays") {
    const UtcZone utc;
    TextFormatter format = formatter_of({.wide = true});
    const auto next = [&](const char* exe) {
        Event event = sample_event();
        event.paths[FA_PATH_EXE] = {0, exe};
        const auto line = written([&](Buffer& out) { format.append_event(out, event); });
        return line.substr(line.find(exe), line.find("/root") - line.find(exe)).size();
    };
    CHECK(next("/usr/bin/cat") == 25);
    CHECK(next("/usr/lib/systemd/systemd-journald") == 34);
    CHECK(next("/usr/bin/cat") == 34);
    const std::string longer = "/" + std::string(99, 'x');
    CHECK(next(longer.c_str()) == 101); // never cut
    CHECK(next("/usr/bin/cat") == 41);
}

TEST_CASE("format_text: colours by what is done") {
    const UtcZone utc;
    const auto line = [](const Event& event) {
        TextFormatter format = formatter_of({}, true);
        return written([&](Buffer& out) { format.append_event(out, event); });
    };
    const struct {
        void (*change)(Event&);
        const char* color;
    } rows[] = {
        {[](Event&) {}, ""},
        {[](Event& e) { e.open_flags = 1; }, "33"},    // O_WRONLY
        {[](Event& e) { e.open_flags = 0100; }, "33"}, // O_CREAT
        {[](Event& e) { e.error = 2; }, "31"},
        {[](Event& e) { e.error = 13, e.open_flags = 1; }, "31"},
        {[](Event& e) { e.paths[FA_PATH_TARGET].status = FA_ST_DELETED; }, "35"},
        {[](Event& e) { e.op = FA_OP_EXEC; }, "32"},
        {[](Event& e) { e.op = FA_OP_MMAP, e.prot = 5, e.map_flags = 2; }, "32"},
        {[](Event& e) { e.op = FA_OP_MMAP, e.prot = 3, e.map_flags = 1; }, "33"},
        {[](Event& e) { e.op = FA_OP_MMAP, e.prot = 3, e.map_flags = 2; }, ""}, // private
    };
    for (const auto& r : rows) {
        Event event = sample_event();
        r.change(event);
        const std::string begin =
            *r.color != '\0' ? "\x1b[" + std::string(r.color) + "m" : std::string();
        const std::string end = *r.color != '\0' ? "\x1b[0m" : "";
        const std::string text = line(event);
        CAPTURE(text);
        CHECK(text.ends_with(
            ' ' + begin + (event.target().status != 0 ? "[deleted] /etc/passwd" : "/etc/passwd") +
            end + '\n'));
        std::string plain = text; // colours take no room
        for (const std::string& code : {begin, end})
            for (size_t at; !code.empty() && (at = plain.find(code)) != plain.npos;)
                plain.erase(at, code.size());
        CHECK(plain == row(event));
    }
    TextFormatter format = formatter_of({}, true);
    CHECK(written([&](Buffer& out) { format.append_header(out); }) ==
          "\x1b[1m" + text_header({}).substr(0, text_header({}).size() - 1) + "\x1b[0m\n");
}

TEST_CASE("format_text: groups by process") {
    const UtcZone utc;
    TextFormatter format({&field("time"), &field("pid"), &field("comm"), &field("op"),
                          &field("uid"), &field("path")},
                         {.group = true}, {0});
    const auto next = [&](uint32_t pid, const char* exe) {
        Event event = sample_event();
        event.pid = pid;
        event.paths[FA_PATH_EXE] = {0, exe};
        return written([&](Buffer& out) { format.append_event(out, event); });
    };
    CHECK(written([&](Buffer& out) { format.append_header(out); }) == "  TIME         OP   PATH\n");
    CHECK(next(7, "/usr/bin/cat") == "7 cat /usr/bin/cat uid=1000\n"
                                     "  00:00:05.123 open /etc/passwd\n");
    CHECK(next(7, "/usr/bin/cat") == "  00:00:05.123 open /etc/passwd\n");
    CHECK(next(8, "/usr/bin/cat").starts_with("8 cat /usr/bin/cat uid=1000\n"));
    CHECK(next(7, "/usr/bin/cat").starts_with("7 cat "));
    CHECK(next(7, "/a b").starts_with("7 cat /a\\x20b uid=1000\n")); // it executed another one
}
