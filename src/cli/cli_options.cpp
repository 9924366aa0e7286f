// SPDX-License-Identifier: GPL-2.0-only
#include "cli/cli_options.h"

#include "cli/cli_checks.h"
#include "cli/cli_filters.h"
#include "cli/first_error.h"
#include "cli/option_group.h"
#include "cli/parse_output.h"
#include "cli/parse_summary.h"
#include "cli/parse_values.h"
#include "format/escape.h"

#include <unistd.h>

namespace fileaudit {

namespace {

void define_count(CLI::App& app, Typed& t) {
    OptionGroup(app, "How many").value("-n,--count", t.count, "N", "end after N events");
}

void define_looks(OptionGroup& group, OutputWords& words) {
    group.value("--format", words.format, "NAME", "text (default), wide, json, csv, logfmt");
    group.flag("--json", words.json, "short for --format json: one object a line");
    group.flag("--wide", words.wide, "short for --format wide: also PPID UID VIA EXE CWD ROOT");
    group.list("--columns", words.columns, "FIELDS",
               "these fields, as pid,comm,path; +FIELD adds one\n"
               "for their names: fileaudit fields");
    group.value("--template", words.line_template, "TEXT",
                "lines such as '{time} {pid:>7} {exe} → {path}'");
    group.value("--time", words.time, "STYLE",
                "local (default), utc, iso, rel, epoch, delta, none");
    group.value("--color", words.color, "WHEN", "auto (default), always, never");
    group.flag("--group", words.group, "a line for the process, its events below");
}

void define_output(CLI::App& app, Typed& t, Action action) {
    const bool top = action == Action::top, replay = action == Action::replay;
    OptionGroup group(app, "Output");
    group.value("-o,--output", t.output.output, "FILE",
                top ? "write the table there" : "write events there");
    if (!top && !replay && action != Action::snapshot)
        group.value("--rotate", t.output.rotate, "SIZE",
                    "begin a new FILE at this size, as 10M\n"
                    "5 old ones are kept, or as many as 10M,3 says");
    if (action == Action::watch || action == Action::snapshot)
        group.value("--record", t.output.record, "FILE", "also raw, for fileaudit replay");
    if (top)
        group.flag("--json", t.output.json, "one JSON object a row");
    else
        define_looks(group, t.output);
    group.flag("-q,--quiet", t.quiet, "no header, no closing line, no loss lines");
    group.flag("-v,--verbose", t.verbose,
               top                          ? "say which backend is used and why"
               : replay                     ? "wide, and say where and how it was recorded"
               : action == Action::snapshot ? "wide, and say how it is done"
                                            : "wide, and say which backend is used and why");
}

void define_help(CLI::App& app) {
    app.set_help_flag("-h,--help", "help; --help TOPIC for one topic of it")->group("Running");
}

void define_common(CLI::App& app, Typed& t) {
    OptionGroup running(app, "Running");
    running.flag("--strict", t.strict, "exit status 3 when events were lost");
    running.flag("--explain", t.explain, "say where each filter is decided, and end");
    define_help(app);
}

void define_backend(OptionGroup& group, Typed& t) {
    group.value("--backend", t.backend, "NAME",
                "lsm, fentry or tracepoint; default: the best that works");
}

Result<Backend> parse_backend(const std::string& text) {
    for (const Backend b : {Backend::lsm, Backend::fentry, Backend::tracepoint})
        if (text == backend_name(b))
            return b;
    return fail(Exit::usage,
                fmt::format("--backend: '{}' is not a backend; use lsm, fentry or tracepoint",
                            escaped(text)));
}

Result<uint64_t> parse_count(const std::string& text) {
    if (const auto count = parse_number(text, 1, UINT64_MAX))
        return *count;
    return fail(Exit::usage, fmt::format("--count: '{}' is not a number of events; give 1 or more",
                                         escaped(text)));
}

// The kernel wants a power of two of whole pages.
Result<uint32_t> parse_buffer(const std::string& text) {
    auto size = parse_size(text, "--buffer");
    if (!size)
        return tl::unexpected(size.error());
    const auto page = static_cast<uint64_t>(sysconf(_SC_PAGESIZE));
    constexpr uint64_t most = 1u << 30;
    if (*size > most)
        return fail(Exit::usage, fmt::format("--buffer: '{}' is too large; at most 1G", text));
    uint64_t rounded = page;
    while (rounded < *size)
        rounded *= 2;
    return static_cast<uint32_t>(rounded);
}

Result<uint32_t> parse_ancestry(const std::string& text) {
    if (const auto count = parse_number(text, 1, FA_ANCESTORS_MAX))
        return static_cast<uint32_t>(*count);
    return fail(Exit::usage,
                fmt::format("--ancestry: '{}' is not a number of processes; give 1 to {}",
                            escaped(text), FA_ANCESTORS_MAX));
}

// Failures are among what top counts unless told otherwise, and a search is full of them.
FilterWords filter_words(Action action, const Typed& t) {
    FilterWords words = t.filters;
    if (!t.command.empty())
        words.follow = false; // a command always is
    if (action == Action::top && words.errnos.empty() && !words.failed_only)
        words.failed = true;
    if (t.chains && !words.failed_only)
        words.failed = true;
    return words;
}

// Who wants to know how it is done wants to see all of it, too.
OutputWords output_words(Action action, const Typed& t) {
    OutputWords words = t.output;
    const bool chosen = words.format || words.json || words.line_template || !words.columns.empty();
    words.wide |= t.verbose && action != Action::top && !chosen;
    return words;
}

void define_told(CLI::App& app, Typed& t) {
    OptionGroup told(app, "Told");
    told.flag("--latency", t.latency, "how long an open took");
    told.flag("--opener", t.opener, "of a map, who opened the file when it was another");
    told.value("--ancestry", t.ancestry, "N", "the N processes above (1-8): pid, comm, exe");
    told.flag("--args", t.args, "the arguments of the process");
    told.flag("--ustack", t.ustack, "the user stack of the call");
    told.flag("--chains", t.chains, "a search along a path as one line; implies --failed");
}

void define_summary(CLI::App& app, Typed& t, Action action) {
    const bool top = action == Action::top;
    SummaryWords& words = t.summary;
    OptionGroup summary(app, "Summary");
    if (!top) {
        summary.flag("--summary", words.summary, "a table at the end, counted in the kernel");
        summary.flag("--summary-only", words.summary_only, "the table alone, no events");
    }
    summary.list("--by", words.by, "LIST", "what makes a row, keys as in --uniq; default pid,comm");
    summary.value("--sort", words.sort, "COLUMN",
                  "most first\n"
                  "columns: opens, failures, maps, execs, processes, mapped");
    summary.value("--rows", words.rows, "N", "at most N rows");
    if (top)
        summary.value("--interval", words.interval, "TIME",
                      "between two tables, 100ms or more; default 1s");
}

void define_running(CLI::App& app, Typed& t, Action action) {
    const bool top = action == Action::top;
    OptionGroup running(app, "Running");
    if (!top)
        running.flag("--existing", t.existing, "first what is held open and mapped already");
    running.flag("--exit-with-pid", t.exit_with_pid, "end with the processes of --pid");
    running.value("--user", t.user, "NAME", "run the command as this user");
    running.value("--duration", t.duration, "TIME", "end after 500ms, 10s, 2m, 1h");
    running.value("--buffer", t.buffer, "SIZE", "ring buffer, as 512K, 8M (default), 64M");
    define_backend(running, t);
    running.flag("--no-kfuncs", t.no_kfuncs, "resolve every path by the validated walk");
    if (!top)
        running.flag("--cross-check", t.cross_check,
                     "report each event twice, by kfunc and by walk");
    define_common(app, t);
}

} // namespace

void define_watch(CLI::App& app, Typed& t) {
    define_filters(app, t.filters, Action::watch);
    define_count(app, t);
    define_told(app, t);
    define_summary(app, t, Action::watch);
    define_output(app, t, Action::watch);
    define_running(app, t, Action::watch);
}

void define_top(CLI::App& app, Typed& t) {
    define_filters(app, t.filters, Action::top);
    define_summary(app, t, Action::top);
    define_output(app, t, Action::top);
    define_running(app, t, Action::top);
}

void define_snapshot(CLI::App& app, Typed& t) {
    define_filters(app, t.filters, Action::snapshot);
    define_count(app, t);
    define_output(app, t, Action::snapshot);
    define_common(app, t);
}

void define_replay(CLI::App& app, Typed& t) {
    define_filters(app, t.filters, Action::replay);
    define_count(app, t);
    OptionGroup(app, "Told")
        .flag("--chains", t.chains, "a search along a path as one line; implies --failed");
    define_output(app, t, Action::replay);
    OptionGroup running(app, "Running");
    running.flag("--strict", t.strict, "exit status 3 when events were lost");
    define_help(app);
    app.add_option("FILE", t.input, "the recording; - is standard input")->group("");
}

void define_doctor(CLI::App& app, Typed& t) {
    OptionGroup running(app, "Running");
    define_backend(running, t);
    running.flag("--json", t.output.json, "one JSON object");
    define_help(app);
}

void define_fields(CLI::App& app, Typed& t) {
    OptionGroup(app, "Running").flag("--json", t.output.json, "a JSON array of objects");
    define_help(app);
}

void define_schema(CLI::App& app, Typed&) {
    define_help(app);
}

Result<Options> check_options(Action action, const Typed& t) {
    Options o;
    FirstError first;
    o.action = action;
    o.command = t.command;
    first.take(parse_filters(filter_words(action, t)), o.filters);
    if (t.backend)
        first.take(parse_backend(*t.backend), o.backend);
    if (t.duration)
        first.take(parse_duration(*t.duration, "--duration"), o.duration);
    if (t.count)
        first.take(parse_count(*t.count), o.count);
    if (t.buffer)
        first.take(parse_buffer(*t.buffer), o.ring_bytes);
    if (t.ancestry)
        first.take(parse_ancestry(*t.ancestry), o.ancestry);
    first.take(parse_summary(t.summary, action, o.filters), o.summary);
    o.explain = t.explain;
    o.input = t.input.value_or("");
    o.user = t.user.value_or("");
    o.existing = t.existing;
    o.exit_with_pid = t.exit_with_pid;
    o.latency = t.latency || o.filters.slower_than.count() != 0;
    o.opener = t.opener;
    o.args = t.args;
    o.ustack = t.ustack;
    o.chains = t.chains;
    o.quiet = t.quiet;
    o.verbose = t.verbose;
    o.strict = t.strict;
    o.walk_only = t.no_kfuncs;
    o.cross_check = t.cross_check;
    if (auto ok = parse_output(output_words(action, t), o); !ok)
        first.note(ok.error());
    check_together(first, t, o);
    if (first)
        return tl::unexpected(*first);
    return o;
}

} // namespace fileaudit
