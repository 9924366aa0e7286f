// SPDX-License-Identifier: GPL-2.0-only
#include "filter/id_range.h"

#include "format/escape.h"

#include <charconv>
#include <fmt/format.h>

namespace fileaudit {

namespace {

constexpr uint32_t last_id = 4294967294; // the one above means none

bool is_number(std::string_view text) {
    return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

std::optional<uint32_t> parse_id(std::string_view digits) {
    uint32_t id = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), id);
    if (error != std::errc() || id > last_id)
        return std::nullopt;
    return id;
}

} // namespace

std::optional<Result<IdRange>> parse_id_range(std::string_view text, std::string_view option) {
    const size_t dash = text.find('-');
    const std::string_view low = text.substr(0, dash);
    const std::string_view high = dash == std::string_view::npos ? low : text.substr(dash + 1);
    if (!is_number(low) || !is_number(high))
        return std::nullopt;
    const auto first = parse_id(low), last = parse_id(high);
    if (!first || !last)
        return fail(Exit::usage, fmt::format("{}: '{}' is too large; ids go from 0 to {}", option,
                                             escaped(text), last_id));
    if (*first > *last)
        return fail(Exit::usage, fmt::format("{}: '{}' runs backwards; write {}-{}", option,
                                             escaped(text), *last, *first));
    return IdRange{*first, *last};
}

} // namespace fileaudit
