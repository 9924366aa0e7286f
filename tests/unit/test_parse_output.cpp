// SPDX-License-Identifier: GPL-2.0-only
// The options of output: what they mean together, and what is refused.
#include "cli/parse_output.h"

#include <doctest/doctest.h>

using namespace fileaudit;

namespace {

std::string columns_of(const Options& options) {
    std::string joined;
    for (const Field* const one : options.columns)
        joined += (joined.empty() ? "" : " ") + std::string(one->name);
    return joined;
}

// "" when it is well, else what is said.
std::string refusal(const OutputWords& words, Options options = {}) {
    const auto ok = parse_output(words, options);
    return ok ? "" : ok.error().message;
}

Options parsed(const OutputWords& words, Options options = {}) {
    const auto ok = parse_output(words, options);
    REQUIRE(ok.has_value());
    return options;
}

} // namespace

TEST_CASE("parse_output: formats, and the times they tell") {
    const struct {
        OutputWords words;
        Format format;
        TimeStyle time;
    } rows[] = {
        {{}, Format::text, TimeStyle::local},
        {{.wide = true}, Format::wide, TimeStyle::local},
        {{.format = "wide"}, Format::wide, TimeStyle::local},
        {{.json = true}, Format::json, TimeStyle::iso},
        {{.format = "json"}, Format::json, TimeStyle::iso},
        {{.format = "csv"}, Format::csv, TimeStyle::iso},
        {{.format = "logfmt", .time = "epoch"}, Format::logfmt, TimeStyle::epoch},
        {{.line_template = "{pid}"}, Format::line_template, TimeStyle::local},
        {{.format = "text", .time = "none"}, Format::text, TimeStyle::none},
    };
    for (const auto& row : rows) {
        const Options options = parsed(row.words);
        CHECK(options.format == row.format);
        CHECK(options.time == row.time);
    }
    CHECK(parsed({.color = "always"}).color == Color::always);
    CHECK(parsed({.output = "f", .rotate = "64K"}).rotation->bytes == 65536);
    CHECK(parsed({.output = "f", .rotate = "64K"}).rotation->keep == 5);
    CHECK(parsed({.output = "f", .rotate = "4K,1000"}).rotation->keep == 1000);
    CHECK(parsed({.record = "r"}).record == "r");
}

TEST_CASE("parse_output: columns") {
    const struct {
        OutputWords words;
        const char* columns;
    } rows[] = {
        {{.columns = {"pid,path"}}, "pid path"},
        {{.columns = {"path", "pid"}}, "path pid"},
        {{.columns = {"+uid"}}, "time pid comm op access uid path"},
        {{.columns = {"+uid,+size"}}, "time pid comm op access uid size path"},
        {{.columns = {"+uid,size"}}, "time pid comm op access uid size path"},
        {{.columns = {"+args"}}, "time pid comm op access args path"},
        {{.columns = {"ts,path"}}, "time path"},
        {{.columns = {"path_status,path"}}, "path_status path"},
        {{.columns = {"path_status,path,exe_status"}, .json = true}, "path exe_status"},
        {{.time = "none", .columns = {"+uid"}}, "pid comm op access uid path"},
        {{.line_template = "{pid} {path}{pid}"}, "pid path pid"},
    };
    for (const auto& row : rows)
        CHECK(columns_of(parsed(row.words)) == row.columns);
    CHECK(columns_of(parsed({.format = "csv", .columns = {"+errno"}})).ends_with(" errno"));
    // JSON has it wherever it is known: asked for, it is asked of the kernel
    CHECK(parsed({.columns = {"+args"}, .json = true}).args);
    CHECK_FALSE(parsed({.json = true}).args);
    CHECK(parsed({.columns = {"pid,latency_ms"}}).latency);
    CHECK(parsed({.line_template = "{ustack}"}).ustack);
    CHECK(parsed({.columns = {"opener"}}).opener);
}

TEST_CASE("parse_output: what is refused, and why") {
    const struct {
        OutputWords words;
        const char* says;
    } rows[] = {
        {{.format = "xml"}, "--format: 'xml' is not a format"},
        {{.format = "jsno"}, "did you mean 'json'?"},
        {{.time = "now"}, "--time: 'now'"},
        {{.color = "red"}, "--color: 'red'"},
        {{.json = true, .wide = true}, "--wide is for text"},
        {{.columns = {"pid,path"}, .wide = true}, "--wide and --columns both"},
        {{.format = "csv", .json = true}, "--json is short for a --format"},
        {{.format = "csv", .line_template = "{pid}"}, "leave --format out"},
        {{.line_template = "{pid}", .json = true}, "leave --json out"},
        {{.line_template = "{pid}", .columns = {"pid"}}, "leave --columns out"},
        {{.line_template = "{nope}"}, "--template: 'nope'"},
        {{.columns = {"pid,nope"}}, "--columns: 'nope' is not a field"},
        {{.columns = {"cmom"}}, "did you mean 'comm'?"},
        {{.columns = {"pid,"}}, "names no field between two commas"},
        {{.columns = {""}}, "names no field"},
        {{.columns = {"pid,+uid"}}, "begin with the +"},
        {{.columns = {"pid", "pid"}}, "pid is given twice"},
        {{.columns = {"pid,ancestry"}}, "add --ancestry N"},
        {{.columns = {"tried"}}, "add --chains"},
        {{.time = "none", .columns = {"time,pid"}}, "--time none"},
        {{.line_template = "{time}", .time = "none"}, "--time none"},
        {{.color = "always", .json = true}, "--color is for text"},
        {{.json = true, .group = true}, "--group is for text"},
        {{.rotate = "1M"}, "add -o FILE"},
        {{.output = "f", .rotate = "1K"}, "'1K' is too small"},
        {{.output = "f", .rotate = "1M,0"}, "'0' is not a number of files"},
        {{.output = "f", .rotate = "1M,1001"}, "'1001'"},
        {{.output = "f", .rotate = "1M,"}, "''"},
        {{.output = ""}, "--output: ''"},
        {{.record = ""}, "--record: ''"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.says);
        CHECK(refusal(row.words).find(row.says) != std::string::npos);
    }
}
