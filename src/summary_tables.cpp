// SPDX-License-Identifier: GPL-2.0-only
#include "summary_tables.h"

#include "clocks.h"
#include "format/time_format.h"
#include "summary/table.h"

#include <utility>

namespace fileaudit {

namespace {

std::string time_now(TimeStyle style) {
    Buffer time;
    TimeFormat(style, read_clock()).append_time(time, monotonic_ns());
    return {time.data(), time.size()};
}

} // namespace

void append_summary(const ViewSource& source, SortBy sort, std::optional<size_t> rows,
                    std::optional<size_t> width) {
    const Table table = source.pipeline.rows()->table(source.session.totals(), sort, rows);
    if (source.options.format == Format::json)
        append_table_json(source.sink.buffer(), table, time_now(TimeStyle::iso));
    else
        append_table(source.sink.buffer(), table, width);
}

void TableAtEnd::finish() {
    if (source_.options.format != Format::json && source_.pipeline.shown() != 0)
        append(source_.sink.buffer(), "\n");
    append_summary(source_, source_.options.summary.sort, source_.options.summary.rows);
}

TablesByInterval::TablesByInterval(const ViewSource& source)
    : source_(source), due_ns_(next_time(monotonic_ns(), source.options.summary.interval)) {}

void TablesByInterval::show(const Ledger&) {
    append_next();
    due_ns_ = next_time(due_ns_, source_.options.summary.interval);
}

void TablesByInterval::finish() {
    append_next();
}

void TablesByInterval::append_next() {
    if (source_.options.format != Format::json) {
        if (!std::exchange(first_, false))
            append(source_.sink.buffer(), "\n");
        append(source_.sink.buffer(), time_now(TimeStyle::local));
        append(source_.sink.buffer(), "\n");
    }
    append_summary(source_, source_.options.summary.sort, source_.options.summary.rows);
}

} // namespace fileaudit
