// SPDX-License-Identifier: GPL-2.0-only
#include "cli/cli.h"

#include "cli/cli_options.h"
#include "format/escape.h"
#include "lookup/nearest.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <optional>

namespace fileaudit {
namespace {

constexpr size_t help_column = 22; // where descriptions begin, so that they end before 80
constexpr const char* description =
    "Shows who touches which file, right now: opens, mmaps and execs with true\n"
    "absolute paths, and what failed.";
constexpr const char* lists =
    "Values go between commas, or into the same option again: one of them must match.\n"
    "!VALUE excludes. Options add up: an event must pass each of them.\n"
    "\n";
constexpr const char* heading = "Examples:\n";
constexpr const char* watch_examples =
    "  fileaudit watch                         everything on this host\n"
    "  fileaudit watch --pid 4242 --follow     what it and its children touch\n"
    "  fileaudit watch --path '/etc/**' --json | jq .path\n"
    "  fileaudit watch --writes --path /etc/ --uniq exe,path\n"
    "  fileaudit watch --failed --chains -- ls\n"
    "                                          a command, and what it does not find\n";
constexpr const char* top_examples =
    "  fileaudit top                           which processes use most files\n"
    "  fileaudit top --by exe,errno --sort failures --failed-only\n"
    "  fileaudit top --op mmap --by path --sort mapped --rows 20\n";
constexpr const char* snapshot_examples =
    "  fileaudit snapshot --path /mnt/         who keeps this file system busy\n"
    "  fileaudit snapshot --pid 4242           what it holds open and mapped\n"
    "  fileaudit snapshot --verdict deleted --no-pseudo\n";
constexpr const char* statuses =
    "\n"
    "Exit status: 0 ok, 1 failed while running, 2 bad usage, 3 events were lost\n"
    "(--strict), 4 not privileged, 5 not possible on this kernel, 126 and 127 the\n"
    "command cannot be run or is not there; else the command's own.\n"
    "Manual: man 8 fileaudit";

// "fileaudit watch --help lists the options".
std::string help_of(const CLI::App& app) {
    return fmt::format("{} --help lists the options",
                       app.get_parent() != nullptr ? "fileaudit " + app.get_name() : "fileaudit");
}

// CLI11's words as one sentence of ours.
Error as_error(const CLI::ParseError& e, const CLI::App& app) {
    std::string what = escaped(e.what());
    while (!what.empty() && (what.back() == '.' || what.back() == ' '))
        what.pop_back();
    return {Exit::usage, fmt::format("{}; {}", what, help_of(app))};
}

// What is in front of the = of "--option=value".
std::string option_of(const std::string& word) {
    return word.substr(0, word.find('='));
}

// `app`: whose options could have been meant.
Error unknown_option(const std::string& word, const CLI::App& app) {
    const std::string option = option_of(word);
    if (app.get_parent() != nullptr)
        for (const CLI::App* other : app.get_parent()->get_subcommands({}))
            if (other != &app && other->get_option_no_throw(option) != nullptr)
                return {Exit::usage,
                        fmt::format("unknown option '{}': fileaudit {} has it, fileaudit {} has "
                                    "not; {}",
                                    escaped(word), other->get_name(), app.get_name(),
                                    help_of(app))};
    std::vector<std::string> names;
    for (const CLI::Option* known : app.get_options())
        for (const std::string& name : known->get_lnames())
            names.push_back("--" + name);
    return {Exit::usage, fmt::format("unknown option '{}'{}", escaped(word),
                                     suggestion(option, names, "; " + help_of(app)))};
}

// Of CLI11, --flag=value is an error in words of its own, or means no flag at all.
std::optional<Error> flag_with_value(const CLI::App& app, const char* const* begin,
                                     const char* const* end) {
    const CLI::App* at = &app;
    for (const char* const* arg = begin; arg != end; ++arg) {
        const std::string word = *arg;
        if (at == &app)
            for (const CLI::App* sub : app.get_subcommands({}))
                if (sub->get_name() == word)
                    at = sub;
        if (!word.starts_with("--") || word.find('=') == word.npos)
            continue;
        const CLI::Option* option = at->get_option_no_throw(option_of(word));
        if (option != nullptr && option->get_items_expected_max() == 0)
            return Error{Exit::usage,
                         fmt::format("{} takes no value; write it alone", option_of(word))};
    }
    return std::nullopt;
}

// What CLI11 left over is never meant.
Error unexpected(const std::string& word, const CLI::App& app, const CLI::App* subcommand) {
    if (word.starts_with("-"))
        return unknown_option(word, subcommand != nullptr ? *subcommand : app);
    if (subcommand == nullptr)
        return {Exit::usage, fmt::format("unknown command '{}'; use fileaudit watch, fileaudit "
                                         "top or fileaudit snapshot",
                                         escaped(word))};
    return {Exit::usage,
            fmt::format("unexpected argument '{}'; a command to run goes behind --, "
                        "as in: fileaudit {} -- {}",
                        escaped(word), subcommand->get_name() == "top" ? "top" : "watch",
                        escaped(word))};
}

} // namespace

Result<Parsed> parse_command_line(int argc, const char* const* argv) {
    const char* const* end = argv + argc;
    const char* const* dashes =
        std::find_if(argv, end, [](const char* a) { return std::string_view(a) == "--"; });

    Typed typed;
    CLI::App app(description, "fileaudit");
    app.get_formatter()->column_width(help_column); // of the subcommands as well
    app.set_version_flag("--version", "fileaudit " FILEAUDIT_VERSION);
    app.footer(fmt::format("{}{}{}{}{}", heading, watch_examples, top_examples, snapshot_examples,
                           statuses));
    CLI::App* watch =
        app.add_subcommand("watch", "show events live: watch [OPTIONS] [-- COMMAND ARGS...]");
    define_watch(*watch, typed);
    watch->footer(fmt::format("{}{}{}{}", lists, heading, watch_examples, statuses));
    CLI::App* top =
        app.add_subcommand("top", "show who uses most: top [OPTIONS] [-- COMMAND ARGS...]");
    define_top(*top, typed);
    top->footer(fmt::format("{}{}{}{}", lists, heading, top_examples, statuses));
    CLI::App* snapshot =
        app.add_subcommand("snapshot", "show what is held open and mapped now: snapshot [OPTIONS]");
    define_snapshot(*snapshot, typed);
    snapshot->footer(fmt::format("{}{}{}{}", lists, heading, snapshot_examples, statuses));
    for (CLI::App* a : {&app, watch, top, snapshot})
        a->allow_extras();
    app.require_subcommand(0, 1);

    const auto chosen = [&]() -> const CLI::App* {
        return *watch ? watch : *top ? top : *snapshot ? snapshot : nullptr;
    };
    if (auto error = flag_with_value(app, argv + 1, dashes))
        return tl::unexpected(*error);
    try {
        app.parse(static_cast<int>(dashes - argv), argv);
    } catch (const CLI::CallForHelp&) {
        return Parsed{std::nullopt, app.help()};
    } catch (const CLI::CallForVersion& e) {
        return Parsed{std::nullopt, std::string(e.what()) + "\n"};
    } catch (const CLI::ParseError& e) {
        return tl::unexpected(as_error(e, chosen() != nullptr ? *chosen() : app));
    }
    for (const std::string& extra : app.remaining(true))
        return tl::unexpected(unexpected(extra, app, chosen()));
    if (chosen() == nullptr)
        return fail(Exit::usage, "nothing to do; try: fileaudit watch, or fileaudit --help");
    if (dashes != end) {
        typed.command.assign(dashes + 1, end);
        if (*snapshot)
            return fail(Exit::usage, "fileaudit snapshot runs no command; leave out what is behind "
                                     "--, or use fileaudit watch");
        if (typed.command.empty())
            return fail(Exit::usage, fmt::format("no command behind --; give one, as in: fileaudit "
                                                 "{} -- cat /etc/hostname",
                                                 chosen()->get_name()));
    }
    auto options = check_options(*snapshot ? Action::snapshot
                                 : *top    ? Action::top
                                           : Action::watch,
                                 typed);
    if (!options)
        return tl::unexpected(options.error());
    return Parsed{std::move(*options), ""};
}

} // namespace fileaudit
