// SPDX-License-Identifier: GPL-2.0-only
// Options that are well each for itself: which go together, and what is told of those that do not.
#include "cli/cli_checks.h"

#include <doctest/doctest.h>

using namespace fileaudit;

namespace {

using Change = void (*)(Typed&);

// The sentence of a refusal; "accepted" when there is none.
std::string told(Action action, Change change, Format format = Format::text) {
    Typed typed;
    change(typed);
    Options options;
    options.action = action;
    options.format = format;
    options.input = typed.input.value_or("");
    options.filters = parse_filters(typed.filters).value();
    options.summary = parse_summary(typed.summary, action, options.filters).value();
    FirstError first;
    check_together(first, typed, options);
    if (!first)
        return "accepted";
    CHECK((*first).status == Exit::usage);
    return (*first).message;
}

struct Case {
    Change change;
    const char* sentence;
};

void check(Action action, std::initializer_list<Case> cases, Format format = Format::text) {
    for (const Case& one : cases)
        CHECK(told(action, one.change, format) == one.sentence);
}

} // namespace

TEST_CASE("cli_checks: no options go together with any action but replay") {
    for (const Action action : {Action::watch, Action::snapshot, Action::top, Action::doctor,
                                Action::fields, Action::schema})
        CHECK(told(action, [](Typed&) {}) == "accepted");
}

TEST_CASE("cli_checks: a command, and processes that are there already") {
    check(
        Action::watch,
        {
            {[](Typed& t) { t.command = {"ls"}; }, "accepted"},
            {[](Typed& t) {
                 t.command = {"ls"};
                 t.user = "nobody";
             },
             "accepted"},
            {[](Typed& t) {
                 t.command = {"ls"};
                 t.filters.pids = {"1"};
             },
             "--pid and a command exclude each other: a command is watched with its descendants; "
             "start two fileaudits"},
            {[](Typed& t) {
                 t.command = {"ls"};
                 t.existing = true;
             },
             "--existing and a command exclude each other: a command holds nothing before it "
             "starts; leave --existing out"},
            {[](Typed& t) {
                 t.command = {"ls"};
                 t.exit_with_pid = true;
             },
             "--exit-with-pid and a command exclude each other: it is for the processes of --pid; "
             "leave it out"},
            {[](Typed& t) {
                 t.command = {"ls"};
                 t.user = "";
             },
             "--user: '' names no user; give one, or leave the option out"},
            {[](Typed& t) { t.user = "nobody"; },
             "--user is who a command runs as; give one, as in: fileaudit watch --user NAME -- "
             "COMMAND"},
            {[](Typed& t) {
                 t.exit_with_pid = true;
                 t.filters.pids = {"1"};
             },
             "accepted"},
            {[](Typed& t) { t.exit_with_pid = true; },
             "--exit-with-pid ends with the processes of --pid; add --pid"},
            {[](Typed& t) {
                 t.exit_with_pid = true;
                 t.filters.pids = {"!1"};
             },
             "--exit-with-pid ends with the processes of --pid; add --pid"},
        });
    CHECK(told(Action::top, [](Typed& t) { t.user = "nobody"; }) ==
          "--user is who a command runs as; give one, as in: fileaudit top --user NAME -- COMMAND");
}

TEST_CASE("cli_checks: the first of several is told") {
    CHECK(told(Action::watch, [](Typed& t) {
              t.command = {"ls"};
              t.filters.pids = {"1"};
              t.existing = t.exit_with_pid = true;
          }).starts_with("--pid and a command"));
}

TEST_CASE("cli_checks: operations that an action has nothing of") {
    const Change held = [](Typed& t) { t.filters.ops = {"held-open,held-map"}; };
    const Change exec = [](Typed& t) { t.filters.ops = {"exec"}; };
    const Change held_and_existing = [](Typed& t) {
        t.filters.ops = {"held-map"};
        t.existing = true;
    };
    CHECK(told(Action::watch, exec) == "accepted");
    CHECK(told(Action::top, exec) == "accepted");
    CHECK(told(Action::snapshot, held) == "accepted");
    CHECK(told(Action::watch, held_and_existing) == "accepted");
    CHECK(told(Action::watch, held) == "--op: only what is held already is left of it; add "
                                       "--existing, or use fileaudit snapshot");
    CHECK(told(Action::top, held) ==
          "--op: only what is held already is left of it, and top counts "
          "what happens; use fileaudit snapshot");
    CHECK(told(Action::snapshot, exec) == "--op: no exec is held, and nothing else is left of it; "
                                          "add open or mmap, or use fileaudit watch");
}

TEST_CASE("cli_checks: a snapshot is no stream") {
    check(Action::snapshot,
          {
              {[](Typed& t) { t.filters.uniq = {"path"}; }, "accepted"},
              {[](Typed& t) { t.filters.sample = "1/10"; },
               "--sample is for a stream of events and a snapshot is none; use fileaudit watch, or "
               "leave it out"},
              {[](Typed& t) { t.filters.rate = "10"; },
               "--rate is for a stream of events and a snapshot is none; use fileaudit watch, or "
               "leave it out"},
          });
}

TEST_CASE("cli_checks: a replay needs a recording") {
    check(Action::replay,
          {
              {[](Typed& t) { t.input = "-"; }, "accepted"},
              {[](Typed&) {},
               "fileaudit replay shows a recording; give its file, or - for standard input"},
              {[](Typed& t) { t.input = ""; },
               "fileaudit replay shows a recording; give its file, or - for standard input"},
              {[](Typed& t) {
                   t.input = "-";
                   t.chains = true;
                   t.filters.ops = {"exec"};
               },
               "--chains joins the opens of a search, and --op leaves none; give one of them"},
          });
}

TEST_CASE("cli_checks: what nobody knows of what is held") {
    check(Action::watch,
          {
              {[](Typed& t) { t.existing = true; }, "accepted"},
              {[](Typed& t) {
                   t.existing = true;
                   t.filters.failed = true; // beside what is held
               },
               "accepted"},
              {[](Typed& t) {
                   t.existing = true;
                   t.filters.via = {"!mmap"};
               },
               "accepted"},
              {[](Typed& t) {
                   t.existing = true;
                   t.filters.failed_only = true;
               },
               "--existing is what is held open and mapped, and nothing that failed "
               "(--failed-only) is; give one of them"},
              {[](Typed& t) {
                   t.existing = true;
                   t.filters.errnos = {"EACCES"};
               },
               "--existing is what is held open and mapped, and nothing that failed (--errno) is; "
               "give one of them"},
              {[](Typed& t) {
                   t.existing = true;
                   t.filters.slower_than = "1ms";
               },
               "--existing: how long it took to open what is held nobody knows; leave it or "
               "--slower-than out"},
              {[](Typed& t) {
                   t.existing = true;
                   t.filters.via = {"openat"};
               },
               "--existing: by which way what is held was opened nobody knows; leave it or --via "
               "out"},
          });
}

TEST_CASE("cli_checks: what is told of opens or of maps alone") {
    check(Action::watch,
          {
              {[](Typed& t) {
                   t.latency = true;
                   t.filters.ops = {"open"};
               },
               "accepted"},
              {[](Typed& t) {
                   t.opener = true;
                   t.filters.shared = true;
               },
               "accepted"},
              {[](Typed& t) {
                   t.latency = true;
                   t.filters.ops = {"mmap,exec"};
               },
               "--latency is told of opens, and --op leaves none; give one of them"},
              {[](Typed& t) {
                   t.latency = true;
                   t.filters.prot = {"x"};
               },
               "--latency is told of opens, and --prot leaves none; give one of them"},
              {[](Typed& t) {
                   t.opener = true;
                   t.filters.ops = {"open"};
               },
               "--opener is told of maps, and --op leaves none; give one of them"},
              {[](Typed& t) {
                   t.opener = true;
                   t.filters.slower_than = "1ms";
               },
               "--opener is told of maps, and --slower-than leaves none; give one of them"},
          });
}

TEST_CASE("cli_checks: a chain needs all its links") {
    check(Action::watch,
          {
              {[](Typed& t) {
                   t.chains = true;
                   t.filters.failed = true;
               },
               "accepted"},
              {[](Typed& t) {
                   t.chains = true;
                   t.filters.ops = {"mmap"};
               },
               "--chains joins the opens of a search, and --op leaves none; give one of them"},
              {[](Typed& t) {
                   t.chains = true;
                   t.filters.private_ = true;
               },
               "--chains joins the opens of a search, and --private leaves none; give one of them"},
              {[](Typed& t) {
                   t.chains = true;
                   t.filters.failed_only = true;
               },
               "--chains ends a search with what it found, which --failed-only leaves out; use "
               "--failed"},
              {[](Typed& t) {
                   t.chains = true;
                   t.filters.uniq = {"path"};
               },
               "--chains needs every step of a search, and --uniq leaves some out; give one of "
               "them"},
              {[](Typed& t) {
                   t.chains = true;
                   t.filters.sample = "1/2";
               },
               "--chains needs every step of a search, and --sample leaves some out; give one of "
               "them"},
              {[](Typed& t) {
                   t.chains = true;
                   t.filters.rate = "5";
               },
               "--chains needs every step of a search, and --rate leaves some out; give one of "
               "them"},
          });
}

TEST_CASE("cli_checks: to compare two records of an event, both are needed") {
    const char* const thinned = "--cross-check needs both records of every event, of which --uniq, "
                                "--sample and --rate leave some out; give one or the other";
    check(Action::watch,
          {
              {[](Typed& t) { t.cross_check = true; }, "accepted"},
              {[](Typed& t) { t.cross_check = t.no_kfuncs = true; },
               "--cross-check compares with the kfuncs that --no-kfuncs turns off; give one of "
               "them"},
              {[](Typed& t) {
                   t.cross_check = true;
                   t.filters.uniq = {"path"};
               },
               thinned},
              {[](Typed& t) {
                   t.cross_check = true;
                   t.filters.sample = "1/2";
               },
               thinned},
              {[](Typed& t) {
                   t.cross_check = true;
                   t.filters.rate = "5";
               },
               thinned},
              {[](Typed& t) { t.cross_check = t.chains = true; },
               "--cross-check needs both records of every event, and --chains joins events; give "
               "one of them"},
          },
          Format::json);
    for (const Format format :
         {Format::text, Format::wide, Format::csv, Format::logfmt, Format::line_template})
        CHECK(told(
                  Action::watch, [](Typed& t) { t.cross_check = true; }, format) ==
              "--cross-check tells the two records of an event apart in JSON only; add --json");
}

TEST_CASE("cli_checks: a summary counts every event once") {
    const struct {
        Change change;
        const char* end;
    } rows[] = {
        {[](Typed& t) { t.filters.uniq = {"path"}; }, "--uniq leaves events out; give one of them"},
        {[](Typed& t) { t.filters.sample = "1/2"; },
         "--sample leaves events out; give one of them"},
        {[](Typed& t) { t.filters.rate = "5"; }, "--rate leaves events out; give one of them"},
        {[](Typed& t) { t.chains = true; }, "--chains joins events; give one of them"},
        {[](Typed& t) { t.cross_check = true; },
         "--cross-check reports each event twice; give one of them"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.end);
        Typed typed;
        row.change(typed);
        for (const bool only : {false, true}) {
            (only ? typed.summary.summary_only : typed.summary.summary) = true;
            Options options;
            options.filters = parse_filters(typed.filters).value();
            options.summary = parse_summary(typed.summary, Action::watch, options.filters).value();
            FirstError first;
            check_together(first, typed, options);
            REQUIRE(first);
            CHECK((*first).message == std::string(only ? "--summary-only" : "--summary") +
                                          " counts every event once, and " + row.end);
        }
    }
}

TEST_CASE("cli_checks: a summary is text or JSON") {
    const Change summary = [](Typed& t) { t.summary.summary = true; };
    for (const Format format : {Format::text, Format::wide, Format::json})
        CHECK(told(Action::watch, summary, format) == "accepted");
    const struct {
        Format format;
        const char* name;
    } refused[] = {
        {Format::csv, "csv"}, {Format::logfmt, "logfmt"}, {Format::line_template, "template"}};
    for (const auto& [format, name] : refused)
        CHECK(told(Action::watch, summary, format) ==
              std::string("--summary is a table of text or JSON, and not of ") + name +
                  "; use --json, or leave one of them out");
}

TEST_CASE("cli_checks: --summary-only shows no events, and so nothing of them") {
    const struct {
        const char* option;
        Change change;
    } rows[] = {
        {"--count", [](Typed& t) { t.count = "5"; }},
        {"--existing", [](Typed& t) { t.existing = true; }},
        {"--latency", [](Typed& t) { t.latency = true; }},
        {"--opener", [](Typed& t) { t.opener = true; }},
        {"--ancestry", [](Typed& t) { t.ancestry = "2"; }},
        {"--args", [](Typed& t) { t.args = true; }},
        {"--ustack", [](Typed& t) { t.ustack = true; }},
        {"--columns", [](Typed& t) { t.output.columns = {"pid"}; }},
        {"--group", [](Typed& t) { t.output.group = true; }},
        {"--record", [](Typed& t) { t.output.record = "r"; }},
    };
    for (const auto& row : rows) {
        CAPTURE(row.option);
        Typed typed;
        row.change(typed);
        Options options;
        options.summary.shown = true;
        FirstError beside, alone;
        typed.summary.summary = true;
        check_together(beside, typed, options);
        CHECK_FALSE(beside);
        typed.summary.summary_only = true;
        options.summary.events = false;
        check_together(alone, typed, options);
        REQUIRE(alone);
        CHECK((*alone).message == std::string(row.option) +
                                      " is about the events shown, and --summary-only shows none; "
                                      "use --summary");
    }
}

TEST_CASE("options: the names of formats and backends") {
    const struct {
        Format format;
        const char* name;
    } formats[] = {{Format::text, "text"},     {Format::wide, "wide"},
                   {Format::json, "json"},     {Format::csv, "csv"},
                   {Format::logfmt, "logfmt"}, {Format::line_template, "template"}};
    for (const auto& [format, name] : formats)
        CHECK(std::string(format_name(format)) == name);
    const struct {
        Backend backend;
        const char* name;
    } backends[] = {
        {Backend::lsm, "lsm"}, {Backend::fentry, "fentry"}, {Backend::tracepoint, "tracepoint"}};
    for (const auto& [backend, name] : backends)
        CHECK(std::string(backend_name(backend)) == name);
}
