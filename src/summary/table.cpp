// SPDX-License-Identifier: GPL-2.0-only
// Every cell is made first, so that a column is as wide as it needs to be.
#include "summary/table.h"

#include "format/json_fields.h"
#include "format/names.h"
#include "format/width.h"
#include "summary/columns.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>

namespace fileaudit {

namespace {

constexpr size_t widest_padding = 40; // behind a path-like key that another one follows
constexpr size_t narrowest_path = 8;  // that is still worth reading
constexpr uint64_t exact_on_screen = 9'999'999;

struct Cells {
    struct Column {
        size_t width = 0;
        bool right = false;
        bool is_path = false;
    };
    struct Line {
        std::vector<std::string> cells; // of the first columns
        std::string rest;               // of a sum, in place of keys
    };
    std::vector<Column> columns;
    std::vector<Line> lines;

    void add(std::vector<std::string> cells, std::string rest = {}) {
        for (size_t i = 0; i < cells.size(); ++i)
            columns[i].width = std::max(columns[i].width, display_width(cells[i]));
        lines.push_back({std::move(cells), std::move(rest)});
    }
};

std::string rounded(double number, double base, std::string_view units) {
    size_t unit = 0;
    for (number /= base; number >= base - 0.05 && unit + 1 < units.size(); ++unit)
        number /= base;
    return fmt::format("{:.1f}{}", number, units[unit]);
}

std::string count_text(uint64_t count, bool exact) {
    if (exact || count <= exact_on_screen)
        return fmt::format("{}", count);
    return rounded(static_cast<double>(count), 1000, "kMGTPE");
}

constexpr std::array<std::string_view, 6> count_titles{"OPENS", "FAILED", "MAPS",
                                                       "EXECS", "PROCS",  "MAPPED"};

enum class Processes { counted, unknown };

std::vector<std::string> count_cells(const RowCounts& c, Processes processes, bool exact) {
    return {count_text(c.opens, exact),
            count_text(c.failures, exact),
            count_text(c.maps, exact),
            count_text(c.execs, exact),
            processes == Processes::counted ? count_text(c.processes, exact) : "-",
            bytes_text(c.map_bytes)};
}

std::string total_text(const Table& table) {
    const size_t rows = table.rows.size() + table.left_out;
    std::string text = fmt::format("total of {} {}", rows, rows == 1 ? "row" : "rows");
    if (table.left_out != 0)
        text += fmt::format(", {} shown", table.rows.size());
    return text;
}

Cells make_cells(const Table& table, bool exact) {
    Cells cells;
    std::vector<std::string> header(count_titles.begin(), count_titles.end());
    cells.columns.resize(header.size(), {0, true, false});
    const std::vector<KeyColumn> keys = key_columns(table.by);
    for (const KeyColumn& key : keys) {
        cells.columns.push_back({0, key.is_number, key.is_path});
        header.emplace_back(key.title);
    }
    cells.add(std::move(header));
    for (const Row& row : table.rows) {
        auto line = count_cells(row.counts, Processes::counted, exact);
        for (const KeyColumn& key : keys)
            line.push_back(key.text(*row.keys, &key != &keys.back()));
        cells.add(std::move(line));
    }
    if (table.not_named.events() != 0)
        cells.add(count_cells(table.not_named, Processes::unknown, exact), "(not named)");
    cells.add(count_cells(table.total, Processes::unknown, exact), total_text(table));
    return cells;
}

// Takes from the widest path until all fits, or none is worth it any more.
void narrow_paths(Cells& cells, size_t width) {
    size_t all = cells.columns.size() - 1; // the spaces between
    for (const auto& column : cells.columns)
        all += column.width;
    while (all > width) {
        Cells::Column* widest = nullptr;
        for (auto& column : cells.columns)
            if (column.is_path && (!widest || column.width >= widest->width))
                widest = &column;
        if (!widest || widest->width <= narrowest_path)
            return;
        --widest->width;
        --all;
    }
}

std::string line_text(const Cells::Line& line, const Cells& cells, bool shorten) {
    std::string text;
    for (size_t i = 0; i < line.cells.size(); ++i) {
        const auto& [width, right, is_path] = cells.columns[i];
        const std::string cell =
            shorten && is_path ? shortened(line.cells[i], width) : line.cells[i];
        const size_t used = display_width(cell);
        const std::string padding(used < width ? width - used : 0, ' ');
        if (i > 0)
            text += ' ';
        if (right)
            text += padding;
        text += cell;
        if (!right && i + 1 < cells.columns.size())
            text += padding;
    }
    if (!line.rest.empty())
        text += ' ' + line.rest;
    return text;
}

void append_keys(Buffer& out, const RowKeys& row, uint32_t keys) {
    const auto number = [&](fa_uniq_key key, std::string_view name, uint64_t value) {
        if ((keys & key) != 0)
            append_number_field(out, name, value);
    };
    const auto text = [&](fa_uniq_key key, std::string_view name, std::string_view value) {
        if ((keys & key) != 0)
            append_text_field(out, name, value);
    };
    const auto path = [&](fa_uniq_key key, std::string_view name, fa_path which) {
        if ((keys & key) != 0)
            append_path_fields(out, name, row.paths[which].path());
    };
    number(FA_KEY_PID, "pid", row.pid);
    number(FA_KEY_TID, "tid", row.tid);
    number(FA_KEY_PPID, "ppid", row.ppid);
    number(FA_KEY_UID, "uid", row.uid);
    number(FA_KEY_GID, "gid", row.gid);
    text(FA_KEY_COMM, "comm", row.comm);
    if ((keys & FA_KEY_OP) != 0)
        append_word_field(out, "of", op_name(row.op));
    text(FA_KEY_ACCESS, "access", row.access);
    if (row.mntns != 0)
        number(FA_KEY_MNTNS, "mntns", row.mntns);
    text(FA_KEY_FSTYPE, "fstype", row.fstype);
    if ((keys & FA_KEY_INO) != 0) {
        append_number_field(out, "ino", row.ino);
        append_word_field(out, "dev", fmt::format("{}:{}", row.dev_major, row.dev_minor));
    }
    path(FA_KEY_PATH, "path", FA_PATH_TARGET);
    path(FA_KEY_EXE, "exe", FA_PATH_EXE);
    path(FA_KEY_CWD, "cwd", FA_PATH_CWD);
    path(FA_KEY_ROOT, "root", FA_PATH_ROOT);
    if (row.error != 0)
        append_words_field(out, "errno", [&](Buffer& o) { append_errno(o, row.error); });
    if (row.via != FA_VIA_UNKNOWN)
        append_word_field(out, "via", via_name(row.via));
    if (!row.cgroup_path.empty())
        text(FA_KEY_CGROUP, "cgroup", row.cgroup_path);
    else if (row.cgroup != 0)
        number(FA_KEY_CGROUP, "cgroup_id", row.cgroup);
}

void append_counts(Buffer& out, const RowCounts& counts, std::string_view time,
                   Processes processes) {
    append(out, "{\"op\":\"total\"");
    append_word_field(out, "ts", time);
    append_number_field(out, "opens", counts.opens);
    append_number_field(out, "failures", counts.failures);
    append_number_field(out, "maps", counts.maps);
    append_number_field(out, "execs", counts.execs);
    if (processes == Processes::counted)
        append_number_field(out, "processes", counts.processes);
    append_number_field(out, "map_bytes", counts.map_bytes);
}

} // namespace

std::string bytes_text(uint64_t bytes) {
    if (bytes < 1024)
        return fmt::format("{}", bytes);
    return rounded(static_cast<double>(bytes), 1024, "KMGTPE");
}

void append_table(Buffer& out, const Table& table, std::optional<size_t> width) {
    Cells cells = make_cells(table, !width);
    if (width)
        narrow_paths(cells, *width);
    else
        for (auto& column : cells.columns)
            if (column.is_path)
                column.width = std::min(column.width, widest_padding);
    for (const auto& line : cells.lines) {
        const std::string text = line_text(line, cells, width.has_value());
        append(out, width ? cut(text, *width) : text);
        out.push_back('\n');
    }
}

void append_table_json(Buffer& out, const Table& table, std::string_view time) {
    for (const Row& row : table.rows) {
        append_counts(out, row.counts, time, Processes::counted);
        append_keys(out, *row.keys, table.by);
        append(out, "}\n");
    }
    if (table.not_named.events() != 0) {
        append_counts(out, table.not_named, time, Processes::unknown);
        append(out, "}\n");
    }
}

} // namespace fileaudit
