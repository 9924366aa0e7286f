// SPDX-License-Identifier: GPL-2.0-only
// Format name → formatter.
#include "format/format.h"

#include "format/format_json.h"
#include "format/format_text.h"

namespace fileaudit {

namespace {

TextLayout layout_of(const Options& options) {
    const bool snapshot = options.action == Action::snapshot;
    const bool wide = options.format == Format::wide;
    return {
        .wide = wide,
        .held = options.existing || snapshot,
        .via = wide && !snapshot, // what is held came in unseen
        .failures = (options.filters.outcomes & FA_OUTCOME_FAILED) != 0 || options.chains,
        .latency = options.latency || options.filters.slower_than.count() > 0,
        .opener = options.opener,
        .ancestry = options.ancestry > 0,
        .args = options.args,
        .ustack = options.ustack,
    };
}

} // namespace

std::unique_ptr<Formatter> make_formatter(const Options& options, WallClock clock) {
    if (options.format == Format::json) {
        const auto detail = options.cross_check ? JsonDetail::origin : JsonDetail::plain;
        return std::make_unique<JsonFormatter>(clock, detail);
    }
    return std::make_unique<TextFormatter>(clock, layout_of(options));
}

} // namespace fileaudit
