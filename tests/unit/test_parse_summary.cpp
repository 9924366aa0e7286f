// SPDX-License-Identifier: GPL-2.0-only
// The options of a summary: what is taken, and the sentence for what is not.
#include "cli/parse_summary.h"

#include <doctest/doctest.h>

using namespace fileaudit;

namespace {

SummaryOptions taken(const SummaryWords& words, Action action = Action::watch,
                     const Filters& filters = {}) {
    const auto summary = parse_summary(words, action, filters);
    REQUIRE_MESSAGE(summary.has_value(), summary.error().message);
    return *summary;
}

// The sentence of a refusal; "taken" when there was none.
std::string sentence(const SummaryWords& words, Action action, const Filters& filters = {}) {
    const auto summary = parse_summary(words, action, filters);
    if (summary)
        return "taken";
    CHECK(summary.error().status == Exit::usage);
    return summary.error().message;
}

Filters only(std::initializer_list<fa_op> ops, uint32_t outcomes = FA_OUTCOME_OK) {
    Filters filters;
    for (const fa_op op : ops)
        filters.ops.include |= 1u << op;
    filters.outcomes = outcomes;
    return filters;
}

} // namespace

TEST_CASE("parse_summary: whether there is a table, and events beside it") {
    const struct {
        bool summary, summary_only;
        Action action;
        bool shown, events;
    } rows[] = {
        {false, false, Action::watch, false, true}, {true, false, Action::watch, true, true},
        {false, true, Action::watch, true, false},  {true, true, Action::watch, true, false},
        {false, false, Action::top, true, false},   {false, false, Action::snapshot, false, true},
    };
    for (const auto& row : rows) {
        SummaryWords words;
        words.summary = row.summary;
        words.summary_only = row.summary_only;
        const SummaryOptions summary = taken(words, row.action);
        CHECK(summary.shown == row.shown);
        CHECK(summary.events == row.events);
        CHECK(summary.by == (FA_KEY_PID | FA_KEY_COMM));
        CHECK_FALSE(summary.rows.has_value());
        CHECK(summary.interval == std::chrono::seconds(1));
    }
}

TEST_CASE("parse_summary: values") {
    SummaryWords words;
    words.by = {"exe", "errno,cgroup"};
    words.sort = "mapped";
    words.rows = "20";
    words.interval = "100ms";
    const SummaryOptions summary = taken(words, Action::top);
    CHECK(summary.by == (FA_KEY_EXE | FA_KEY_ERRNO | FA_KEY_CGROUP));
    CHECK(summary.sort == SortBy::mapped);
    CHECK(summary.rows == 20);
    CHECK(summary.interval == std::chrono::milliseconds(100));
}

TEST_CASE("parse_summary: without --sort by opens, or by what is counted") {
    const uint32_t both = FA_OUTCOME_OK | FA_OUTCOME_FAILED;
    Filters maps, slow = only({}, both);
    maps.prot.include = 1;
    slow.slower_than = std::chrono::milliseconds(1);
    const struct {
        Filters filters;
        SortBy sort;
    } rows[] = {
        {{}, SortBy::opens},
        {only({FA_OP_OPEN, FA_OP_MMAP}), SortBy::opens},
        {only({FA_OP_MMAP, FA_OP_EXEC}), SortBy::maps},
        {only({FA_OP_EXEC}, both), SortBy::execs},
        {only({FA_OP_OPEN}, FA_OUTCOME_FAILED), SortBy::failures},
        {maps, SortBy::maps},
        {slow, SortBy::opens},
    };
    for (const auto& row : rows)
        CHECK(taken({}, Action::top, row.filters).sort == row.sort);
}

TEST_CASE("parse_summary: refused") {
    const auto with = [](auto member, const char* text) {
        SummaryWords words;
        words.*member = text;
        return words;
    };
    using W = SummaryWords;
    const char* const columns = "; they are opens, failures, maps, execs, processes, mapped";
    const Action top = Action::top, watch = Action::watch;
    const Filters failed = only({}, FA_OUTCOME_OK | FA_OUTCOME_FAILED);
    const struct {
        SummaryWords words;
        Action action;
        Filters filters;
        std::string sentence;
    } rows[] = {
        {with(&W::sort, "open"), top, {}, "--sort: 'open' is not a column; did you mean 'opens'?"},
        {with(&W::sort, "xxxx"), top, {}, std::string("--sort: 'xxxx' is not a column") + columns},
        {with(&W::sort, ""), top, {}, std::string("--sort: '' is not a column") + columns},
        {with(&W::sort, "failures"), top, {}, "--sort: no failures are counted; add --failed"},
        {with(&W::sort, "failed"), top, {}, "--sort: no failures are counted; add --failed"},
        {with(&W::sort, "procs"), top, {}, "taken"},
        {with(&W::sort, "failures"), top, failed, "taken"},
        {with(&W::sort, "mapped"), top, only({FA_OP_OPEN}),
         "--sort: no maps are counted; sort by another column, or filter less"},
        {with(&W::sort, "opens"), top, only({}, FA_OUTCOME_FAILED),
         "--sort: no opens are counted; sort by another column, or filter less"},
        {with(&W::sort, "processes"), top, only({FA_OP_EXEC}), "taken"},
        {with(&W::rows, "0"), top, {}, "--rows: '0' is not a number of rows; give 1 or more"},
        {with(&W::rows, "4294967296"),
         top,
         {},
         "--rows: '4294967296' is not a number of rows; give 1 or more"},
        {with(&W::interval, "99ms"),
         top,
         {},
         "--interval: '99ms' is too short to be read; give 100ms or more"},
        {with(&W::interval, "x"),
         top,
         {},
         "--interval: 'x' is not a duration; give a number with ms, s, m or h, such as 500ms or "
         "10s"},
        {with(&W::rows, "5"),
         watch,
         {},
         "--rows is about the table of a summary; add --summary, or --summary-only for the table "
         "alone"},
        {with(&W::sort, "opens"),
         watch,
         {},
         "--sort is about the table of a summary; add --summary, or --summary-only for the table "
         "alone"},
    };
    for (const auto& row : rows)
        CHECK(sentence(row.words, row.action, row.filters) == row.sentence);

    SummaryWords words;
    words.by = {"exe"};
    CHECK(sentence(words, watch).starts_with("--by is about the table of a summary; add "));
    words.summary = true;
    CHECK(sentence(words, watch) == "taken");
    words.by = {"exe,"};
    CHECK(sentence(words, watch).starts_with("--by: "));
}
