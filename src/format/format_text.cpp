// SPDX-License-Identifier: GPL-2.0-only
// Text columns. The widths are minimums: a longer value pushes the rest of its row.
#include "format/format_text.h"

#include "format/escape.h"
#include "format/names.h"
#include "format/path_text.h"
#include "format/text_cells.h"

#include <algorithm>

namespace fileaudit {

namespace {

constexpr size_t time_width = 12, pid_width = 7, uid_width = 6, comm_width = 15;
constexpr size_t via_width = 11, access_width = 12, errno_width = 10, latency_width = 9;
constexpr size_t exe_width = 24, cwd_width = 16, root_width = 4;
constexpr size_t ancestry_width = 24, args_width = 24;

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

// A column that `append_content()` writes.
template<class AppendContent>
void append_cell(Buffer& out, size_t width, AppendContent append_content) {
    const size_t begin = out.size();
    append_content();
    end_column(out, begin, width);
}

void append_latency_cell(Buffer& out, uint64_t latency_ns) {
    Buffer cell; // short: it allocates nothing
    append_latency(cell, latency_ns);
    append_right(out, std::string_view(cell.data(), cell.size()), latency_width);
}

std::string_view word_or_dash(std::string_view word) {
    return word.empty() ? "-" : word;
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
    if (layout.via)
        append_left(out, "VIA", via_width);
    append_left(out, "ACCESS", access_width);
    if (layout.failures)
        append_left(out, "ERRNO", errno_width);
    if (layout.latency)
        append_right(out, "MS", latency_width);
    if (layout.opener)
        append_right(out, "OPENER", pid_width);
    if (layout.wide) {
        append_left(out, "EXE", exe_width);
        append_left(out, "CWD", cwd_width);
        append_left(out, "ROOT", root_width);
    }
    if (layout.ancestry)
        append_left(out, "ANCESTRY", ancestry_width);
    if (layout.args)
        append_left(out, "ARGS", args_width);
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
    append_cell(out, comm_width, [&] { append_escaped(out, event.comm, false); });
    append_left(out, op_name(event.op), op_width(layout_));
    if (layout_.via)
        append_left(out, word_or_dash(via_name(event.via)), via_width);
    append_cell(out, access_width, [&] { append_access(out, event); });
    if (layout_.failures)
        append_cell(out, errno_width, [&] { append_outcome(out, event); });
    if (layout_.latency)
        append_latency_cell(out, event.latency_ns());
    if (layout_.opener && event.opener == 0)
        append_right(out, "-", pid_width);
    else if (layout_.opener)
        append_right(out, event.opener, pid_width);
    if (layout_.wide) {
        append_cell(out, exe_width, [&] { append_path(out, event.exe(), true); });
        append_cell(out, cwd_width, [&] { append_path(out, event.cwd(), true); });
        append_cell(out, root_width, [&] { append_path(out, event.root(), true); });
    }
    if (layout_.ancestry)
        append_cell(out, ancestry_width, [&] { append_ancestry(out, event); });
    if (layout_.args)
        append_cell(out, args_width, [&] { append_args(out, event); });
    append_tried(out, event);
    append_path(out, event.target(), false);
    out.push_back('\n');
    if (layout_.ustack)
        append_stack_lines(out, event);
}

} // namespace fileaudit
