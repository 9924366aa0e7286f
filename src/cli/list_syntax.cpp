// SPDX-License-Identifier: GPL-2.0-only
// Commas and braces. Both readers pass over what is escaped and over classes in the same way.
#include "cli/list_syntax.h"

#include "filter/glob_syntax.h"
#include "format/escape.h"

#include <algorithm>
#include <optional>

namespace fileaudit {

namespace {

tl::unexpected<Error> refuse(std::string_view what, std::string_view text,
                             std::string_view reason) {
    return fail(Exit::usage, fmt::format("{}: '{}' {}", what, escaped(text), reason));
}

// Behind the byte at `at`, and behind the byte it escapes or the class it opens. An unclosed
// class takes all that is left.
size_t pass(std::string_view text, size_t at) {
    if (text[at] == '[')
        return std::min(set_end(text, at), text.size());
    return std::min(at + (text[at] == '\\' ? 2 : 1), text.size());
}

// The bytes up to the next comma that splits. An unclosed brace takes all that is left.
std::string_view first_item(std::string_view list) {
    size_t depth = 0;
    for (size_t at = 0; at < list.size(); at = pass(list, at)) {
        if (list[at] == ',' && depth == 0)
            return list.substr(0, at);
        if (list[at] == '{')
            ++depth;
        else if (list[at] == '}' && depth > 0)
            --depth;
    }
    return list;
}

// A pair of braces with alternatives: where it opens, its commas and where it closes.
struct Braces {
    size_t open = 0;
    std::vector<size_t> commas;
    size_t close = 0;
};

// The first pair with a comma, an outer one before those inside of it; none is a text without
// alternatives. Or the reason why the text is refused.
struct Scan {
    std::optional<Braces> first;
    std::string_view refusal;
};

Scan find_braces(std::string_view text) {
    Scan scan;
    std::vector<Braces> pending;
    for (size_t at = 0; at < text.size(); at = pass(text, at)) {
        if (text[at] == '[' && set_end(text, at) == std::string_view::npos)
            return {std::nullopt, unclosed_set};
        if (text[at] == '{') {
            pending.push_back({at, {}, 0});
        } else if (text[at] == ',' && !pending.empty()) {
            pending.back().commas.push_back(at);
        } else if (text[at] == '}' && !pending.empty()) {
            Braces closed = std::move(pending.back());
            pending.pop_back();
            closed.close = at;
            if (!closed.commas.empty() && (!scan.first || closed.open < scan.first->open))
                scan.first = std::move(closed);
        }
    }
    if (!pending.empty())
        return {std::nullopt, "has a { without its }; write \\{ for a brace"};
    return scan;
}

} // namespace

Result<std::vector<ListItem>> split_list(std::string_view list, std::string_view what) {
    if (list.empty())
        return refuse(what, list, "is an empty list; give at least one value");
    std::vector<ListItem> items;
    for (size_t at = 0; at <= list.size();) {
        std::string_view text = first_item(list.substr(at));
        at += text.size() + 1;
        if (text.empty())
            return refuse(what, list, "has an empty value; leave out the comma too many");
        const bool exclude = text[0] == '!';
        if (exclude)
            text.remove_prefix(1);
        if (text.empty())
            return refuse(what, list, "has a ! without a value; put the value right after it");
        if (text.starts_with("\\!"))
            text.remove_prefix(1);
        items.push_back({std::string(text), exclude});
    }
    return items;
}

Result<std::vector<std::string>> expand_braces(std::string_view glob, std::string_view what,
                                               size_t most) {
    std::vector<std::string> results;
    std::vector<std::string> pending{std::string(glob)}; // the next one is the last
    while (!pending.empty()) {
        std::string text = std::move(pending.back());
        pending.pop_back();
        const Scan scan = find_braces(text);
        if (!scan.refusal.empty())
            return refuse(what, glob, scan.refusal);
        // Each pending text comes to one result at least, so that neither time nor memory
        // grows beyond what `most` allows.
        const size_t alternatives = scan.first ? scan.first->commas.size() + 1 : 1;
        if (results.size() + pending.size() + alternatives > most)
            return refuse(what, glob,
                          fmt::format("stands for more than {} globs; use fewer braces", most));
        if (!scan.first) {
            results.push_back(std::move(text));
            continue;
        }
        // From the last alternative to the first.
        const Braces& braces = *scan.first;
        size_t end = braces.close;
        for (size_t i = alternatives; i-- > 0;) {
            const size_t before = i == 0 ? braces.open : braces.commas[i - 1];
            pending.push_back(text.substr(0, braces.open) +
                              text.substr(before + 1, end - before - 1) +
                              text.substr(braces.close + 1));
            end = before;
        }
    }
    return results;
}

} // namespace fileaudit
