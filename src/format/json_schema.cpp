// SPDX-License-Identifier: GPL-2.0-only
#include "format/json_schema.h"

#include "event/ledger.h"
#include "format/escape.h"
#include "format/field.h"

#include <vector>

namespace fileaudit {

namespace {

constexpr char time_type[] =
    R"("type":"string","format":"date-time","pattern":"^[0-9]{4,}-[0-9]{2}-[0-9]{2}T[0-9:]{8}\\.[0-9]{9}Z$")";
constexpr char verdict_pattern[] =
    "^(ok|(deleted|detached|escaped|pseudo|truncated|unstable|absent|unresolved)"
    "(\\+(deleted|detached|escaped|pseudo|truncated|unstable|absent|unresolved))*)$";
constexpr char hex_type[] = R"("type":"string","pattern":"^([0-9a-f]{2})*$")";
constexpr char count_type[] = R"("type":"integer","minimum":0)";

std::string quoted(std::string_view text) {
    Buffer out;
    append_json_string(out, text);
    return {out.data(), out.size()};
}

std::string pattern_type(std::string_view pattern) {
    return fmt::format("\"type\":\"string\",\"pattern\":{}", quoted(pattern));
}

// What a value of the field is in JSON, but for its description.
struct TypeOf {
    std::string operator()(const TimeValue&) const { return time_type; }
    std::string operator()(const NumberValue&) const { return count_type; }
    std::string operator()(const DurationValue&) const { return R"("type":"number","minimum":0)"; }
    std::string operator()(const WordValue& value) const {
        std::string words;
        for (const std::string_view word : value.all)
            words += (words.empty() ? "" : ",") + quoted(word);
        return fmt::format("\"type\":\"string\",\"enum\":[{}]", words);
    }
    std::string operator()(const WordsValue& value) const { return pattern_type(value.pattern); }
    std::string operator()(const BytesValue&) const { return R"("type":"string")"; }
    std::string operator()(const PathValue&) const { return R"("type":["string","null"])"; }
    std::string operator()(const VerdictValue&) const { return pattern_type(verdict_pattern); }
    std::string operator()(const FlagValue&) const { return R"("type":"boolean","const":true)"; }
    std::string operator()(const ListValue& value) const {
        return fmt::format("\"type\":\"array\",\"minItems\":1,\"items\":{}", value.items);
    }
};

class Object {
public:
    void add(std::string_view key, std::string_view type, std::string_view description,
             bool required) {
        properties_ += fmt::format(
            "{}\n      {}:{{{}{}}}", properties_.empty() ? "" : ",", quoted(key), type,
            description.empty() ? "" : fmt::format(",\"description\":{}", quoted(description)));
        if (required)
            required_ += (required_.empty() ? "" : ",") + quoted(key);
    }

    // A field, and what may be beside it: the exact bytes where they were not UTF-8.
    void add(const Field& field, bool required) {
        const std::string_view key = field.key();
        add(key, std::visit(TypeOf(), field.value), field.meaning, required);
        if (std::holds_alternative<BytesValue>(field.value) || field.is_path())
            add(fmt::format("{}_hex", key), hex_type, "", false);
        if (field.name == "args")
            add("args_hex", fmt::format(R"("type":"array","items":{{{}}})", hex_type), "", false);
    }

    std::string text(std::string_view title) const {
        return fmt::format(
            "    {{\"title\":{},\"type\":\"object\",\"additionalProperties\":false,\n"
            "     \"required\":[{}],\n     \"properties\":{{{}}}}}",
            quoted(title), required_, properties_);
    }

private:
    std::string properties_, required_;
};

// Also with --cross-check.
bool is_in_json(const Field& field) {
    return field.in_json || field.name == "backend" || field.name == "resolver" ||
           field.name == "id";
}

std::string event_schema() {
    Object event;
    for (const Field& field : all_fields())
        if (is_in_json(field))
            event.add(field, field.always);
    return event.text("an event");
}

std::string loss_schema() {
    Object loss;
    loss.add("op", R"("const":"loss")", "", true);
    loss.add("ts", time_type, "", true);
    loss.add("lost", count_type, "since the last such record", true);
    for (size_t i = 0; i < loss_reasons; ++i)
        loss.add(loss_name(static_cast<Loss>(i)), count_type, "", true);
    return loss.text("events that were lost, by reason");
}

std::string row_schema() {
    Object row;
    row.add("op", R"("const":"total")", "", true);
    row.add("ts", time_type, "", true);
    for (const char* const count : {"opens", "failures", "maps", "execs", "map_bytes"})
        row.add(count, count_type, "", true);
    row.add("processes", count_type, "none where the row has no keys", false);
    for (const char* const key :
         {"pid",         "tid",   "ppid",       "uid",   "gid",        "comm",
          "access",      "mntns", "fstype",     "ino",   "dev",        "path",
          "path_status", "exe",   "exe_status", "cwd",   "cwd_status", "root",
          "root_status", "errno", "via",        "cgroup"})
        row.add(field(key), false);
    row.add("of", std::visit(TypeOf(), field("op").value), "the op of a row by op", false);
    row.add("cgroup_id", count_type, "where the cgroup has no name any more", false);
    return row.text("a row of a summary");
}

} // namespace

std::string json_schema() {
    return fmt::format("{{\"$schema\":\"https://json-schema.org/draft/2020-12/schema\",\n"
                       " \"title\":\"a line of fileaudit --json, without --columns and --time\",\n"
                       " \"oneOf\":[\n{},\n{},\n{}\n ]}}\n",
                       event_schema(), loss_schema(), row_schema());
}

} // namespace fileaudit
