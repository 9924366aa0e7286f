// SPDX-License-Identifier: GPL-2.0-only
// The table of fields against the words it stands for, and each format's way with it.
#include "format/columns.h"
#include "format/field_json.h"
#include "format/field_text.h"
#include "format/names.h"
#include "sample.h"
#include "written.h"

#include <doctest/doctest.h>
#include <set>
#include <vector>

using namespace fileaudit;

namespace {

std::string text_of(const char* name, const Event& event, TextForm form) {

    return written([&](Buffer& out) { append_field(out, field(name), event, form); });
}

std::string json_of(const char* name, const Event& event) {
    return written([&](Buffer& out) { append_json_field(out, JsonColumn(&field(name)), event); });
}

std::vector<std::string_view> words_of(const char* name) {
    const auto all = std::get<WordValue>(field(name).value).all;
    return {all.begin(), all.end()};
}

template<class Number> std::vector<std::string_view> names_of(auto name, int first, int end) {
    std::vector<std::string_view> names;
    for (int i = first; i < end; ++i)
        names.push_back(name(static_cast<Number>(i)));
    return names;
}

} // namespace

TEST_CASE("fields: names are unique, found, and told") {
    std::set<std::string_view> names;
    for (const Field& one : all_fields()) {
        CAPTURE(std::string(one.name));
        CHECK(names.insert(one.name).second);
        CHECK(find_field(one.name) == &one);
        CHECK_FALSE(one.meaning.empty());
        CHECK_FALSE(one.title.empty());
        CHECK((one.needs.empty() || one.needs.starts_with("--")));
        CHECK((!one.always || one.needs.empty()));
    }
    CHECK(find_field("ts") == &field("time"));
    CHECK(find_field("") == nullptr);
    CHECK(find_field("PID") == nullptr);
    CHECK(field_names().size() == all_fields().size());
}

TEST_CASE("fields: the words they can be are those there are") {
    CHECK(words_of("op") == names_of<fa_op>(op_name, FA_OP_OPEN, FA_OP_HELD_MAP + 1));
    CHECK(words_of("via") == names_of<fa_via>(via_name, FA_VIA_UNKNOWN + 1, FA_VIA_COUNT));
    CHECK(words_of("denied_by") ==
          names_of<fa_denied_by>(denied_by_name, FA_DENIED_LSM, FA_DENIED_DAC + 1));
    CHECK(words_of("layer") == names_of<fa_layer>(layer_name, FA_LAYER_UPPER, FA_LAYER_LOWER + 1));
    CHECK(words_of("backend") ==
          names_of<fa_backend>([](fa_backend b) { return std::string_view(backend_name(b)); },
                               FA_BACKEND_LSM, FA_BACKEND_TRACEPOINT + 1));
    CHECK(words_of("resolver") ==
          names_of<fa_resolver>([](fa_resolver r) { return std::string_view(resolver_name(r)); },
                                FA_RESOLVER_WALK, FA_RESOLVER_KFUNC + 1));
}

TEST_CASE("fields: as text and as JSON") {
    Event event = sample_event();
    event.comm = "a b\"";
    event.user = "";
    event.args = std::string_view("cat\0a b\0", 8);
    event.begun_ns = event.ts_ns - 12'345'678;
    event.flags = FA_EV_ARGS_CUT;
    event.paths[FA_PATH_TARGET] = {FA_ST_DELETED, "/a b"};
    event.paths[FA_PATH_EXE] = {FA_ST_UNSTABLE, ""};
    event.paths[FA_PATH_CWD] = {FA_ST_ABSENT, ""};
    const struct {
        const char *name, *words, *word, *value, *json;
    } rows[] = {
        {"pid", "4242", "4242", "4242", ",\"pid\":4242"},
        {"ns_pid", "", "", "", ""}, // the same
        {"user", "", "", "", ""},
        {"comm", "a b\"", "a\\x20b\"", "a b\"", ",\"comm\":\"a b\\\"\""},
        {"op", "open", "open", "open", ",\"op\":\"open\""},
        {"via", "", "", "", ""},
        {"path", "[deleted] /a b", "[deleted]/a\\x20b", "/a b",
         ",\"path\":\"/a b\",\"path_status\":\"deleted\""},
        {"path_status", "deleted", "deleted", "deleted", ",\"path_status\":\"deleted\""},
        {"exe", "[unstable]", "[unstable]", "", ",\"exe\":null,\"exe_status\":\"unstable\""},
        {"cwd", "", "", "", ",\"cwd\":null,\"cwd_status\":\"absent\""},
        {"dir", "", "", "", ""},
        {"dir_status", "", "", "", ""},
        {"access", "r", "r", "r", ",\"access\":\"r\""},
        {"prot", "", "", "", ""}, // it is no map
        {"dev", "8:1", "8:1", "8:1", ",\"dev\":\"8:1\""},
        {"latency_us", "12345.678", "12345.678", "12345.678", ",\"latency_us\":12345.678"},
        {"latency_ms", "12.346", "12.346", "12.346", ",\"latency_ms\":12.346"},
        {"args", "cat a\\x20b...", "cat\\x20a\\x20b...", "cat a\\x20b...",
         ",\"args\":[\"cat\",\"a b\"]"},
        {"args_truncated", "true", "true", "true", ",\"args_truncated\":true"},
        {"errno", "", "", "", ""},
        {"outcome", "", "", "", ""},
        {"tried", "", "", "", ""},
        {"size", "", "", "", ""}, // its mode is not known
    };
    for (const auto& row : rows) {
        CAPTURE(row.name);
        CHECK(text_of(row.name, event, TextForm::words) == row.words);
        CHECK(text_of(row.name, event, TextForm::word) == row.word);
        CHECK(text_of(row.name, event, TextForm::values) == row.value);
        CHECK(json_of(row.name, event) == row.json);
    }
    event.op = FA_OP_MMAP;
    event.prot = 5;
    event.map_flags = 2;
    CHECK(text_of("access", event, TextForm::words) == "r-x private");
    CHECK(text_of("access", event, TextForm::word) == "r-x,private");
    event.error = 13;
    event.denied_by = FA_DENIED_LSM;
    CHECK(text_of("outcome", event, TextForm::words) == "EACCES/lsm");
    CHECK(text_of("errno", event, TextForm::words) == "EACCES");
}

TEST_CASE("fields: lists as text and as JSON") {
    const Ancestor ancestors[] = {{812, "ba sh", {0, "/bin/bash"}},
                                  {1, "\xff", {FA_ST_ABSENT, ""}}};
    const Tried tried[] = {{{FA_ST_UNRESOLVED, "/a b"}, 2}, {{FA_ST_UNSTABLE, ""}, 13}};
    fa_frame frames[] = {{FA_FRAME_BUILD_ID, {}, 0x54}, {FA_FRAME_ADDRESS, {}, 0x7f00}};
    frames[0].build_id[19] = 0xab;
    Event event = sample_event();
    CHECK(text_of("ancestry", event, TextForm::words).empty());
    CHECK(text_of("ustack", event, TextForm::words).empty());
    event.ancestors = ancestors;
    event.tried = tried;
    event.stack = frames;
    CHECK(text_of("ancestry", event, TextForm::words) == "ba\\x20sh:812<\\xff:1");
    CHECK(text_of("tried", event, TextForm::words) == "ENOENT:/a\\x20b,EACCES:-");
    CHECK(text_of("ustack", event, TextForm::words) == std::string(38, '0') + "ab+0x54<0x7f00");
    event.flags = FA_EV_STACK_CUT;
    CHECK(text_of("ustack", event, TextForm::words).ends_with("<0x7f00..."));
    const std::string_view names[] = {"openat+0x54 (libc.so.6)", "main\n"};
    event.frame_names = names;
    CHECK(text_of("ustack", event, TextForm::words) == "openat+0x54 (libc.so.6)<main\\n...");
    CHECK(json_of("ustack", event) == ",\"ustack\":[\"openat+0x54 (libc.so.6)\",\"main\\n\"]");
    CHECK(json_of("ancestry", event)
              .starts_with(",\"ancestry\":[{\"pid\":812,\"comm\":\"ba sh\",\"exe\":\"/bin/bash\""));
    CHECK(
        json_of("tried", event).starts_with(",\"tried\":[{\"errno\":\"ENOENT\",\"path\":\"/a b\""));
}

TEST_CASE("fields: what every event has is always there") {
    const Event empty; // nothing is known
    for (const Field& one : all_fields()) {
        if (one.is_time())
            continue;
        CAPTURE(std::string(one.name));
        Event event = empty;
        event.comm = "x";
        const auto json =
            written([&](Buffer& out) { append_json_field(out, JsonColumn(&one), event); });
        if (one.always)
            CHECK_FALSE(json.empty());
    }
}

TEST_CASE("columns: what each format shows") {
    const auto names = [](auto change) {
        Options options;
        change(options);
        options.columns = default_columns(options);
        std::string joined;
        for (const Field* const one : options.columns)
            joined += (joined.empty() ? "" : " ") + std::string(one->name);
        return joined;
    };
    CHECK(names([](Options&) {}) == "time pid comm op access path");
    CHECK(names([](Options& o) { o.time = TimeStyle::none; }) == "pid comm op access path");
    CHECK(names([](Options& o) { o.format = Format::wide; }) ==
          "time pid ppid uid comm op via access exe cwd root path");
    CHECK(names([](Options& o) {
              o.filters.outcomes |= FA_OUTCOME_FAILED;
              o.latency = o.opener = o.args = true;
              o.ancestry = 2;
          }) == "time pid comm op access outcome latency_ms opener ancestry args path");
    const std::string json = names([](Options& o) { o.format = Format::json; });
    CHECK(json.starts_with("time op via backing errno denied_by pid tid "));
    CHECK(json.find("_status") == json.npos); // with their paths
    CHECK(json.find("latency_ms") == json.npos);
    const std::string csv = names([](Options& o) { o.format = Format::csv; });
    CHECK(csv.find("path path_status ") != csv.npos);
    CHECK(csv.find("errno") == csv.npos); // not asked for
    CHECK(names([](Options& o) {
              o.format = Format::csv;
              o.filters.outcomes |= FA_OUTCOME_FAILED;
          }).find("errno denied_by") != std::string::npos);
    CHECK(names([](Options& o) { o.format = Format::logfmt; }).find("errno") != std::string::npos);
    Options options;
    options.format = Format::line_template;
    options.line = *parse_template("{pid} {path}");
    options.columns = default_columns(options);
    CHECK(shows(options, "pid"));
    CHECK_FALSE(shows(options, "comm"));
}
