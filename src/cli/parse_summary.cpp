// SPDX-License-Identifier: GPL-2.0-only
#include "cli/parse_summary.h"

#include "cli/first_error.h"
#include "cli/parse_filters.h"
#include "cli/parse_values.h"
#include "format/escape.h"
#include "lookup/nearest.h"
#include "summary/screen.h"

namespace fileaudit {

namespace {

constexpr std::chrono::milliseconds shortest_interval{100};

struct SortWord {
    std::string_view word;
    SortBy by;
};

constexpr SortWord sort_words[] = {
    {"opens", SortBy::opens}, {"failures", SortBy::failures},   {"maps", SortBy::maps},
    {"execs", SortBy::execs}, {"processes", SortBy::processes}, {"mapped", SortBy::mapped},
};

// Whether the filters leave any of what the column is about.
bool is_counted(SortBy column, const Filters& f) {
    const bool ok = (f.outcomes & FA_OUTCOME_OK) != 0;
    const bool only_maps = (f.prot.include | f.sharing.include) != 0;
    const bool only_opens = f.slower_than.count() != 0;
    const auto has = [&](fa_op op) { return f.ops.lets_through(1u << op); };
    switch (column) {
    case SortBy::opens:
        return ok && has(FA_OP_OPEN) && !only_maps;
    case SortBy::failures:
        return (f.outcomes & FA_OUTCOME_FAILED) != 0;
    case SortBy::maps:
    case SortBy::mapped:
        return ok && has(FA_OP_MMAP) && !only_opens;
    case SortBy::execs:
        return ok && has(FA_OP_EXEC) && !only_maps && !only_opens;
    case SortBy::processes:
        return true;
    }
    return false;
}

SortBy first_counted(const Filters& filters) {
    for (const SortBy column : {SortBy::opens, SortBy::maps, SortBy::execs})
        if (is_counted(column, filters))
            return column;
    return SortBy::failures;
}

Result<SortBy> parse_sort(const std::string& text, const Filters& filters) {
    std::vector<std::string> names;
    for (const auto& [word, by] : sort_words) {
        names.emplace_back(word);
        if (text != word && sort_of_word(text) != by)
            continue;
        if (is_counted(by, filters))
            return by;
        return fail(Exit::usage,
                    fmt::format("--sort: no {} are counted; {}",
                                by == SortBy::mapped ? "maps" : word,
                                by == SortBy::failures ? "add --failed"
                                                       : "sort by another column, or filter less"));
    }
    return fail(
        Exit::usage,
        fmt::format("--sort: '{}' is not a column{}", escaped(text),
                    suggestion(text, names, fmt::format("; they are {}", fmt::join(names, ", ")))));
}

Result<uint32_t> parse_rows(const std::string& text) {
    if (const auto rows = parse_number(text, 1, UINT32_MAX))
        return static_cast<uint32_t>(*rows);
    return fail(Exit::usage,
                fmt::format("--rows: '{}' is not a number of rows; give 1 or more", escaped(text)));
}

Result<std::chrono::nanoseconds> parse_interval(const std::string& text) {
    auto interval = parse_duration(text, "--interval");
    if (interval && *interval < shortest_interval)
        return fail(Exit::usage,
                    fmt::format("--interval: '{}' is too short to be read; give 100ms or more",
                                escaped(text)));
    return interval;
}

} // namespace

Result<SummaryOptions> parse_summary(const SummaryWords& words, Action action,
                                     const Filters& filters) {
    SummaryOptions s;
    FirstError first;
    s.shown = action == Action::top || words.summary || words.summary_only;
    s.events = action != Action::top && !words.summary_only;
    if (!words.by.empty())
        first.take(parse_keys(words.by, "--by"), s.by);
    s.sort = first_counted(filters);
    if (words.sort)
        first.take(parse_sort(*words.sort, filters), s.sort);
    if (words.rows)
        first.take(parse_rows(*words.rows), s.rows);
    if (words.interval)
        first.take(parse_interval(*words.interval), s.interval);
    const char* const unused = !words.by.empty() ? "--by" : words.sort ? "--sort" : "--rows";
    if (!s.shown && (!words.by.empty() || words.sort || words.rows))
        first.note(fmt::format("{} is about the table of a summary; add --summary, or "
                               "--summary-only for the table alone",
                               unused));
    if (first)
        return tl::unexpected(*first);
    return s;
}

} // namespace fileaudit
