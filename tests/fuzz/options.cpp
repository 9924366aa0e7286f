// SPDX-License-Identifier: GPL-2.0-only
// Whatever is typed: a template and what it makes of an event, columns, and the values of options.
#include "cli/filter_values.h"
#include "cli/list_syntax.h"
#include "cli/parse_filters.h"
#include "cli/parse_output.h"
#include "cli/parse_summary.h"
#include "cli/parse_values.h"
#include "events.h"
#include "filter/id_range.h"
#include "format/format.h"
#include "sample.h"
#include "target.h"

using namespace fileaudit;

namespace {

template<class T> void check(const Result<T>& result) {
    if (result)
        return;
    CLAIM(!result.error().message.empty());
    check_text(result.error().message, false);
}

} // namespace

void fuzz_template(std::string_view bytes) {
    if (bytes.size() > 256)
        return;
    Options options;
    OutputWords words;
    words.line_template = std::string(bytes);
    const auto ok = parse_output(words, options);
    check(ok);
    if (!ok)
        return;
    for (const TemplatePiece& piece : options.line) // no width that takes all memory
        CLAIM(piece.format.size() <= bytes.size());
    const auto formatter = make_formatter(options, WallClock{0}, false);
    Buffer out;
    formatter->append_event(out, sample_event());
    formatter->append_event(out, Event{});
    CLAIM(out.size() <= 16u << 20);
}

void fuzz_values(std::string_view bytes) {
    if (bytes.empty())
        return;
    const unsigned which = static_cast<unsigned char>(bytes[0]) % 40;
    bytes.remove_prefix(1);
    const std::string text(bytes);
    if (which < 25) {
        using Lists = std::vector<std::string> FilterWords::*;
        constexpr Lists lists[] = {
            &FilterWords::pids,
            &FilterWords::tids,
            &FilterWords::ppids,
            &FilterWords::comms,
            &FilterWords::exes,
            &FilterWords::cwds,
            &FilterWords::roots,
            &FilterWords::uids,
            &FilterWords::gids,
            &FilterWords::cgroups,
            &FilterWords::containers,
            &FilterWords::services,
            &FilterWords::mount_namespaces,
            &FilterWords::ops,
            &FilterWords::access,
            &FilterWords::prot,
            &FilterWords::paths,
            &FilterWords::verdicts,
            &FilterWords::fstypes,
            &FilterWords::devices,
            &FilterWords::inodes,
            &FilterWords::same_files,
            &FilterWords::uniq,
            &FilterWords::errnos,
            &FilterWords::via,
        };
        FilterWords words;
        words.*lists[which] = {text};
        return check(parse_filters(words));
    }
    FilterWords words;
    OutputWords output;
    SummaryWords summary;
    Options options;
    switch (which) {
    case 25:
        words.sample = text;
        return check(parse_filters(words));
    case 26:
        words.rate = text;
        return check(parse_filters(words));
    case 27:
        words.slower_than = text;
        return check(parse_filters(words));
    case 28:
        output.columns = {text};
        check(parse_output(output, options));
        output.json = true;
        options = {};
        return check(parse_output(output, options));
    case 29:
        output.format = text;
        return check(parse_output(output, options));
    case 30:
        output.time = text;
        return check(parse_output(output, options));
    case 31:
        output.rotate = text;
        output.output = "f";
        return check(parse_output(output, options));
    case 32:
        summary.summary = true;
        summary.by = {text};
        return check(parse_summary(summary, Action::watch, {}));
    case 33:
        summary.summary = true;
        summary.sort = text;
        return check(parse_summary(summary, Action::watch, {}));
    case 34:
        summary.rows = text;
        return check(parse_summary(summary, Action::top, {}));
    case 35:
        summary.interval = text;
        return check(parse_summary(summary, Action::top, {}));
    case 36:
        return check(parse_size(text, "--ring-size"));
    case 37: {
        const auto time = parse_duration(text, "--duration");
        if (time)
            CLAIM(time->count() > 0);
        return check(time);
    }
    case 38: {
        const auto time = parse_short_time(text, "--slower-than");
        if (time)
            CLAIM(time->count() > 0);
        return check(time);
    }
    default:
        if (const auto range = parse_id_range(text, "--uid")) {
            check(*range);
            if (*range)
                CLAIM((*range)->first <= (*range)->last);
        }
    }
}
