// SPDX-License-Identifier: GPL-2.0-only
// The schema is JSON, and tells of every field what the table of fields and the formatter do.
#include "format/json_schema.h"

#include "event/ledger.h"
#include "format/columns.h"
#include "format/field.h"
#include "format/format.h"
#include "json_tree.h"
#include "sample.h"
#include "written.h"

#include <algorithm>
#include <doctest/doctest.h>
#include <set>

using namespace fileaudit;

namespace {

using Keys = std::set<std::string>;

Keys set_of(const std::vector<std::string>& keys) {
    return {keys.begin(), keys.end()};
}

// Of an event, a loss or a row: the one whose title begins like that.
Json part(const std::string& title) {
    const Json schema = json_tree(json_schema());
    for (const Json& one : schema["oneOf"].items)
        if (one["title"].text == title)
            return one;
    FAIL("no part " << title);
    return {};
}

Json event_part() {
    return part("an event");
}

std::string type_of(const char* key) {
    const Json event = event_part();
    const Json& type = event["properties"][key]["type"];
    return type.is_array ? "one of several" : type.text;
}

} // namespace

TEST_CASE("json_schema: three kinds of lines, closed") {
    const Json schema = json_tree(json_schema());
    CHECK(schema["$schema"].text == "https://json-schema.org/draft/2020-12/schema");
    REQUIRE(schema["oneOf"].items.size() == 3);
    for (const Json& one : schema["oneOf"].items) {
        CAPTURE(one["title"].text);
        CHECK(one["type"].text == "object");
        CHECK(one["additionalProperties"].text == "false");
        for (const std::string& key : one["required"].texts())
            CHECK(one["properties"].find(key) != nullptr);
        for (const auto& [key, value] : one["properties"].members) {
            CAPTURE(key);
            CHECK((value.find("type") != nullptr || value.find("const") != nullptr));
        }
    }
}

TEST_CASE("json_schema: the keys of an event are those of the fields, and nothing else") {
    Keys keys, always;
    for (const Field& field : all_fields()) {
        const std::string key(field.key());
        if (!field.in_json && key != "backend" && key != "resolver" && key != "id")
            continue;
        keys.insert(key);
        if (field.always)
            always.insert(key);
        if (field.is_path() || std::holds_alternative<BytesValue>(field.value) || key == "args")
            keys.insert(key + "_hex");
    }
    const Json event = event_part();
    CHECK(set_of(event["properties"].keys()) == keys);
    CHECK(set_of(event["required"].texts()) == always);
    CHECK(always.contains("ts"));
    CHECK(keys.contains("path_hex"));
    for (const Field& field : all_fields())
        if (const Json* const told = event["properties"].find(field.key()))
            CHECK((*told)["description"].text == field.meaning);
}

TEST_CASE("json_schema: what a value is") {
    const struct {
        const char *key, *type;
    } rows[] = {
        {"ts", "string"},          {"pid", "integer"},
        {"latency_us", "number"},  {"op", "string"},
        {"access", "string"},      {"comm", "string"},
        {"comm_hex", "string"},    {"path", "one of several"},
        {"path_status", "string"}, {"args_truncated", "boolean"},
        {"args", "array"},         {"args_hex", "array"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.key);
        CHECK(type_of(row.key) == row.type);
    }
    const Json event = event_part();
    const Json& of = event["properties"];
    CHECK(of["path"]["type"].texts() == std::vector<std::string>{"string", "null"});
    CHECK(of["pid"]["minimum"].text == "0");
    CHECK(of["op"]["enum"].texts() ==
          std::vector<std::string>{"open", "mmap", "exec", "held-open", "held-map"});
    CHECK(of["args_truncated"]["const"].text == "true");
    CHECK(of["args"]["minItems"].text == "1");
    CHECK(of["args"]["items"]["type"].text == "string");
    CHECK(of["ancestry"]["items"]["type"].text == "object");
}

TEST_CASE("json_schema: every key that is written is told, and what is required is written") {
    Options options;
    options.format = Format::json;
    options.time = TimeStyle::iso;
    const Ancestor ancestors[] = {{1, "init\xff", {0, "/init"}}};
    const Tried tried[] = {{{FA_ST_UNRESOLVED, "/x"}, 2}};
    const std::string_view frames[] = {"main"};
    Event full = sample_event();
    full.begun_ns = full.ts_ns - 1000;
    full.args = std::string_view("a\0\xff\0", 4);
    full.flags = FA_EV_ARGS_CUT | FA_EV_STACK_CUT;
    full.comm = full.name.emplace("\xff");
    full.user = full.group = full.cgroup_path = full.container = "\xff";
    full.dir = full.paths[0] = {FA_ST_DELETED, "/\xff"};
    full.ancestors = ancestors;
    full.tried = tried;
    full.frame_names = frames;
    full.error = 13;
    full.denied_by = FA_DENIED_LSM;
    full.via = FA_VIA_OPENAT;
    full.layer = FA_LAYER_LOWER;
    const Json schema = event_part();
    for (const bool cross_check : {false, true})
        for (const Event& event : {sample_event(), full}) {
            options.cross_check = cross_check;
            options.columns = default_columns(options);
            const auto formatter = make_formatter(options, {0}, false);
            const Json line =
                json_tree(written([&](Buffer& out) { formatter->append_event(out, event); }));
            for (const auto& [key, value] : line.members) {
                CAPTURE(key);
                const Json* const told = schema["properties"].find(key);
                REQUIRE(told != nullptr);
                if (const Json* const words = told->find("enum"))
                    CHECK(set_of(words->texts()).contains(value.text));
                if (const Json* const type = told->find("type"); type && !type->is_array) {
                    CHECK((type->text == "string") == value.is_string);
                    CHECK((type->text == "array") == value.is_array);
                    CHECK((type->text == "boolean") == (value.text == "true" && !value.is_string));
                }
            }
            for (const std::string& key : schema["required"].texts()) {
                CAPTURE(key);
                CHECK(line.find(key) != nullptr);
            }
        }
}

TEST_CASE("json_schema: losses and rows of a summary") {
    const Json loss = part("events that were lost, by reason");
    Keys reasons{"op", "ts", "lost"};
    for (size_t i = 0; i < loss_reasons; ++i)
        reasons.insert(loss_name(static_cast<Loss>(i)));
    CHECK(set_of(loss["properties"].keys()) == reasons);
    CHECK(set_of(loss["required"].texts()) == reasons);
    CHECK(loss["properties"]["op"]["const"].text == "loss");

    const Json row = part("a row of a summary");
    CHECK(set_of(row["required"].texts()) ==
          Keys{"op", "ts", "opens", "failures", "maps", "execs", "map_bytes"});
    CHECK(row["properties"]["op"]["const"].text == "total");
    CHECK(row["properties"]["of"]["enum"].texts() ==
          event_part()["properties"]["op"]["enum"].texts());
    for (const char* const key : {"pid", "comm", "comm_hex", "path", "path_hex", "path_status",
                                  "processes", "cgroup", "cgroup_id"}) {
        CAPTURE(key);
        CHECK(row["properties"].find(key) != nullptr);
    }
}
