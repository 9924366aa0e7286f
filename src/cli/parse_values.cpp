// SPDX-License-Identifier: GPL-2.0-only
// The values of options, from text.
#include "cli/parse_values.h"

#include "format/escape.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <span>

namespace fileaudit {

namespace {

constexpr double longest_ns = 100.0 * 365 * 24 * 3600 * 1e9;

tl::unexpected<Error> refuse(std::string_view what, std::string_view text,
                             std::string_view reason) {
    return fail(Exit::usage, fmt::format("{}: '{}' {}", what, escaped(text), reason));
}

bool is_digit(char byte) {
    return byte >= '0' && byte <= '9';
}

struct Unit {
    std::string_view name;
    double ns;
};

// The rest: why a text is no such time, too long or too short a one, and what to give.
Result<std::chrono::nanoseconds> parse_time(std::string_view text, std::string_view what,
                                            std::span<const Unit> units, std::string_view no_time,
                                            std::string_view too_long, std::string_view too_short) {
    // from_chars() would also take a sign, "inf" and "nan".
    if (text.empty() || !(is_digit(text[0]) || text[0] == '.'))
        return refuse(what, text, no_time);
    double number = 0;
    const auto [end, error] =
        std::from_chars(text.data(), text.data() + text.size(), number, std::chars_format::fixed);
    if (error == std::errc::invalid_argument)
        return refuse(what, text, no_time);
    const std::string_view name = text.substr(static_cast<size_t>(end - text.data()));
    const auto unit = std::find_if(units.begin(), units.end(),
                                   [&](const Unit& known) { return known.name == name; });
    if (unit == units.end())
        return refuse(what, text, no_time);

    const double ns = number * unit->ns;
    if (error == std::errc::result_out_of_range || ns > longest_ns)
        return refuse(what, text, too_long);
    if (ns < 0.5)
        return refuse(what, text, too_short);
    return std::chrono::nanoseconds(std::llround(ns));
}

} // namespace

std::optional<uint64_t> parse_number(std::string_view text, uint64_t least, uint64_t most) {
    uint64_t number = 0;
    const char* const stop = text.data() + text.size();
    const auto [end, error] = std::from_chars(text.data(), stop, number);
    if (error != std::errc() || end != stop || number < least || number > most)
        return std::nullopt;
    return number;
}

Result<uint64_t> parse_size(std::string_view text, std::string_view what) {
    constexpr std::string_view remedy = "is not a size; give bytes, or K, M or G as in 8M";
    uint64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error == std::errc::result_out_of_range)
        return refuse(what, text, "is too large a size; give a smaller one such as 8M");
    if (error != std::errc())
        return refuse(what, text, remedy);

    std::string_view suffix = text.substr(static_cast<size_t>(end - text.data()));
    unsigned shift = 0;
    if (!suffix.empty()) {
        switch (suffix[0]) {
        case 'K':
        case 'k':
            shift = 10;
            break;
        case 'M':
        case 'm':
            shift = 20;
            break;
        case 'G':
        case 'g':
            shift = 30;
            break;
        default:
            return refuse(what, text, remedy);
        }
        suffix.remove_prefix(1);
        if (!suffix.empty() && suffix != "iB")
            return refuse(what, text, remedy);
    }
    if (number == 0)
        return refuse(what, text, "is no size at all; give one above 0 such as 8M");
    if (number > std::numeric_limits<uint64_t>::max() >> shift)
        return refuse(what, text, "is too large a size; give a smaller one such as 8M");
    return number << shift;
}

Result<std::chrono::nanoseconds> parse_duration(std::string_view text, std::string_view what) {
    constexpr Unit units[] = {{"", 1e9}, {"ms", 1e6}, {"s", 1e9}, {"m", 60e9}, {"h", 3600e9}};
    return parse_time(text, what, units,
                      "is not a duration; give a number with ms, s, m or h, such as 500ms or 10s",
                      "is longer than 100 years; leave the option out for no limit",
                      "is no time at all; give a duration above 0 such as 10s");
}

Result<std::chrono::nanoseconds> parse_short_time(std::string_view text, std::string_view what) {
    constexpr Unit units[] = {{"", 1e6}, {"us", 1e3}, {"ms", 1e6}, {"s", 1e9}};
    return parse_time(text, what, units,
                      "is not a time; give a number with us, ms or s, such as 200us or 5ms",
                      "is longer than 100 years; give less, such as 5ms",
                      "is no time at all; give one above 0 such as 5ms");
}

} // namespace fileaudit
