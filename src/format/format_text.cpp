// SPDX-License-Identifier: GPL-2.0-only
#include "format/format_text.h"

#include "format/color.h"
#include "format/text_cells.h"
#include "format/width.h"

#include <algorithm>
#include <cstring>
#include <span>

namespace fileaudit {

namespace {

constexpr size_t most_width = 40; // of a column of text; numbers are never wider than 20
constexpr std::string_view group_indent = "  ";

// What stays the same while a process runs one program.
constexpr std::string_view of_process[] = {
    "pid",     "ppid",      "ns_pid",   "uid",        "user",       "gid",        "loginuid",
    "session", "comm",      "exe",      "cwd",        "root",       "mntns",      "cgroup",
    "args",    "container", "ancestry", "exe_status", "cwd_status", "root_status"};

// Of that what is in every line of a process, first, and needs no name.
constexpr std::string_view names_process[] = {"pid", "comm", "exe"};

// Coloured is what is done, what came of it, and with which file.
constexpr std::string_view colored[] = {"op", "access", "outcome", "errno", "path"};

bool is_among(std::span<const std::string_view> names, const Field& field) {
    return std::ranges::find(names, field.name) != names.end();
}

// Moves what was appended since `end` in front of what was since `begin`.
void move_to_front(Buffer& out, size_t begin, size_t end) {
    std::rotate(out.data() + begin, out.data() + end, out.data() + out.size());
}

} // namespace

TextFormatter::TextFormatter(const std::vector<const Field*>& columns, TextLook look,
                             WallClock clock)
    : Formatter(look.time, clock), look_(look) {
    if (look.group)
        for (const std::string_view name : names_process)
            process_.push_back(&field(name));
    for (const Field* const field : columns)
        if (!look.group || !is_among(of_process, *field))
            add_column(*field);
        else if (!is_among(names_process, *field))
            process_.push_back(field);
}

void TextFormatter::add_column(const Field& field) {
    size_t width = std::max<size_t>(field.width, field.title.size());
    if (field.is_time())
        width = time_.width();
    else if (field.name == "op" && look_.held)
        width = std::string_view("held-open").size();
    columns_.push_back({
        .field = &field,
        .width = width,
        .most = std::max(width, most_width),
        .right = field.is_number() || (field.is_time() && time_.is_number()),
        .colored = is_among(colored, field),
        .words = field.name == "comm" || field.name == "access", // anywhere: see the manual
    });
}

void TextFormatter::append_header(Buffer& out) {
    if (look_.group)
        append(out, group_indent);
    if (look_.color)
        append(out, bold);
    for (const Column& column : columns_) {
        const std::string_view title = column.field->title;
        const size_t padding = column.width - std::min(column.width, title.size());
        if (&column == &columns_.back()) {
            append(out, title);
            break;
        }
        append_spaces(out, column.right ? padding : 0);
        append(out, title);
        append_spaces(out, (column.right ? 0 : padding) + 1);
    }
    if (look_.color)
        append(out, color_end);
    out.push_back('\n');
}

void TextFormatter::append_event(Buffer& out, const Event& event) {
    if (look_.group) {
        append_process(out, event);
        append(out, group_indent);
    }
    const std::string_view color = look_.color ? color_of(event) : std::string_view();
    for (Column& column : columns_)
        if (&column == &columns_.back())
            append_last(out, column, event, color);
        else
            append_cell(out, column, event, color);
    out.push_back('\n');
    if (look_.stack_lines)
        append_stack_lines(out, event);
}

// "8542 cat /usr/bin/cat uid=0 cwd=/root"; nothing when it is as the last one.
void TextFormatter::append_process(Buffer& out, const Event& event) {
    const size_t begin = out.size();
    if (look_.color)
        append(out, bold);
    for (const Field* const field : process_) {
        if (field != process_.front())
            out.push_back(' ');
        if (!is_among(names_process, *field)) {
            append(out, field->name);
            out.push_back('=');
        }
        if (!append_field(out, *field, event, TextForm::word))
            out.push_back('-');
    }
    if (look_.color)
        append(out, color_end);
    out.push_back('\n');
    const std::string_view line(out.data() + begin, out.size() - begin);
    if (line == process_line_)
        out.resize(begin);
    else
        process_line_ = line;
}

void TextFormatter::append_value(Buffer& out, const Field& field, const Event& event,
                                 TextForm form) {
    if (field.is_time())
        return time_.append_time(out, event.ts_ns);
    if (!append_field(out, field, event, form))
        out.push_back('-');
}

void TextFormatter::append_cell(Buffer& out, Column& column, const Event& event,
                                std::string_view color) {
    const size_t begin = out.size();
    append_value(out, *column.field, event, column.words ? TextForm::words : TextForm::word);
    const size_t used = display_width({out.data() + begin, out.size() - begin});
    column.width = std::max(column.width, std::min(used, column.most));
    const size_t padding = column.width - std::min(column.width, used);
    if (!color.empty() && column.colored) {
        const size_t end = out.size();
        append(out, color);
        move_to_front(out, begin, end);
        append(out, color_end);
    }
    const size_t bytes = out.size() - begin;
    append_spaces(out, padding + 1);
    if (!column.right || padding == 0)
        return;
    char* const cell = out.data() + begin;
    std::memmove(cell + padding, cell, bytes);
    std::memset(cell, ' ', padding);
}

void TextFormatter::append_last(Buffer& out, const Column& column, const Event& event,
                                std::string_view color) {
    const bool is_colored = !color.empty() && column.colored;
    if (is_colored)
        append(out, color);
    if (look_.search && column.field->name == "path")
        append_tried(out, event);
    append_value(out, *column.field, event, TextForm::words); // alone, a name may hold spaces
    if (is_colored)
        append(out, color_end);
}

} // namespace fileaudit
