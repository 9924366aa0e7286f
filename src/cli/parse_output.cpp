// SPDX-License-Identifier: GPL-2.0-only
#include "cli/parse_output.h"

#include "cli/first_error.h"
#include "cli/parse_values.h"
#include "format/columns.h"
#include "format/escape.h"
#include "lookup/nearest.h"

#include <algorithm>
#include <span>

namespace fileaudit {

namespace {

template<class T> struct Word {
    std::string_view word;
    T value;
};

constexpr Word<Format> format_words[] = {{"text", Format::text},
                                         {"wide", Format::wide},
                                         {"json", Format::json},
                                         {"csv", Format::csv},
                                         {"logfmt", Format::logfmt}};

constexpr Word<TimeStyle> time_words[] = {{"local", TimeStyle::local}, {"utc", TimeStyle::utc},
                                          {"iso", TimeStyle::iso},     {"rel", TimeStyle::rel},
                                          {"epoch", TimeStyle::epoch}, {"delta", TimeStyle::delta},
                                          {"none", TimeStyle::none}};

constexpr Word<Color> color_words[] = {
    {"auto", Color::automatic}, {"always", Color::always}, {"never", Color::never}};

constexpr uint64_t least_rotation = 4096;
constexpr uint32_t most_kept = 1000;

// What `text` says of an option that takes one of a few words.
template<class T, size_t N>
Result<T> parse_word(const std::string& text, const char* option, const char* what,
                     const Word<T> (&words)[N]) {
    std::vector<std::string> names;
    for (const auto& [word, value] : words) {
        if (text == word)
            return value;
        names.emplace_back(word);
    }
    return fail(
        Exit::usage,
        fmt::format("{}: '{}' is not {}{}", option, escaped(text), what,
                    suggestion(text, names, fmt::format("; give {}", fmt::join(names, ", ")))));
}

// "10M" or "10M,3".
Result<Rotation> parse_rotation(const std::string& text) {
    const size_t comma = std::min(text.find(','), text.size());
    const auto bytes = parse_size(text.substr(0, comma), "--rotate");
    if (!bytes)
        return tl::unexpected(bytes.error());
    if (*bytes < least_rotation)
        return fail(Exit::usage, fmt::format("--rotate: '{}' is too small; give 4K or more",
                                             escaped(text.substr(0, comma))));
    Rotation rotation{*bytes};
    if (comma == text.size())
        return rotation;
    const auto keep = parse_number(text.substr(comma + 1), 1, most_kept);
    if (!keep)
        return fail(Exit::usage,
                    fmt::format("--rotate: '{}' is not a number of files to keep; give 1 to {}",
                                escaped(text.substr(comma + 1)), most_kept));
    rotation.keep = static_cast<uint32_t>(*keep);
    return rotation;
}

Result<const Field*> parse_field(std::string_view name) {
    if (const Field* const field = find_field(name))
        return field;
    return fail(Exit::usage,
                fmt::format("--columns: '{}' is not a field{}", escaped(name),
                            suggestion(name, field_names(), "; see fileaudit fields")));
}

using Columns = std::vector<const Field*>;

struct Chosen {
    Columns columns; // shown, in this order
    Columns named;   // by the user
};

// "+uid" into the format's own columns: the path stays the last of a line of text.
void add_column(Columns& columns, const Field* field, Format format) {
    if (is_text(format) && !columns.empty() && columns.back()->name == "path")
        columns.insert(columns.end() - 1, field);
    else
        columns.push_back(field);
}

Result<Chosen> parse_columns(const std::vector<std::string>& lists, const Options& options) {
    Chosen chosen;
    Columns& columns = chosen.columns;
    std::optional<bool> adds; // to the format's own: the first has a +
    for (const std::string& list : lists) {
        for (size_t at = 0; at <= list.size();) {
            const size_t comma = std::min(list.find(',', at), list.size());
            std::string_view name = std::string_view(list).substr(at, comma - at);
            at = comma + 1;
            const bool plus = name.starts_with('+');
            if (plus)
                name.remove_prefix(1);
            if (name.empty())
                return fail(Exit::usage,
                            fmt::format("--columns: '{}' names no field between two commas; give "
                                        "names as pid,comm,path, or +uid",
                                        escaped(list)));
            if (!adds && plus)
                columns = default_columns(options);
            adds = adds.value_or(plus);
            if (plus && !*adds)
                return fail(Exit::usage, fmt::format("--columns: '{}' adds to the usual columns "
                                                     "and replaces them; begin with the +",
                                                     escaped(list)));
            const auto field = parse_field(name);
            if (!field)
                return tl::unexpected(field.error());
            if (std::ranges::find(chosen.named, *field) != chosen.named.end())
                return fail(Exit::usage, fmt::format("--columns: {} is given twice", name));
            chosen.named.push_back(*field);
            if (std::ranges::find(columns, *field) != columns.end())
                continue; // lines of names have it wherever it is known
            if (*adds)
                add_column(columns, *field, options.format);
            else
                columns.push_back(*field);
        }
    }
    return chosen;
}

// A path brings its verdict along: twice the same key would be no JSON to rely on.
void drop_verdicts_of_paths(Columns& columns) {
    std::vector<std::string> with_path;
    for (const Field* const field : columns)
        if (field->is_path())
            with_path.push_back(fmt::format("{}_status", field->name));
    std::erase_if(columns, [&](const Field* field) {
        return std::ranges::find(with_path, field->name) != with_path.end();
    });
}

// What is named must be asked of the kernel; nobody should have to say it twice.
void ask_for(FirstError& first, const Columns& named, Options& o) {
    for (const Field* const field : named) {
        o.args |= field->needs == "--args";
        o.latency |= field->needs == "--latency";
        o.opener |= field->needs == "--opener";
        o.ustack |= field->needs == "--ustack";
        if (field->needs == "--ancestry" && o.ancestry == 0 && o.action != Action::replay)
            first.note(fmt::format("the field {} needs to know how many processes above; add "
                                   "--ancestry N",
                                   field->name));
        if (field->needs == "--chains" && !o.chains)
            first.note(fmt::format("the field {} is that of a search; add --chains", field->name));
        if (field->is_time() && o.time == TimeStyle::none)
            first.note("--time none leaves out the time, which is named as a field; leave one of "
                       "them out");
    }
}

Result<Format> parse_format(const OutputWords& words) {
    if (words.json && words.wide)
        return fail(Exit::usage, "--wide is for text and --json has every field; give one of them");
    const char* const short_form = words.json ? "--json" : words.wide ? "--wide" : nullptr;
    if (words.line_template && (words.format || short_form != nullptr))
        return fail(Exit::usage, fmt::format("--template is a format of its own; leave {} out",
                                             words.format ? "--format" : short_form));
    if (words.format && short_form != nullptr)
        return fail(Exit::usage,
                    fmt::format("{} is short for a --format; give one of them", short_form));
    if (words.line_template)
        return Format::line_template;
    if (words.format)
        return parse_word(*words.format, "--format", "a format", format_words);
    return words.json ? Format::json : words.wide ? Format::wide : Format::text;
}

} // namespace

Result<void> parse_output(const OutputWords& words, Options& o) {
    FirstError first;
    if (words.output && words.output->empty())
        first.note("--output: '' names no file; give one, or leave the option out");
    if (words.record && words.record->empty())
        first.note("--record: '' names no file; give one, or leave the option out");
    o.output = words.output.value_or("");
    o.record = words.record.value_or("");
    const auto format = parse_format(words);
    if (!format)
        return tl::unexpected(format.error());
    o.format = *format;
    const bool text = is_text(o.format);

    o.time = text || o.format == Format::line_template ? TimeStyle::local : TimeStyle::iso;
    if (words.time)
        first.take(parse_word(*words.time, "--time", "a way to tell the time", time_words), o.time);
    if (words.color)
        first.take(parse_word(*words.color, "--color", "a time for colours", color_words), o.color);
    if (!text && o.color == Color::always)
        first.note("--color is for text; leave it out, or show text");
    if (words.group && !text)
        first.note("--group is for text; leave it out, or show text");
    o.group = words.group;
    if (words.rotate) {
        first.take(parse_rotation(*words.rotate), o.rotation);
        if (!words.output)
            first.note("--rotate is about the file of --output; add -o FILE");
    }
    if (words.line_template) {
        first.take(parse_template(*words.line_template), o.line);
        if (!words.columns.empty())
            first.note("--template says itself which fields are shown; leave --columns out");
    }
    if (first)
        return tl::unexpected(*first);

    o.columns = default_columns(o);
    if (!words.columns.empty()) {
        if (words.wide && !words.columns.front().starts_with('+'))
            first.note("--wide and --columns both choose the columns; give one of them, or each "
                       "field a + in front");
        auto chosen = parse_columns(words.columns, o);
        if (!chosen)
            return tl::unexpected(chosen.error());
        ask_for(first, chosen->named, o);
        o.columns = std::move(chosen->columns);
        if (o.format == Format::json)
            drop_verdicts_of_paths(o.columns);
    } else if (o.format == Format::line_template) {
        ask_for(first, o.columns, o);
    }
    if (first)
        return tl::unexpected(*first);
    return {};
}

} // namespace fileaudit
