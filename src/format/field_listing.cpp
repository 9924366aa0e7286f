// SPDX-License-Identifier: GPL-2.0-only
#include "format/field_listing.h"

#include "format/escape.h"
#include "format/field.h"

#include <fmt/ranges.h>
#include <vector>

namespace fileaudit {

namespace {

struct TypeName {
    std::string_view operator()(const TimeValue&) const { return "time"; }
    std::string_view operator()(const NumberValue&) const { return "number"; }
    std::string_view operator()(const DurationValue&) const { return "number"; }
    std::string_view operator()(const WordValue&) const { return "word"; }
    std::string_view operator()(const WordsValue&) const { return "words"; }
    std::string_view operator()(const BytesValue&) const { return "text"; }
    std::string_view operator()(const PathValue&) const { return "path"; }
    std::string_view operator()(const VerdictValue&) const { return "words"; }
    std::string_view operator()(const FlagValue&) const { return "flag"; }
    std::string_view operator()(const ListValue&) const { return "list"; }
};

std::string_view type_name(const Field& field) {
    return std::visit(TypeName(), field.value);
}

std::vector<std::string_view> backends_of(const Field& field) {
    std::vector<std::string_view> names;
    if ((field.backends & by_lsm) != 0)
        names.emplace_back("lsm");
    if ((field.backends & by_fentry) != 0)
        names.emplace_back("fentry");
    if ((field.backends & by_tracepoint) != 0)
        names.emplace_back("tracepoint");
    return names;
}

std::string backends_text(const Field& field) {
    return field.backends == by_all ? "all" : fmt::format("{}", fmt::join(backends_of(field), ","));
}

void append_text_member(Buffer& out, std::string_view key, std::string_view value) {
    append(out, ",\"");
    append(out, key);
    append(out, "\":");
    append_json_string(out, value);
}

} // namespace

std::string fields_text() {
    std::string text = fmt::format("{:<16} {:<6} {:<10} {:<5} {:<10} {}\n", "NAME", "TYPE",
                                   "BACKENDS", "LINUX", "NEEDS", "MEANING");
    for (const Field& field : all_fields())
        text += fmt::format("{:<16} {:<6} {:<10} {:<5} {:<10} {}\n", field.name, type_name(field),
                            backends_text(field), field.since,
                            field.needs.empty() ? "-" : field.needs, field.meaning);
    return text;
}

std::string fields_json() {
    Buffer out;
    for (const Field& field : all_fields()) {
        append(out, out.size() == 0 ? "[" : ",\n ");
        append(out, "{\"name\":");
        append_json_string(out, field.name);
        append_text_member(out, "type", type_name(field));
        append_text_member(out, "title", field.title);
        append(out, ",\"backends\":[");
        for (const std::string_view backend : backends_of(field)) {
            append(out, backend == backends_of(field).front() ? "" : ",");
            append_json_string(out, backend);
        }
        append(out, "]");
        append_text_member(out, "linux", field.since);
        if (!field.needs.empty())
            append_text_member(out, "needs", field.needs);
        append(out, field.always ? ",\"always\":true" : ",\"always\":false");
        append(out, field.in_json ? ",\"json\":true" : ",\"json\":false");
        append_text_member(out, "meaning", field.meaning);
        append(out, "}");
    }
    append(out, "]\n");
    return {out.data(), out.size()};
}

} // namespace fileaudit
