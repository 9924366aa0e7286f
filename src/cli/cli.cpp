// SPDX-License-Identifier: GPL-2.0-only
#include "cli/cli.h"

#include "cli/cli_options.h"
#include "cli/help.h"
#include "cli/subcommands.h"
#include "format/escape.h"
#include "lookup/nearest.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <optional>

namespace fileaudit {
namespace {

constexpr size_t help_column = 22; // where descriptions begin, so that they end before 80

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
    // "--duration: 1 required TIME missing"
    constexpr std::string_view before = ": 1 required ", after = " missing";
    if (const size_t at = what.find(before); at != what.npos && what.ends_with(after)) {
        what.erase(what.size() - after.size());
        what.replace(at, before.size(), " needs a value, ");
    }
    // "--count: At Most 1 required but received 2"
    if (const size_t at = what.find(": At Most 1 required but received "); at != what.npos)
        what = what.substr(0, at) + " is given more than once";
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
Error unexpected(const std::string& word, const CLI::App& app, const Subcommand* subcommand) {
    if (word.starts_with("-"))
        return unknown_option(word,
                              subcommand != nullptr ? *app.get_subcommand(subcommand->name) : app);
    if (subcommand == nullptr) {
        const std::vector<std::string> names = subcommand_names();
        return {Exit::usage,
                fmt::format("unknown command '{}'{}", escaped(word),
                            suggestion(word, names,
                                       fmt::format("; use fileaudit {}", fmt::join(names, ", "))))};
    }
    if (subcommand->action != Action::watch && subcommand->action != Action::top &&
        subcommand->action != Action::snapshot)
        return {Exit::usage, fmt::format("unexpected argument '{}'; see fileaudit {} --help",
                                         escaped(word), subcommand->name)};
    return {Exit::usage,
            fmt::format("unexpected argument '{}'; a command to run goes behind --, "
                        "as in: fileaudit {} -- {}",
                        escaped(word), subcommand->runs_command ? subcommand->name : "watch",
                        escaped(word))};
}

// What is behind `--`.
Result<void> take_command(const Subcommand& subcommand, std::vector<std::string> command,
                          Typed& typed) {
    if (!subcommand.runs_command)
        return fail(Exit::usage,
                    fmt::format("fileaudit {} runs no command; leave out what is behind --, or use "
                                "fileaudit watch",
                                subcommand.name));
    if (command.empty())
        return fail(Exit::usage, fmt::format("no command behind --; give one, as in: fileaudit {} "
                                             "-- cat /etc/hostname",
                                             subcommand.name));
    typed.command = std::move(command);
    return {};
}

} // namespace

Result<Parsed> parse_command_line(int argc, const char* const* argv) {
    const char* const* end = argv + argc;
    const char* const* dashes =
        std::find_if(argv, end, [](const char* a) { return std::string_view(a) == "--"; });

    Typed typed;
    CLI::App app("", "fileaudit");
    app.get_formatter()->column_width(help_column); // of the subcommands as well
    app.set_version_flag("--version", "fileaudit " FILEAUDIT_VERSION);
    app.allow_extras();
    app.require_subcommand(0, 1);
    for (const Subcommand& sub : subcommands()) {
        CLI::App* const sub_app = app.add_subcommand(sub.name, sub.summary);
        sub_app->allow_extras();
        sub.define(*sub_app, typed);
    }
    if (const auto wanted = find_help(argv + 1, dashes)) {
        auto text = help_text(app, *wanted);
        if (!text)
            return tl::unexpected(text.error());
        return Parsed{std::nullopt, std::move(*text)};
    }

    const auto chosen = [&]() -> const Subcommand* {
        for (const Subcommand& sub : subcommands())
            if (*app.get_subcommand(sub.name))
                return &sub;
        return nullptr;
    };
    if (auto error = flag_with_value(app, argv + 1, dashes))
        return tl::unexpected(*error);
    try {
        app.parse(static_cast<int>(dashes - argv), argv);
    } catch (const CLI::CallForVersion& e) {
        return Parsed{std::nullopt, std::string(e.what()) + "\n"};
    } catch (const CLI::ParseError& e) {
        return tl::unexpected(
            as_error(e, chosen() != nullptr ? *app.get_subcommand(chosen()->name) : app));
    }
    for (const std::string& extra : app.remaining(true))
        return tl::unexpected(unexpected(extra, app, chosen()));
    const Subcommand* const subcommand = chosen();
    if (subcommand == nullptr)
        return fail(Exit::usage, "nothing to do; try: fileaudit watch, or fileaudit --help");
    if (dashes != end)
        if (auto ok = take_command(*subcommand, {dashes + 1, end}, typed); !ok)
            return tl::unexpected(ok.error());
    auto options = check_options(subcommand->action, typed);
    if (!options)
        return tl::unexpected(options.error());
    return Parsed{std::move(*options), ""};
}

} // namespace fileaudit
