// SPDX-License-Identifier: GPL-2.0-only
// Format name → formatter.
#include "format/format.h"

#include "format/columns.h"
#include "format/format_csv.h"
#include "format/format_json.h"
#include "format/format_line.h"
#include "format/format_logfmt.h"
#include "format/format_text.h"

namespace fileaudit {

std::unique_ptr<Formatter> make_formatter(const Options& options, WallClock clock, bool color) {
    const std::vector<const Field*>& columns = options.columns;
    switch (options.format) {
    case Format::text:
    case Format::wide:
        break;
    case Format::json:
        return std::make_unique<JsonFormatter>(columns, options.time, clock);
    case Format::csv:
        return std::make_unique<CsvFormatter>(columns, options.time, clock);
    case Format::logfmt:
        return std::make_unique<LogfmtFormatter>(columns, options.time, clock);
    case Format::line_template:
        return std::make_unique<LineFormatter>(options.line, options.time, clock);
    }
    const TextLook look{
        .time = options.time,
        .color = color,
        .group = options.group,
        .held = options.existing || options.action == Action::snapshot,
        .stack_lines = options.ustack && !shows(options, "ustack"),
        .search = options.chains && !shows(options, "tried"),
    };
    return std::make_unique<TextFormatter>(columns, look, clock);
}

} // namespace fileaudit
