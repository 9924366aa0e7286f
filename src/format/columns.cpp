// SPDX-License-Identifier: GPL-2.0-only
#include "format/columns.h"

#include <algorithm>

namespace fileaudit {

namespace {

bool is_asked_for(const Options& options, std::string_view option) {
    const Filters& filters = options.filters;
    if (option == "--failed")
        return (filters.outcomes & FA_OUTCOME_FAILED) != 0 || options.chains;
    if (option == "--backing")
        return filters.backing;
    if (option == "--latency")
        return options.latency || filters.slower_than.count() > 0;
    if (option == "--opener")
        return options.opener;
    if (option == "--args")
        return options.args;
    if (option == "--ancestry")
        return options.ancestry > 0;
    if (option == "--ustack")
        return options.ustack;
    if (option == "--chains")
        return options.chains;
    return option.empty();
}

// For people: few columns, more where more is asked for, the path last.
std::vector<const Field*> text_columns(const Options& options) {
    const bool wide = options.format == Format::wide;
    std::vector<const Field*> columns;
    const auto add = [&](std::string_view name, bool wanted = true) {
        if (wanted)
            columns.push_back(&field(name));
    };
    const auto add_if_asked = [&](std::string_view name) {
        add(name, is_asked_for(options, field(name).needs));
    };
    add("time");
    add("pid");
    add("ppid", wide);
    add("uid", wide);
    add("comm");
    add("op");
    add("via", wide && options.action != Action::snapshot); // what is held came in unseen
    add("access");
    add_if_asked("outcome");
    add_if_asked("latency_ms");
    add_if_asked("opener");
    for (const char* const name : {"exe", "cwd", "root"})
        add(name, wide);
    add_if_asked("ancestry");
    add_if_asked("args");
    add("path");
    return columns;
}

// For programs. With lines of their own names (`named`), what is absent costs nothing, so all
// that can be known is there; columns are only for what was asked for.
std::vector<const Field*> data_columns(const Options& options, bool named) {
    const bool json = options.format == Format::json;
    std::vector<const Field*> columns;
    for (const Field& field : all_fields()) {
        const bool origin =
            field.name == "backend" || field.name == "resolver" || field.name == "id";
        if (origin ? !options.cross_check : !field.in_json)
            continue;
        if (json && std::holds_alternative<VerdictValue>(field.value))
            continue; // comes with its path
        if (named || is_asked_for(options, field.needs))
            columns.push_back(&field);
    }
    return columns;
}

} // namespace

std::vector<const Field*> default_columns(const Options& options) {
    std::vector<const Field*> columns;
    switch (options.format) {
    case Format::text:
    case Format::wide:
        columns = text_columns(options);
        break;
    case Format::json:
    case Format::logfmt:
        columns = data_columns(options, true);
        break;
    case Format::csv:
        columns = data_columns(options, false);
        break;
    case Format::line_template:
        for (const TemplatePiece& piece : options.line)
            if (piece.field != nullptr)
                columns.push_back(piece.field);
        break;
    }
    if (options.time == TimeStyle::none && options.format != Format::line_template)
        std::erase_if(columns, [](const Field* field) { return field->is_time(); });
    return columns;
}

bool shows(const Options& options, std::string_view name) {
    return std::ranges::any_of(options.columns,
                               [&](const Field* field) { return field->name == name; });
}

} // namespace fileaudit
