// SPDX-License-Identifier: GPL-2.0-only
// Format name → formatter.
#include "format/format.h"

#include "format/format_json.h"
#include "format/format_text.h"

namespace fileaudit {

std::unique_ptr<Formatter> make_formatter(const Options& options, WallClock clock) {
    if (options.format == Format::json) {
        const auto detail = options.cross_check ? JsonDetail::origin : JsonDetail::plain;
        return std::make_unique<JsonFormatter>(clock, detail);
    }
    return std::make_unique<TextFormatter>(
        clock, TextLayout{.wide = options.format == Format::wide,
                          .held = options.existing || options.action == Action::snapshot});
}

} // namespace fileaudit
