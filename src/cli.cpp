// SPDX-License-Identifier: GPL-2.0-only
#include "cli.h"

#include "../bpf/event.h"
#include "escape.h"
#include "parse_values.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <charconv>
#include <fmt/format.h>
#include <unistd.h>

namespace fileaudit {
namespace {

constexpr const char* description =
    "Shows who touches which file, right now: opens, mmaps and execs with true absolute paths.";
constexpr const char* examples =
    "Examples:\n"
    "  fileaudit watch                         everything on this host\n"
    "  fileaudit watch --pid 4242              what this process touches\n"
    "  fileaudit watch --path '/etc/**' --json | jq .path\n"
    "  fileaudit watch -- git status           a command, from its start\n"
    "\n"
    "Exit status: 0 ok, 1 failed while running, 2 bad usage, 3 events were lost\n"
    "(--strict), 4 not privileged, 5 not possible on this kernel, 126 and 127 the\n"
    "command cannot be run or is not there; else the command's own.\n"
    "Manual: man 8 fileaudit";

// Options as typed, before they are checked.
struct Typed {
    std::vector<std::string> pids, comms, paths, ops;
    std::optional<std::string> backend, duration, count, output, buffer;
    bool json = false, wide = false, quiet = false, verbose = false, strict = false,
         no_kfuncs = false, cross_check = false;
};

void define_options(CLI::App& app, Typed& t) {
    const auto list = [&](const char* name, std::vector<std::string>& into, const char* value,
                          const char* help) {
        app.add_option(name, into, help)
            ->type_name(value)
            ->allow_extra_args(false)
            ->group("Filters (OR inside one, AND across)");
    };
    const auto value = [&](const char* name, std::optional<std::string>& into, const char* type,
                           const char* help) { app.add_option(name, into, help)->type_name(type); };
    list("-p,--pid", t.pids, "PID", "only these processes; also PID,PID,...");
    list("-c,--comm", t.comms, "NAME", "only tasks with exactly this comm; also NAME,NAME,...");
    list("--path", t.paths, "GLOB", "only targets that match; * stays within /, ** crosses it");
    list("--op", t.ops, "OP", "only these operations: open,mmap,exec");
    value("--duration", t.duration, "TIME", "end after 500ms, 10s, 2m, 1h");
    value("-n,--count", t.count, "N", "end after N events");
    value("-o,--output", t.output, "FILE", "write events there");
    app.add_flag("--json", t.json, "one JSON object a line");
    app.add_flag("--wide", t.wide, "also PPID UID EXE CWD ROOT");
    app.add_flag("-q,--quiet", t.quiet, "no header, no closing line, no loss lines");
    app.add_flag("-v,--verbose", t.verbose, "wide, and say which backend is used and why");
    app.add_flag("--strict", t.strict, "exit status 3 when events were lost");
    value("--buffer", t.buffer, "SIZE", "ring buffer, as 512K, 8M (default), 64M");
    value("--backend", t.backend, "NAME",
          "lsm, fentry or tracepoint; default: the best that works");
    app.add_flag("--no-kfuncs", t.no_kfuncs, "resolve every path by the validated walk");
    app.add_flag("--cross-check", t.cross_check,
                 "report each event twice, by kfunc and by walk, to compare");
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
    uint64_t n = 0;
    const char* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, n);
    if (error != std::errc() || stop != end || n == 0)
        return fail(Exit::usage, fmt::format("--count: '{}' is not a number of events; give 1 or "
                                             "more",
                                             escaped(text)));
    return n;
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

Result<std::vector<std::string>> parse_comms(const std::vector<std::string>& lists) {
    std::vector<std::string> comms;
    for (const std::string& list : lists) {
        std::string_view rest = list;
        for (bool more = true; more;) {
            const size_t comma = rest.find(',');
            const std::string_view name = rest.substr(0, comma);
            more = comma != std::string_view::npos;
            rest.remove_prefix(more ? comma + 1 : rest.size());
            if (name.empty())
                return fail(Exit::usage, fmt::format("--comm: '{}' holds an empty name; give "
                                                     "names such as nginx,bash",
                                                     escaped(list)));
            if (name.size() >= FA_COMM_LEN)
                return fail(Exit::usage,
                            fmt::format("--comm: '{}' is longer than any comm; the kernel keeps "
                                        "15 bytes, so give '{}'",
                                        escaped(name), escaped(name.substr(0, FA_COMM_LEN - 1))));
            comms.emplace_back(name);
        }
    }
    return comms;
}

constexpr size_t most_comms = 1024, most_patterns = 256, most_pids = 4096; // bpf/maps.bpf.h

template<class T> Result<void> limit(const std::vector<T>& list, size_t most, const char* what) {
    if (list.size() <= most)
        return {};
    return fail(Exit::usage, fmt::format("{}: {} values are more than the {} that can be watched "
                                         "for; give fewer, or run several fileaudits",
                                         what, list.size(), most));
}

// Stores a parsed value, or keeps the first error.
class Collector {
public:
    template<class T, class U> void take(Result<T> value, U& into) {
        if (!value)
            note(value.error());
        else
            into = std::move(*value);
    }
    void note(const Error& error) {
        if (!error_)
            error_ = error;
    }
    void check(const Result<void>& ok) {
        if (!ok)
            note(ok.error());
    }
    const std::optional<Error>& error() const { return error_; }

private:
    std::optional<Error> error_;
};

Result<Options> check(const Typed& t) {
    Options o;
    Collector c;
    for (const std::string& list : t.pids) {
        std::vector<uint32_t> pids;
        c.take(parse_pid_list(list, "--pid"), pids);
        o.pids.insert(o.pids.end(), pids.begin(), pids.end());
    }
    std::sort(o.pids.begin(), o.pids.end());
    o.pids.erase(std::unique(o.pids.begin(), o.pids.end()), o.pids.end());
    c.take(parse_comms(t.comms), o.comms);
    for (const std::string& glob : t.paths) {
        auto pattern = PathPattern::parse(glob, "--path");
        if (pattern)
            o.paths.push_back(std::move(*pattern));
        else
            c.note(pattern.error());
    }
    c.check(limit(o.pids, most_pids, "--pid"));
    c.check(limit(o.comms, most_comms, "--comm"));
    c.check(limit(o.paths, most_patterns, "--path"));
    if (!t.ops.empty())
        o.ops = {false, false, false};
    for (const std::string& list : t.ops) {
        OpSet ops;
        c.take(parse_ops(list, "--op"), ops);
        o.ops.open |= ops.open;
        o.ops.mmap |= ops.mmap;
        o.ops.exec |= ops.exec;
    }
    if (t.backend)
        c.take(parse_backend(*t.backend), o.backend);
    if (t.duration)
        c.take(parse_duration(*t.duration, "--duration"), o.duration);
    if (t.count)
        c.take(parse_count(*t.count), o.count);
    if (t.buffer)
        c.take(parse_buffer(*t.buffer), o.ring_bytes);
    if (t.no_kfuncs && t.cross_check)
        c.note({Exit::usage, "--cross-check compares with the kfuncs that --no-kfuncs turns off; "
                             "give one of them"});
    if (t.cross_check && !t.json)
        c.note({Exit::usage, "--cross-check tells the two records of an event apart in JSON only; "
                             "add --json"});
    if (t.json && t.wide)
        c.note({Exit::usage, "--wide is for text and --json has every field; give one of them"});
    if (t.output && t.output->empty())
        c.note({Exit::usage, "--output: '' names no file; give one, or leave the option out"});
    o.output = t.output.value_or("");
    o.format = t.json ? Format::json : t.wide || t.verbose ? Format::wide : Format::text;
    o.quiet = t.quiet;
    o.verbose = t.verbose;
    o.strict = t.strict;
    o.walk_only = t.no_kfuncs;
    o.cross_check = t.cross_check;
    if (c.error())
        return tl::unexpected(*c.error());
    return o;
}

// CLI11's words as one sentence of ours.
Error explain(const CLI::ParseError& e) {
    std::string what = escaped(e.what());
    while (!what.empty() && (what.back() == '.' || what.back() == ' '))
        what.pop_back();
    return {Exit::usage, fmt::format("{}; fileaudit watch --help lists the options", what)};
}

} // namespace

Result<Parsed> parse_command_line(int argc, const char* const* argv) {
    const char* const* end = argv + argc;
    const char* const* dashes =
        std::find_if(argv, end, [](const char* a) { return std::string_view(a) == "--"; });

    Typed typed;
    CLI::App app(description, "fileaudit");
    app.set_version_flag("--version", "fileaudit " FILEAUDIT_VERSION);
    app.footer(examples);
    CLI::App* watch = app.add_subcommand(
        "watch", "Show events live: fileaudit watch [OPTIONS] [-- COMMAND ARGS...]");
    watch->footer(examples);
    watch->allow_extras();
    define_options(*watch, typed);
    app.require_subcommand(0, 1);
    app.allow_extras();
    try {
        app.parse(static_cast<int>(dashes - argv), argv);
    } catch (const CLI::CallForHelp&) {
        return Parsed{std::nullopt, app.help()};
    } catch (const CLI::CallForVersion& e) {
        return Parsed{std::nullopt, std::string(e.what()) + "\n"};
    } catch (const CLI::ParseError& e) {
        return tl::unexpected(explain(e));
    }
    for (const std::string& extra : app.remaining(true)) {
        if (extra.starts_with("-"))
            return fail(Exit::usage, fmt::format("unknown option '{}'; fileaudit watch --help "
                                                 "lists the options",
                                                 escaped(extra)));
        if (*watch)
            return fail(Exit::usage, fmt::format("unexpected argument '{}'; a command to run "
                                                 "goes behind --, as in: fileaudit watch -- {}",
                                                 escaped(extra), escaped(extra)));
        return fail(Exit::usage,
                    fmt::format("unknown command '{}'; fileaudit watch is the one there is",
                                escaped(extra)));
    }
    if (!*watch)
        return fail(Exit::usage, "nothing to do; try: fileaudit watch, or fileaudit --help");

    auto options = check(typed);
    if (!options)
        return tl::unexpected(options.error());
    if (dashes != end) {
        options->command.assign(dashes + 1, end);
        if (options->command.empty())
            return fail(Exit::usage, "no command behind --; give one, as in: fileaudit watch -- "
                                     "cat /etc/hostname");
        if (!options->pids.empty())
            return fail(Exit::usage, "--pid and a command exclude each other: a command is "
                                     "watched with its descendants; start two fileaudits");
    }
    return Parsed{std::move(*options), ""};
}

} // namespace fileaudit
