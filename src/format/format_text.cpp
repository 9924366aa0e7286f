// SPDX-License-Identifier: GPL-2.0-only
// Text columns. The widths are minimums: a longer value pushes the rest of its row.
#include "format/format_text.h"

#include "format/escape.h"
#include "format/names.h"

#include <algorithm>

namespace fileaudit {

namespace {

constexpr size_t time_width = 12, pid_width = 7, uid_width = 6, comm_width = 15;
constexpr size_t access_width = 12, exe_width = 24, cwd_width = 16, root_width = 4;

// Closes a column that began at `begin`: pads it to `width` characters and
// separates it. Escaped text is UTF-8, so bytes 10xxxxxx continue a character.
void end_column(Buffer& out, size_t begin, size_t width) {
    const auto used = static_cast<size_t>(
        std::count_if(out.data() + begin, out.data() + out.size(),
                      [](char byte) { return (static_cast<unsigned char>(byte) & 0xC0) != 0x80; }));
    for (size_t i = used; i < width; ++i)
        out.push_back(' ');
    out.push_back(' ');
}

void append_left(Buffer& out, std::string_view text, size_t width) {
    const size_t begin = out.size();
    append(out, text);
    end_column(out, begin, width);
}

void append_right(Buffer& out, std::string_view text, size_t width) {
    for (size_t i = text.size(); i < width; ++i)
        out.push_back(' ');
    append(out, text);
    out.push_back(' ');
}

void append_right(Buffer& out, uint32_t number, size_t width) {
    const fmt::format_int digits(number);
    append_right(out, std::string_view(digits.data(), digits.size()), width);
}

// The verdict in brackets unless it is ok, then the text. A bracket in front
// cannot be part of a path: one without a verdict starts with `/`.
void append_path(Buffer& out, const Path& path, bool one_word) {
    if (path.status == FA_ST_ABSENT) {
        out.push_back('-');
        return;
    }
    if (path.status != 0) {
        out.push_back('[');
        append_status(out, path.status);
        out.push_back(']');
        if (path.has_text() && !one_word)
            out.push_back(' ');
    }
    if (path.has_text())
        append_escaped(out, path.text, one_word);
}

void append_path_column(Buffer& out, const Path& path, size_t width) {
    const size_t begin = out.size();
    append_path(out, path, true);
    end_column(out, begin, width);
}

size_t op_width(TextLayout layout) {
    return layout.held ? std::string_view("held-open").size() : 4;
}

} // namespace

std::string text_header(TextLayout layout) {
    Buffer out;
    append_left(out, "TIME", time_width);
    append_right(out, "PID", pid_width);
    if (layout.wide) {
        append_right(out, "PPID", pid_width);
        append_right(out, "UID", uid_width);
    }
    append_left(out, "COMM", comm_width);
    append_left(out, "OP", op_width(layout));
    append_left(out, "ACCESS", access_width);
    if (layout.wide) {
        append_left(out, "EXE", exe_width);
        append_left(out, "CWD", cwd_width);
        append_left(out, "ROOT", root_width);
    }
    append(out, "PATH\n");
    return {out.data(), out.size()};
}

void TextFormatter::append_header(Buffer& out) {
    append(out, text_header(layout_));
}

void TextFormatter::append_event(Buffer& out, const Event& event) {
    time_.append_time(out, event.ts_ns);
    out.push_back(' ');
    append_right(out, event.pid, pid_width);
    if (layout_.wide) {
        append_right(out, event.ppid, pid_width);
        append_right(out, event.uid, uid_width);
    }
    size_t begin = out.size();
    append_escaped(out, event.comm, false);
    end_column(out, begin, comm_width);
    append_left(out, op_name(event.op), op_width(layout_));
    begin = out.size();
    append_access(out, event);
    end_column(out, begin, access_width);
    if (layout_.wide) {
        append_path_column(out, event.exe(), exe_width);
        append_path_column(out, event.cwd(), cwd_width);
        append_path_column(out, event.root(), root_width);
    }
    append_path(out, event.target(), false);
    out.push_back('\n');
}

} // namespace fileaudit
