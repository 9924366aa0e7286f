// SPDX-License-Identifier: GPL-2.0-only
#include "format/format_text.h"

#include "format/color.h"
#include "format/field_text.h"
#include "format/text_cells.h"
#include "format/width.h"

#include <algorithm>

namespace fileaudit {

namespace {

constexpr size_t most_width = 40; // of a column of text; numbers are never wider than 20
constexpr std::string_view group_indent = "  ";

// What stays the same while a process runs one program.
constexpr std::string_view of_process[] = {
    "pid",     "ppid",      "ns_pid",   "uid",        "user",       "gid",        "loginuid",
    "session", "comm",      "exe",      "cwd",        "root",       "mntns",      "cgroup",
    "args",    "container", "ancestry", "exe_status", "cwd_status", "root_status"};

bool is_of_process(const Field& field) {
    return std::ranges::find(of_process, field.name) != std::end(of_process);
}

// Coloured is what is done, what came of it, and with which file.
bool is_colored(const Field& field) {
    return field.name == "op" || field.name == "access" || field.name == "outcome" ||
           field.name == "errno" || field.name == "path";
}

void append_spaces(Buffer& out, size_t count) {
    for (size_t i = 0; i < count; ++i)
        out.push_back(' ');
}

// Puts spaces in front of what was appended since `begin`.
void shift_right(Buffer& out, size_t begin, size_t count) {
    const size_t end = out.size();
    append_spaces(out, count);
    std::rotate(out.data() + begin, out.data() + end, out.data() + out.size());
}

} // namespace

TextFormatter::TextFormatter(const std::vector<const Field*>& columns, TextLook look,
                             WallClock clock)
    : look_(look), time_(look.time, clock) {
    for (const Field* const field : columns)
        if (look.group && is_of_process(*field))
            process_.push_back(field);
        else
            add_column(*field);
    if (look.group)
        for (const char* const name : {"exe", "comm", "pid"}) // in every line, and first
        {
            std::erase(process_, &fileaudit::field(name));
            process_.insert(process_.begin(), &fileaudit::field(name));
        }
}

void TextFormatter::add_column(const Field& field) {
    size_t width = std::max<size_t>(field.width, field.title.size());
    if (field.is_time())
        width = time_.width();
    else if (field.name == "op" && look_.held)
        width = std::string_view("held-open").size();
    columns_.push_back({&field, width, std::max(width, most_width)});
}

void TextFormatter::append_header(Buffer& out) {
    if (look_.group)
        append(out, group_indent);
    if (look_.color)
        append(out, bold);
    for (const Column& column : columns_) {
        const std::string_view title = column.field->title;
        const size_t padding = column.width - std::min(column.width, title.size());
        const bool right =
            column.field->is_number() || (column.field->is_time() && time_.is_number());
        if (&column == &columns_.back()) {
            append(out, title);
            break;
        }
        append_spaces(out, right ? padding : 0);
        append(out, title);
        append_spaces(out, (right ? 0 : padding) + 1);
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
            append_last(out, *column.field, event, color);
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
        if (field->name != "pid" && field->name != "comm" && field->name != "exe") {
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

void TextFormatter::append_value(Buffer& out, const Field& field, const Event& event, bool last) {
    if (field.is_time())
        return time_.append_time(out, event.ts_ns);
    // A name may hold spaces where it is alone, a comm anywhere: see the manual.
    const bool words = last || field.name == "comm" || field.name == "access";
    if (!append_field(out, field, event, words ? TextForm::words : TextForm::word))
        out.push_back('-');
}

void TextFormatter::append_cell(Buffer& out, Column& column, const Event& event,
                                std::string_view color) {
    const Field& field = *column.field;
    const size_t begin = out.size();
    append_value(out, field, event, false);
    const size_t used = display_width({out.data() + begin, out.size() - begin});
    column.width = std::max(column.width, std::min(used, column.most));
    const size_t padding = column.width - std::min(column.width, used);
    const bool right = field.is_number() || (field.is_time() && time_.is_number());
    if (!color.empty() && is_colored(field)) {
        out.append(color);
        std::rotate(out.data() + begin, out.data() + out.size() - color.size(),
                    out.data() + out.size());
        append(out, color_end);
    }
    if (right)
        shift_right(out, begin, padding);
    else
        append_spaces(out, padding);
    out.push_back(' ');
}

void TextFormatter::append_last(Buffer& out, const Field& field, const Event& event,
                                std::string_view color) {
    const bool colored = !color.empty() && is_colored(field);
    if (colored)
        append(out, color);
    if (look_.search && field.name == "path")
        append_tried(out, event);
    append_value(out, field, event, true);
    if (colored)
        append(out, color_end);
}

} // namespace fileaudit
