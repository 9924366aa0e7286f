// SPDX-License-Identifier: GPL-2.0-only
// --template: what lines come of it, and what is refused.
#include "format/format_line.h"
#include "format/line_template.h"
#include "sample.h"
#include "time_zone.h"
#include "written.h"

#include <doctest/doctest.h>

using namespace fileaudit;

TEST_CASE("line_template: lines") {
    const UtcZone utc;
    Event event = sample_event();
    event.comm = "caf\xc3\xa9";
    event.paths[FA_PATH_EXE] = {FA_ST_DELETED, "/a b"};
    const struct {
        const char *text, *line;
    } rows[] = {
        {"{time} {pid:>7} {exe} → {path}", "00:00:05.123    4242 [deleted] /a b → /etc/passwd"},
        {"{ts}", "00:00:05.123"},
        {"{pid}{tid}", "42424243"},
        {"{pid:<7}|{pid:^8}|{pid:07}|{pid:x}|{pid:#x}",
         "4242   |  4242  |0004242|1092|0x1092"},
        {"{comm:>6}|{comm:*<6}|{comm:.2}|{comm:·^8}", "  café|café**|ca|··café··"},
        {"{size:>5}|{size:<5}|{size:05}|{size:_^5}|{size:x}|{size}", "    -|-    |    -|__-__|-|-"},
        {"{via}|{via:>3}|{errno}", "-|  -|-"},
        {"a\\tb\\n{pid}\\\\", "a\tb\n4242\\"},
        {"{{{pid}}} }}{{", "{4242} }{"},
        {"{path_status}:{path}", "ok:/etc/passwd"},
        {"{latency_us:>8}", "       -"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.text);
        const auto line = parse_template(row.text);
        REQUIRE(line.has_value());
        LineFormatter format(*line, TimeStyle::local, {0});
        CHECK(written([&](Buffer& out) { format.append_event(out, event); }) ==
              std::string(row.line) + "\n");
    }
}

TEST_CASE("line_template: what is refused, and why") {
    const struct {
        const char *text, *says;
    } rows[] = {
        {"", "it is empty"},
        {"pid", "names no field"},
        {"{{pid}}", "names no field"},
        {"{pid", "'{pid' is not closed"},
        {"pid}", "a } is alone"},
        {"{pdi}", "'pdi' is not a field; did you mean 'pid'?"},
        {"{}", "'' is not a field"},
        {"{0}", "'0' is not a field"},
        {"{ pid}", "' pid' is not a field"},
        {"{pid:s}", "'{pid:s}' cannot be"},
        {"{path:d}", "'{path:d}' cannot be"},
        {"{fd:c}", "not shown as a character"},
        {"{fd:c>9c}", "not shown as a character"},
        {"{path:05}", "'{path:05}' cannot be"},
        {"{pid:.3}", "'{pid:.3}' cannot be"},
        {"{pid:>99999}", "it is too wide"},
        {"{pid:{tid}}", "no braces go into braces"},
        {"{path:\x1b}", "\\x1b"},
        {"{pid} \\q", "'\\\\q' is no escape"},
        {"{pid} \\", "is no escape"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.text);
        const auto line = parse_template(row.text);
        REQUIRE_FALSE(line.has_value());
        CAPTURE(line.error().message);
        CHECK(line.error().status == Exit::usage);
        CHECK(line.error().message.starts_with("--template: "));
        CHECK(line.error().message.find(row.says) != std::string::npos);
    }
}
