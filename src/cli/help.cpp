// SPDX-License-Identifier: GPL-2.0-only
#include "cli/help.h"

#include "format/escape.h"
#include "lookup/nearest.h"

#include <algorithm>
#include <fmt/format.h>

namespace fileaudit {

namespace {

// A topic is a group of options of OptionGroup.
struct Topic {
    const char* name;
    const char* group;
    const char* summary;
};

constexpr Topic topics[] = {
    {"whose", "Whose", "processes, users, containers, namespaces"},
    {"use", "Which use", "open, mmap, exec; read, write, execute"},
    {"outcome", "Outcome", "failures, ways in, slow opens"},
    {"file", "Which file", "paths, file systems, inodes, verdicts"},
    {"many", "How many", "each once, samples, limits"},
    {"told", "Told", "what else is told: times, arguments, stacks, searches"},
    {"summary", "Summary", "tables counted in the kernel"},
    {"output", "Output", "formats, columns, colours, files"},
    {"running", "Running", "when to end, which backend"},
};

constexpr const char* values =
    "Values go between commas, or into the same option again: one of them must match.\n"
    "!VALUE excludes. Options add up: an event must pass each of them.\n";

constexpr const char* statuses =
    "Exit status: 0 ok, 1 failed while running, 2 bad usage, 3 events were lost\n"
    "(--strict), 4 not privileged, 5 not possible on this kernel, 126 and 127 the\n"
    "command cannot be run or is not there; else the command's own.\n";

std::vector<const CLI::Option*> options_of(const CLI::App& app, const char* group) {
    return app.get_options([&](const CLI::Option* option) { return option->get_group() == group; });
}

std::string option_lines(const CLI::App& app, const std::vector<const CLI::Option*>& options) {
    const auto formatter = std::dynamic_pointer_cast<CLI::Formatter>(app.get_formatter());
    std::string lines;
    for (const CLI::Option* const option : options)
        lines += formatter->make_option(option, false);
    return lines;
}

// "  --path GLOBS        files: …", of several lines the first.
std::string short_lines(const CLI::App& app, const std::vector<const CLI::Option*>& options) {
    std::string lines;
    for (const CLI::Option* const option : options) {
        const std::string all = option_lines(app, {option});
        lines += all.substr(0, all.find('\n') + 1);
    }
    return lines;
}

std::string group_text(const CLI::App& app, const Topic& topic) {
    return fmt::format("{}:\n{}", topic.group, option_lines(app, options_of(app, topic.group)));
}

std::string usage_text(const Subcommand& sub) {
    return fmt::format("Usage: fileaudit {} {}\n{}\n", sub.name, sub.usage, sub.meaning);
}

std::string top_screen() {
    std::string text = "Shows who touches which file, right now: opens, mmaps and execs with true\n"
                       "absolute paths, and what failed.\n\nUsage: fileaudit COMMAND [OPTION...]\n";
    for (const Subcommand& sub : subcommands())
        text += fmt::format("  {:<11}{}\n", sub.name, sub.summary);
    text += "  COMMAND --help, and --help all for every option\n\n"
            "Options:\n  -h,--help           show this and end\n"
            "  --version           show the version and end\n\n";
    return text + statuses + "Manual: man 8 fileaudit\n";
}

std::string first_screen(const CLI::App& app, const Subcommand& sub) {
    std::string text = usage_text(sub);
    std::vector<const CLI::Option*> most;
    for (const char* const name : sub.most)
        most.push_back(app.get_option(name));
    if (most.empty()) // so few that these are all
        most = app.get_options();
    text += fmt::format("\n{}", short_lines(app, most));
    if (sub.most.empty())
        return text + fmt::format("\nExample:\n{}", sub.examples);
    text += fmt::format("\nMore, by topic: fileaudit {} --help TOPIC\n", sub.name);
    for (const Topic& topic : topics)
        if (!options_of(app, topic.group).empty())
            text += fmt::format("  {:<11}{}\n", topic.name, topic.summary);
    return text + "  examples   from incidents; exit status\n"
                  "  all        every option\n";
}

std::string examples_text(const Subcommand& sub) {
    return fmt::format("Examples:\n{}\n{}\n{}Manual: man 8 fileaudit-{}\n", sub.examples, values,
                       statuses, sub.name);
}

std::string all_text(const CLI::App& app, const Subcommand& sub) {
    std::string text = usage_text(sub);
    for (const Topic& topic : topics)
        if (!options_of(app, topic.group).empty())
            text += fmt::format("\n{}", group_text(app, topic));
    return fmt::format("{}\n{}", text, examples_text(sub));
}

Result<std::string> topic_text(const CLI::App& app, const Subcommand& sub,
                               const std::string& wanted) {
    if (wanted.empty())
        return first_screen(app, sub);
    if (wanted == "all")
        return all_text(app, sub);
    if (wanted == "examples")
        return examples_text(sub);
    std::vector<std::string> names;
    for (const Topic& topic : topics) {
        if (options_of(app, topic.group).empty())
            continue;
        if (wanted == topic.name)
            return fmt::format("{}\n{}", group_text(app, topic), values);
        names.emplace_back(topic.name);
    }
    names.insert(names.end(), {"examples", "all"});
    return fail(Exit::usage,
                fmt::format("--help: '{}' is no topic{}", escaped(wanted),
                            suggestion(wanted, names,
                                       fmt::format("; they are {}", fmt::join(names, ", ")))));
}

const Subcommand* find_subcommand(std::string_view name) {
    for (const Subcommand& sub : subcommands())
        if (name == sub.name)
            return &sub;
    return nullptr;
}

} // namespace

std::optional<HelpWanted> find_help(const char* const* begin, const char* const* end) {
    HelpWanted wanted;
    const auto is_help = [](const char* text) {
        const std::string_view word = text;
        return word == "--help" || word == "-h" || word.starts_with("--help=");
    };
    const bool first = begin != end && std::string_view(*begin) == "help";
    const char* const* const at = first ? begin : std::find_if(begin, end, is_help);
    if (at == end)
        return std::nullopt;
    for (const char* const* word = begin; word != at; ++word)
        if (find_subcommand(*word) != nullptr && wanted.subcommand.empty())
            wanted.subcommand = *word;
    const char* const* next = at + 1;
    if (wanted.subcommand.empty() && next != end && **next != '-')
        wanted.subcommand = *next++;
    if (const std::string_view word = *at; word.starts_with("--help="))
        wanted.topic = word.substr(word.find('=') + 1);
    else if (next != end && **next != '-')
        wanted.topic = *next;
    return wanted;
}

Result<std::string> help_text(const CLI::App& app, const HelpWanted& wanted) {
    if (wanted.subcommand.empty() && wanted.topic.empty())
        return top_screen();
    const Subcommand* const sub = find_subcommand(wanted.subcommand);
    if (sub != nullptr)
        return topic_text(*app.get_subcommand(sub->name), *sub, wanted.topic);
    const std::vector<std::string> names = subcommand_names();
    const std::string& word = wanted.subcommand.empty() ? wanted.topic : wanted.subcommand;
    return fail(
        Exit::usage,
        fmt::format("--help: '{}' is not a command of fileaudit{}", escaped(word),
                    suggestion(word, names, fmt::format("; they are {}", fmt::join(names, ", ")))));
}

} // namespace fileaudit
