// SPDX-License-Identifier: GPL-2.0-only
#include "cli/cli.h"

#include "cli/cli_options.h"
#include "format/escape.h"
#include "lookup/nearest.h"

#include <CLI/CLI.hpp>
#include <algorithm>

namespace fileaudit {
namespace {

constexpr const char* description =
    "Shows who touches which file, right now: opens, mmaps and execs with true absolute paths.";
constexpr const char* lists =
    "Values go between commas, or into the same option again: one of them must match.\n"
    "!VALUE excludes. Options add up: an event must pass each of them.\n"
    "\n";
constexpr const char* heading = "Examples:\n";
constexpr const char* watch_examples =
    "  fileaudit watch                         everything on this host\n"
    "  fileaudit watch --pid 4242 --follow     what this process and its children touch\n"
    "  fileaudit watch --path '/etc/**' --json | jq .path\n"
    "  fileaudit watch --writes --path /etc/ --uniq exe,path\n"
    "  fileaudit watch -- git status           a command, from its start\n";
constexpr const char* snapshot_examples =
    "  fileaudit snapshot --path /mnt/         who keeps this file system busy\n"
    "  fileaudit snapshot --pid 4242           what this process holds open and mapped\n"
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

// `app`: whose options could have been meant.
Error unknown_option(const std::string& word, const CLI::App& app) {
    std::vector<std::string> names;
    for (const CLI::Option* option : app.get_options())
        for (const std::string& name : option->get_lnames())
            names.push_back("--" + name);
    const std::string option = word.substr(0, word.find('='));
    return {Exit::usage, fmt::format("unknown option '{}'{}", escaped(word),
                                     suggestion(option, names, "; " + help_of(app)))};
}

// What CLI11 left over is never meant.
Error unexpected(const std::string& word, const CLI::App& app, const CLI::App* subcommand) {
    if (word.starts_with("-"))
        return unknown_option(word, subcommand != nullptr ? *subcommand : app);
    if (subcommand == nullptr)
        return {Exit::usage, fmt::format("unknown command '{}'; use fileaudit watch or fileaudit "
                                         "snapshot",
                                         escaped(word))};
    return {Exit::usage, fmt::format("unexpected argument '{}'; a command to run goes behind --, "
                                     "as in: fileaudit watch -- {}",
                                     escaped(word), escaped(word))};
}

} // namespace

Result<Parsed> parse_command_line(int argc, const char* const* argv) {
    const char* const* end = argv + argc;
    const char* const* dashes =
        std::find_if(argv, end, [](const char* a) { return std::string_view(a) == "--"; });

    Typed typed;
    CLI::App app(description, "fileaudit");
    app.set_version_flag("--version", "fileaudit " FILEAUDIT_VERSION);
    app.footer(fmt::format("{}{}{}{}", heading, watch_examples, snapshot_examples, statuses));
    CLI::App* watch = app.add_subcommand(
        "watch", "Show events live: fileaudit watch [OPTIONS] [-- COMMAND ARGS...]");
    define_watch(*watch, typed);
    watch->footer(fmt::format("{}{}{}{}", lists, heading, watch_examples, statuses));
    CLI::App* snapshot = app.add_subcommand(
        "snapshot", "Show what is held open and mapped now: fileaudit snapshot [OPTIONS]");
    define_snapshot(*snapshot, typed);
    snapshot->footer(fmt::format("{}{}{}{}", lists, heading, snapshot_examples, statuses));
    for (CLI::App* a : {&app, watch, snapshot})
        a->allow_extras();
    app.require_subcommand(0, 1);

    const auto chosen = [&]() -> const CLI::App* {
        return *watch ? watch : *snapshot ? snapshot : nullptr;
    };
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
            return fail(Exit::usage, "no command behind --; give one, as in: fileaudit watch -- "
                                     "cat /etc/hostname");
    }
    auto options = check_options(*snapshot ? Action::snapshot : Action::watch, typed);
    if (!options)
        return tl::unexpected(options.error());
    return Parsed{std::move(*options), ""};
}

} // namespace fileaudit
