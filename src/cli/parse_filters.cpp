// SPDX-License-Identifier: GPL-2.0-only
// All lists are split alike; what differs between options is what one value of theirs is.
#include "cli/parse_filters.h"

#include "cli/contradictions.h"
#include "cli/filter_values.h"
#include "cli/first_error.h"
#include "cli/list_syntax.h"
#include "cli/parse_values.h"
#include "filter/option_words.h"
#include "format/escape.h"
#include "lookup/nearest.h"

#include <concepts>
#include <set>
#include <span>

namespace fileaudit {

namespace {

tl::unexpected<Error> refuse(std::string_view what, std::string_view text,
                             std::string_view reason) {
    return fail(Exit::usage, fmt::format("{}: '{}' {}", what, escaped(text), reason));
}

// How an option's values are written.
enum class Syntax {
    plain, // `\,` and `\\` are a comma and a backslash, any other byte is itself
    glob,  // alternatives in braces; escapes are left to the pattern
};

std::string without_escapes(std::string_view text) {
    std::string plain;
    for (size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\\' && i + 1 < text.size() && (text[i + 1] == ',' || text[i + 1] == '\\'))
            ++i;
        plain.push_back(text[i]);
    }
    return plain;
}

Result<std::vector<std::string>> spellings(std::string_view text, std::string_view what,
                                           Syntax syntax, size_t most) {
    if (syntax == Syntax::glob)
        return expand_braces(text, what, most);
    return std::vector<std::string>{without_escapes(text)};
}

// The values of all lists of one option in the order given, each once.
Result<std::vector<ListItem>> read_items(const std::vector<std::string>& lists,
                                         std::string_view what, Syntax syntax, size_t most) {
    std::vector<ListItem> items;
    std::set<std::string> included, excluded;
    for (const std::string& list : lists) {
        auto parts = split_list(list, what);
        if (!parts)
            return tl::unexpected(parts.error());
        for (const ListItem& part : *parts) {
            auto texts = spellings(part.text, what, syntax, most);
            if (!texts)
                return tl::unexpected(texts.error());
            for (std::string& text : *texts)
                if ((part.exclude ? excluded : included).insert(text).second)
                    items.push_back({std::move(text), part.exclude});
        }
    }
    if (items.size() > most)
        return fail(Exit::usage,
                    fmt::format("{}: {} values are more than the {} that can be watched for; give "
                                "fewer, or run several fileaudits",
                                what, items.size(), most));
    for (const std::string& text : included)
        if (!excluded.contains(text))
            return items;
    if (!included.empty())
        return refuse(what, *included.begin(),
                      "is both given and excluded, so that nothing is left; drop one of the two");
    return items;
}

// Reads options one by one; after the first that is refused, no more.
class Reader : public FirstError {
public:
    // parse(text, what) → Result<T>: one value.
    template<class T, class Parse>
    void read(const std::vector<std::string>& lists, std::string_view what, Syntax syntax,
              size_t most, Parse parse, Choice<T>& into) {
        for (const ListItem& item : items(lists, what, syntax, most)) {
            auto value = parse(item.text, what);
            if (!value)
                return note(value.error());
            (item.exclude ? into.exclude : into.include).push_back(std::move(*value));
        }
        if constexpr (std::equality_comparable<T>)
            if (excludes_all(into)) // "5,!05"
                note_nothing_left(what);
    }

    // `kind`: what such a word is, with its article.
    void read_words(const std::vector<std::string>& lists, std::string_view what,
                    std::string_view kind, std::span<const OptionWord> words, Mask& into) {
        for (const ListItem& item : items(lists, what, Syntax::plain, most_values)) {
            const auto bits = find_word(item.text, what, kind, words);
            if (!bits)
                return note(bits.error());
            (item.exclude ? into.exclude : into.include) |= *bits;
        }
        if (into.include != 0 && (into.include & ~into.exclude) == 0)
            note_nothing_left(what);
    }

    // For words of which every event has one at least.
    void refuse_all_excluded(const Mask& mask, std::string_view what,
                             std::span<const OptionWord> words) {
        uint32_t all = 0;
        for (const OptionWord& word : words)
            all |= word.bits;
        if ((all & ~mask.exclude) == 0)
            note_nothing_left(what);
    }

private:
    std::vector<ListItem> items(const std::vector<std::string>& lists, std::string_view what,
                                Syntax syntax, size_t most) {
        if (*this)
            return {};
        auto read = read_items(lists, what, syntax, most);
        if (read)
            return std::move(*read);
        note(read.error());
        return {};
    }

    void note_nothing_left(std::string_view what) {
        note(fmt::format("{}: nothing is left of what it lets through; exclude less", what));
    }

    static Result<uint32_t> find_word(std::string_view text, std::string_view what,
                                      std::string_view kind, std::span<const OptionWord> words) {
        std::vector<std::string> names;
        for (const OptionWord& word : words) {
            if (text == word.word)
                return word.bits;
            names.emplace_back(word.word);
        }
        const std::string list = fmt::format("; the words are {}", fmt::join(names, ", "));
        // Of "rw" one letter is no better guess than another.
        const std::string remedy = text.size() < 3 ? list : suggestion(text, names, list);
        return refuse(what, text, fmt::format("is not {}{}", kind, remedy));
    }
};

// What names something on this system: only there can it be checked.
Result<std::string> parse_name(std::string_view text, std::string_view) {
    return std::string(text);
}

void read_keys(Reader& reader, const std::vector<std::string>& lists, std::string_view what,
               uint32_t& into) {
    Mask keys;
    reader.read_words(lists, what, "a key of events", uniq_words, keys);
    if (keys.exclude != 0)
        reader.note(fmt::format("{}: a key cannot be excluded; name those that make {} another "
                                "one, such as exe,path",
                                what, what == "--by" ? "a row" : "an event"));
    into = keys.include;
}

void read_outcome(Reader& reader, const FilterWords& words, Filters& f) {
    reader.read(words.errnos, "--errno", Syntax::plain, most_values, parse_errno, f.errnos);
    reader.read_words(words.via, "--via", "a way to a file", via_words, f.via);
    if (words.slower_than)
        reader.take(parse_short_time(*words.slower_than, "--slower-than"), f.slower_than);
    f.backing = words.backing;
    if (words.failed_only || (!f.errnos.empty() && !words.failed))
        f.outcomes = FA_OUTCOME_FAILED;
    else if (words.failed)
        f.outcomes = FA_OUTCOME_OK | FA_OUTCOME_FAILED;
}

} // namespace

Result<Filters> parse_filters(const FilterWords& words) {
    Filters f;
    Reader r;
    r.read(words.pids, "--pid", Syntax::plain, most_pids, parse_pid, f.pids);
    r.read(words.tids, "--tid", Syntax::plain, most_pids, parse_pid, f.tids);
    r.read(words.ppids, "--ppid", Syntax::plain, most_pids, parse_pid, f.ppids);
    r.read(words.comms, "--comm", Syntax::glob, most_patterns, parse_comm, f.comms);
    r.read(words.exes, "--exe", Syntax::glob, most_patterns, PathPattern::parse, f.exes);
    r.read(words.cwds, "--cwd", Syntax::glob, most_patterns, PathPattern::parse, f.cwds);
    r.read(words.roots, "--root", Syntax::glob, most_patterns, PathPattern::parse, f.roots);
    r.read(words.uids, "--uid", Syntax::plain, FA_RANGES_MAX, parse_name, f.users);
    r.read(words.gids, "--gid", Syntax::plain, FA_RANGES_MAX, parse_name, f.groups);
    r.read(words.cgroups, "--cgroup", Syntax::glob, most_values, parse_name, f.cgroups);
    r.read(words.containers, "--container", Syntax::plain, most_values, parse_name, f.containers);
    r.read(words.services, "--service", Syntax::glob, most_values, parse_name, f.services);
    r.read(words.mount_namespaces, "--mntns", Syntax::plain, most_values, parse_mount_namespace,
           f.mount_namespaces);

    r.read_words(words.ops, "--op", "an operation", op_words, f.ops);
    r.refuse_all_excluded(f.ops, "--op", op_words);
    r.read_words(words.access, "--access", "a kind of access", access_words, f.access);
    r.read_words(words.prot, "--prot", "a protection", prot_words, f.prot);
    read_outcome(r, words, f);

    r.read(words.paths, "--path", Syntax::glob, most_patterns, PathPattern::parse, f.paths);
    r.read_words(words.verdicts, "--verdict", "a verdict", verdict_words, f.verdicts);
    r.refuse_all_excluded(f.verdicts, "--verdict", verdict_words);
    r.read(words.fstypes, "--fstype", Syntax::glob, most_values, parse_name, f.fstypes);
    r.read(words.devices, "--dev", Syntax::plain, most_values, parse_device, f.devices);
    r.read(words.inodes, "--inode", Syntax::plain, most_values, parse_inode, f.inodes);
    r.read(words.same_files, "--ino-of", Syntax::plain, most_values, parse_name, f.same_files);

    read_keys(r, words.uniq, "--uniq", f.uniq);
    if (words.sample)
        r.take(parse_sample(*words.sample), f.sample);
    if (words.rate)
        r.take(parse_rate(*words.rate), f.rate);

    if (words.shared)
        f.sharing.include |= FA_SHARED;
    if (words.private_)
        f.sharing.include |= FA_PRIVATE;
    f.follow = words.follow;
    f.host_only = words.host_only;
    f.no_libs = words.no_libs;
    f.no_pseudo = words.no_pseudo;
    f.writes = words.writes;
    refuse_contradictions(r, words, f);
    if (r)
        return tl::unexpected(*r);
    return f;
}

Result<uint32_t> parse_keys(const std::vector<std::string>& lists, std::string_view what) {
    Reader reader;
    uint32_t keys = 0;
    read_keys(reader, lists, what, keys);
    if (reader)
        return tl::unexpected(*reader);
    return keys;
}

} // namespace fileaudit
