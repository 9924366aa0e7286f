// SPDX-License-Identifier: GPL-2.0-only
#include "cli/cli_options.h"

#include "cli/cli_filters.h"
#include "cli/first_error.h"
#include "cli/parse_values.h"
#include "format/escape.h"

#include <unistd.h>

namespace fileaudit {

namespace {

void define_count(CLI::App& app, Typed& t) {
    app.add_option("-n,--count", t.count, "end after N events")->type_name("N")->group("How many");
}

void define_output(CLI::App& app, Typed& t, const char* verbose) {
    const auto flag = [&](const char* name, bool& into, const char* help) {
        app.add_flag(name, into, help)->group("Output");
    };
    app.add_option("-o,--output", t.output, "write events there")
        ->type_name("FILE")
        ->group("Output");
    flag("--json", t.json, "one JSON object a line");
    flag("--wide", t.wide, "also PPID UID EXE CWD ROOT");
    flag("-q,--quiet", t.quiet, "no header, no closing line, no loss lines");
    flag("-v,--verbose", t.verbose, verbose);
}

void define_common(CLI::App& app, Typed& t) {
    app.add_flag("--strict", t.strict, "exit status 3 when events were lost")->group("Running");
    app.add_flag("--explain", t.explain, "say where each filter is decided, and end")
        ->group("Running");
    app.set_help_flag("-h,--help", "show this and end")->group("Running");
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

bool wants_any(const Filters& filters, std::initializer_list<fa_op> ops) {
    for (const fa_op op : ops)
        if (filters.ops.lets_through(1u << op))
            return true;
    return false;
}

void check_output(FirstError& first, const Typed& t) {
    if (t.json && t.wide)
        first.note("--wide is for text and --json has every field; give one of them");
    if (t.output && t.output->empty())
        first.note("--output: '' names no file; give one, or leave the option out");
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

void check_watch(FirstError& first, const Typed& t, const Filters& filters) {
    if (!t.command.empty())
        check_command(first, t);
    else if (t.user)
        first.note("--user is who a command runs as; give one, as in: fileaudit watch --user NAME "
                   "-- COMMAND");
    else if (t.exit_with_pid && filters.pids.include.empty())
        first.note("--exit-with-pid ends with the processes of --pid; add --pid");
    if (t.user && t.user->empty())
        first.note("--user: '' names no user; give one, or leave the option out");
    if (!t.existing && !wants_any(filters, {FA_OP_OPEN, FA_OP_MMAP, FA_OP_EXEC}))
        first.note("--op: only what is held already is left of it; add --existing, or use "
                   "fileaudit snapshot");
    if (t.no_kfuncs && t.cross_check)
        first.note("--cross-check compares with the kfuncs that --no-kfuncs turns off; give one of "
                   "them");
    if (t.cross_check && !t.json)
        first.note("--cross-check tells the two records of an event apart in JSON only; add "
                   "--json");
    if (t.cross_check && (filters.uniq != 0 || filters.sample > 1 || filters.rate != 0))
        first.note("--cross-check needs both records of every event, of which --uniq, --sample and "
                   "--rate leave some out; give one or the other");
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

void define_watch(CLI::App& app, Typed& t) {
    define_filters(app, t.filters, Stream::yes);
    define_count(app, t);
    define_output(app, t, "wide, and say which backend is used and why");

    const auto value = [&](const char* name, std::optional<std::string>& into, const char* type,
                           const char* help) {
        app.add_option(name, into, help)->type_name(type)->group("Running");
    };
    const auto flag = [&](const char* name, bool& into, const char* help) {
        app.add_flag(name, into, help)->group("Running");
    };
    flag("--existing", t.existing, "first what is held open and mapped already");
    flag("--exit-with-pid", t.exit_with_pid, "end with the processes of --pid");
    value("--user", t.user, "NAME", "run the command as this user");
    value("--duration", t.duration, "TIME", "end after 500ms, 10s, 2m, 1h");
    value("--buffer", t.buffer, "SIZE", "ring buffer, as 512K, 8M (default), 64M");
    value("--backend", t.backend, "NAME",
          "lsm, fentry or tracepoint; default: the best that works");
    flag("--no-kfuncs", t.no_kfuncs, "resolve every path by the validated walk");
    flag("--cross-check", t.cross_check,
         "report each event twice, by kfunc and by walk, to compare");
    define_common(app, t);
}

void define_snapshot(CLI::App& app, Typed& t) {
    define_filters(app, t.filters, Stream::no);
    define_count(app, t);
    define_output(app, t, "wide, and say how it is done");
    define_common(app, t);
}

Result<Options> check_options(Action action, const Typed& t) {
    Options o;
    FirstError first;
    o.action = action;
    o.command = t.command;
    FilterWords words = t.filters;
    if (!t.command.empty())
        words.follow = false; // a command always is
    first.take(parse_filters(words), o.filters);
    if (t.backend)
        first.take(parse_backend(*t.backend), o.backend);
    if (t.duration)
        first.take(parse_duration(*t.duration, "--duration"), o.duration);
    if (t.count)
        first.take(parse_count(*t.count), o.count);
    if (t.buffer)
        first.take(parse_buffer(*t.buffer), o.ring_bytes);
    check_output(first, t);
    if (action == Action::watch)
        check_watch(first, t, o.filters);
    else
        check_snapshot(first, t, o.filters);
    if (first)
        return tl::unexpected(*first);

    o.explain = t.explain;
    o.user = t.user.value_or("");
    o.existing = t.existing;
    o.exit_with_pid = t.exit_with_pid;
    o.output = t.output.value_or("");
    o.format = t.json ? Format::json : t.wide || t.verbose ? Format::wide : Format::text;
    o.quiet = t.quiet;
    o.verbose = t.verbose;
    o.strict = t.strict;
    o.walk_only = t.no_kfuncs;
    o.cross_check = t.cross_check;
    return o;
}

} // namespace fileaudit
