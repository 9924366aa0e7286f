// SPDX-License-Identifier: GPL-2.0-only
// The order of the checks is that of what is told first.
#include "cli/cli_checks.h"

#include "cli/contradictions.h"

#include <fmt/format.h>
#include <initializer_list>

namespace fileaudit {

namespace {

bool wants_any(const Filters& filters, std::initializer_list<fa_op> ops) {
    for (const fa_op op : ops)
        if (filters.ops.lets_through(1u << op))
            return true;
    return false;
}

void check_command(FirstError& first, const Typed& t) {
    if (!t.filters.pids.empty())
        first.note("--pid and a command exclude each other: a command is watched with its "
                   "descendants; start two fileaudits");
    if (t.existing)
        first.note("--existing and a command exclude each other: a command holds nothing before "
                   "it starts; leave --existing out");
    if (t.exit_with_pid)
        first.note("--exit-with-pid and a command exclude each other: it is for the processes of "
                   "--pid; leave it out");
}

void check_running(FirstError& first, const Typed& t, const Options& o) {
    const bool top = o.action == Action::top;
    if (!t.command.empty())
        check_command(first, t);
    else if (t.user)
        first.note(fmt::format("--user is who a command runs as; give one, as in: fileaudit {} "
                               "--user NAME -- COMMAND",
                               top ? "top" : "watch"));
    else if (t.exit_with_pid && o.filters.pids.include.empty())
        first.note("--exit-with-pid ends with the processes of --pid; add --pid");
    if (t.user && t.user->empty())
        first.note("--user: '' names no user; give one, or leave the option out");
    if (wants_any(o.filters, {FA_OP_OPEN, FA_OP_MMAP, FA_OP_EXEC}))
        return;
    if (top)
        first.note("--op: only what is held already is left of it, and top counts what happens; "
                   "use fileaudit snapshot");
    else if (!t.existing)
        first.note("--op: only what is held already is left of it; add --existing, or use "
                   "fileaudit snapshot");
}

void check_cross(FirstError& first, const Typed& t, const Options& o) {
    const Filters& filters = o.filters;
    if (t.no_kfuncs)
        first.note("--cross-check compares with the kfuncs that --no-kfuncs turns off; give one of "
                   "them");
    if (o.format != Format::json)
        first.note("--cross-check tells the two records of an event apart in JSON only; add "
                   "--json");
    if (filters.uniq != 0 || filters.sample > 1 || filters.rate != 0)
        first.note("--cross-check needs both records of every event, of which --uniq, --sample and "
                   "--rate leave some out; give one or the other");
    if (t.chains)
        first.note("--cross-check needs both records of every event, and --chains joins events; "
                   "give one of them");
}

// What is held happened before: nobody knows how.
void check_existing(FirstError& first, const Filters& filters) {
    if (filters.outcomes == FA_OUTCOME_FAILED)
        first.note(fmt::format("--existing is what is held open and mapped, and nothing that "
                               "failed ({}) is; give one of them",
                               filters.errnos.empty() ? "--failed-only" : "--errno"));
    if (filters.slower_than.count() != 0)
        first.note("--existing: how long it took to open what is held nobody knows; leave it or "
                   "--slower-than out");
    if (filters.via.include != 0)
        first.note("--existing: by which way what is held was opened nobody knows; leave it or "
                   "--via out");
}

void check_told(FirstError& first, const Typed& t, const Filters& filters) {
    const OpsLeft left = ops_left(filters);
    if (t.latency && !left.opens)
        first.note(fmt::format("--latency is told of opens, and {} leaves none; give one of them",
                               left.by));
    if (t.opener && !left.maps)
        first.note(
            fmt::format("--opener is told of maps, and {} leaves none; give one of them", left.by));
}

// A chain is the failed opens that lead up to one more event.
void check_chains(FirstError& first, const Filters& filters) {
    if (!ops_left(filters).opens)
        first.note(fmt::format("--chains joins the opens of a search, and {} leaves none; give "
                               "one of them",
                               ops_left(filters).by));
    if (filters.outcomes == FA_OUTCOME_FAILED)
        first.note("--chains ends a search with what it found, which --failed-only leaves out; "
                   "use --failed");
    const struct {
        const char* option;
        bool given;
    } thinned[] = {{"--uniq", filters.uniq != 0},
                   {"--sample", filters.sample > 1},
                   {"--rate", filters.rate != 0}};
    for (const auto& [option, given] : thinned)
        if (given)
            first.note(fmt::format("--chains needs every step of a search, and {} leaves some "
                                   "out; give one of them",
                                   option));
}

void check_summary(FirstError& first, const Typed& t, const Options& o) {
    const char* const summary = t.summary.summary_only ? "--summary-only" : "--summary";
    const struct {
        const char* option;
        bool given;
        const char* why;
    } excluded[] = {
        {"--uniq", o.filters.uniq != 0, "leaves events out"},
        {"--sample", o.filters.sample > 1, "leaves events out"},
        {"--rate", o.filters.rate != 0, "leaves events out"},
        {"--chains", t.chains, "joins events"},
        {"--cross-check", t.cross_check, "reports each event twice"},
    };
    for (const auto& [option, given, why] : excluded)
        if (given)
            first.note(fmt::format("{} counts every event once, and {} {}; give one of them",
                                   summary, option, why));
    if (!is_text(o.format) && o.format != Format::json)
        first.note(fmt::format("{} is a table of text or JSON, and not of {}; use --json, or "
                               "leave one of them out",
                               summary, format_name(o.format)));
    if (o.summary.events)
        return;
    const struct {
        const char* option;
        bool given;
    } of_events[] = {
        {"--count", t.count.has_value()},
        {"--existing", t.existing},
        {"--latency", t.latency},
        {"--opener", t.opener},
        {"--ancestry", t.ancestry.has_value()},
        {"--args", t.args},
        {"--ustack", t.ustack},
        {"--columns", !t.output.columns.empty()},
        {"--group", t.output.group},
        {"--record", t.output.record.has_value()},
    };
    for (const auto& [option, given] : of_events)
        if (given)
            first.note(fmt::format("{} is about the events shown, and --summary-only shows none; "
                                   "use --summary",
                                   option));
}

void check_snapshot(FirstError& first, const Typed& t, const Filters& filters) {
    if (t.filters.sample)
        first.note("--sample is for a stream of events and a snapshot is none; use fileaudit "
                   "watch, or leave it out");
    if (t.filters.rate)
        first.note("--rate is for a stream of events and a snapshot is none; use fileaudit watch, "
                   "or leave it out");
    if (!wants_any(filters, {FA_OP_HELD_OPEN, FA_OP_HELD_MAP}))
        first.note("--op: no exec is held, and nothing else is left of it; add open or mmap, or "
                   "use fileaudit watch");
}

} // namespace

void check_together(FirstError& first, const Typed& t, const Options& o) {
    if (o.action == Action::doctor || o.action == Action::fields || o.action == Action::schema)
        return;
    if (o.action == Action::snapshot)
        return check_snapshot(first, t, o.filters);
    if (o.action == Action::replay) {
        if (o.input.empty())
            first.note(
                "fileaudit replay shows a recording; give its file, or - for standard input");
        if (t.chains)
            check_chains(first, o.filters);
        return;
    }
    check_running(first, t, o);
    if (o.action == Action::top)
        return;
    if (o.summary.shown)
        check_summary(first, t, o);
    if (t.chains)
        check_chains(first, o.filters);
    if (t.cross_check)
        check_cross(first, t, o);
    if (t.existing)
        check_existing(first, o.filters);
    check_told(first, t, o.filters);
}

} // namespace fileaudit
