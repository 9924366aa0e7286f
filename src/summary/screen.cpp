// SPDX-License-Identifier: GPL-2.0-only
#include "summary/screen.h"

#include "format/width.h"
#include "summary/table.h"

#include <algorithm>
#include <fmt/format.h>
#include <string>

namespace fileaudit {

namespace {

constexpr std::string_view home = "\x1b[H";
constexpr std::string_view clear_line = "\x1b[K";
constexpr std::string_view clear_below = "\x1b[J";
constexpr std::string_view reverse = "\x1b[7m", plain = "\x1b[m";

constexpr size_t narrowest = 20, lowest = 6;
constexpr size_t lines_around = 5; // the first, the table's header, not named, totals, the keys

constexpr struct {
    char key;
    SortBy sort;
    std::string_view word;
} keys[] = {
    {'o', SortBy::opens, "opens"},     {'f', SortBy::failures, "failed"},
    {'m', SortBy::maps, "maps"},       {'e', SortBy::execs, "execs"},
    {'p', SortBy::processes, "procs"}, {'b', SortBy::mapped, "mapped"},
};

ScreenSize at_least(ScreenSize size) {
    return {std::max(size.columns, narrowest), std::max(size.lines, lowest)};
}

std::string first_line(SortBy sort, std::string_view time, const Ledger& ledger) {
    std::string line = fmt::format("fileaudit top  {}  {} {} counted, {} lost", time, ledger.shown,
                                   ledger.shown == 1 ? "event" : "events", ledger.lost_total());
    for (const auto& [key, by, word] : keys)
        if (by == sort)
            line += fmt::format("  by {}", word);
    if (ledger.lost_total() != 0)
        line += fmt::format("  ({})", describe_losses(ledger));
    return line;
}

// Where to quit first: it is what a narrow screen may not cut. The column sorted by in brackets.
std::string key_line(SortBy sort) {
    std::string line = "q quit  sort by:";
    for (const auto& [key, by, word] : keys)
        line +=
            by == sort ? fmt::format(" [{} {}]", key, word) : fmt::format("  {} {} ", key, word);
    return line;
}

} // namespace

size_t rows_that_fit(ScreenSize size) {
    return at_least(size).lines - lines_around;
}

void append_screen(Buffer& out, ScreenSize real_size, const Table& table, SortBy sort,
                   std::string_view time, const Ledger& ledger) {
    const ScreenSize size = at_least(real_size);
    const auto end_line = [&] {
        append(out, clear_line);
        append(out, "\r\n");
    };
    append(out, home);
    append(out, cut(first_line(sort, time, ledger), size.columns));
    end_line();

    Buffer text;
    append_table(text, table, size.columns);
    std::string_view rest(text.data(), text.size());
    bool header = true;
    while (!rest.empty()) {
        const std::string_view line = rest.substr(0, rest.find('\n'));
        rest.remove_prefix(line.size() + 1);
        if (header)
            append(out, reverse);
        append(out, line);
        if (header)
            append(out, plain);
        header = false;
        end_line();
    }
    append(out, clear_below);
    // the last line, without a newline that would scroll
    append(out, fmt::format("\x1b[{};1H", size.lines));
    append(out, cut(key_line(sort), size.columns));
}

std::string plain_keys(std::string_view typed) {
    std::string plain;
    for (size_t at = 0; at < typed.size(); at++) {
        if (typed[at] != '\x1b') {
            plain += typed[at];
            continue;
        }
        const char begin = at + 1 < typed.size() ? typed[at + 1] : '\0';
        if (begin != '[' && begin != 'O') // Esc itself
            continue;
        at += 2;
        while (begin == '[' && at < typed.size() && (typed[at] < '@' || typed[at] > '~'))
            at++; // ECMA-48: the last byte of a control sequence is one of those
    }
    return plain;
}

std::optional<SortBy> sort_of_key(char typed) {
    for (const auto& [key, sort, word] : keys)
        if (key == typed)
            return sort;
    return std::nullopt;
}

std::optional<SortBy> sort_of_word(std::string_view asked) {
    for (const auto& [key, sort, word] : keys)
        if (word == asked)
            return sort;
    return std::nullopt;
}

} // namespace fileaudit
