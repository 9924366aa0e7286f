// SPDX-License-Identifier: GPL-2.0-only
#include "format/line_template.h"

#include "format/escape.h"
#include "lookup/nearest.h"

#include <algorithm>

namespace fileaudit {

namespace {

constexpr size_t most_columns = 4096; // of a field: a line is not to fill memory

tl::unexpected<Error> refuse(std::string_view what) {
    return fail(Exit::usage, fmt::format("--template: {}", what));
}

// How far a specification begins with fill and align.
size_t length_of_align(std::string_view spec) {
    const auto is_align = [&](size_t at) {
        return at < spec.size() && std::string_view("<>^").find(spec[at]) != spec.npos;
    };
    size_t fill = spec.empty() ? 0 : 1; // a character, which may be several bytes
    while (fill < spec.size() && (static_cast<unsigned char>(spec[fill]) & 0xC0) == 0x80)
        ++fill;
    return is_align(fill) ? fill + 1 : is_align(0) ? 1 : 0;
}

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

// Of a number's specification what also holds for a word in its place: where to, and how wide.
std::string spec_of_absent(std::string_view spec) {
    const size_t align = length_of_align(spec);
    size_t begin = align;
    while (begin < spec.size() && !(spec[begin] >= '1' && spec[begin] <= '9') && spec[begin] != '.')
        ++begin;
    size_t end = begin;
    while (end < spec.size() && is_digit(spec[end]))
        ++end;
    return fmt::format("{}{}", align > 0 ? spec.substr(0, align) : ">",
                       spec.substr(begin, end - begin));
}

// Whether a number in it is larger than a line should be wide.
bool is_too_wide(std::string_view spec) {
    size_t number = 0;
    for (const char c : spec) {
        number = is_digit(c) ? number * 10 + static_cast<size_t>(c - '0') : 0;
        if (number > most_columns)
            return true;
    }
    return false;
}

// What the library says of it; "" when it is well.
std::string wrong_with(const TemplatePiece& piece) {
    const bool is_number = std::holds_alternative<NumberValue>(piece.field->value);
    if (is_number && piece.format.ends_with("c}")) // which would be any byte
        return "a number is not shown as a character";
    try {
        if (is_number) {
            (void)fmt::format(fmt::runtime(piece.format), uint64_t{1});
            (void)fmt::format(fmt::runtime(piece.absent), std::string_view("-"));
        } else {
            (void)fmt::format(fmt::runtime(piece.format), std::string_view("x"));
        }
        return "";
    } catch (const fmt::format_error& error) {
        return error.what();
    }
}

class Parser {
public:
    explicit Parser(std::string_view text) : rest_(text) {}

    Result<LineTemplate> parse() {
        if (rest_.empty())
            return refuse("it is empty; give a line such as '{time} {pid} {path}'");
        while (!rest_.empty())
            if (auto ok = take(); !ok)
                return tl::unexpected(ok.error());
        if (std::ranges::none_of(pieces_, &TemplatePiece::field) && piece_.field == nullptr)
            return refuse("it names no field; write one in braces, as {path}; see fileaudit "
                          "fields");
        if (!piece_.literal.empty())
            pieces_.push_back(std::move(piece_));
        return std::move(pieces_);
    }

private:
    Result<void> take() {
        const char c = rest_[0];
        const char next = rest_.size() > 1 ? rest_[1] : '\0';
        if ((c == '{' || c == '}') && next == c)
            return take_literal(c, 2);
        if (c == '{')
            return take_field();
        if (c == '}')
            return refuse("a } is alone; write }} for a brace that is to be shown");
        if (c != '\\')
            return take_literal(c, 1);
        if (next == 'n' || next == 't' || next == '\\')
            return take_literal(next == 'n' ? '\n' : next == 't' ? '\t' : '\\', 2);
        return refuse(
            fmt::format("'{}' is no escape; use \\n, \\t or \\\\", escaped(rest_.substr(0, 2))));
    }

    Result<void> take_literal(char c, size_t length) {
        piece_.literal.push_back(c);
        rest_.remove_prefix(length);
        return {};
    }

    Result<void> take_field() {
        const size_t end = rest_.find('}');
        if (end == rest_.npos)
            return refuse(fmt::format("'{}' is not closed; add a }}", escaped(rest_)));
        const std::string_view inside = rest_.substr(1, end - 1);
        const size_t colon = std::min(inside.find(':'), inside.size());
        const std::string_view name = inside.substr(0, colon);
        const std::string_view spec =
            colon < inside.size() ? inside.substr(colon + 1) : std::string_view();
        piece_.field = find_field(name);
        if (piece_.field == nullptr)
            return refuse(fmt::format("'{}' is not a field{}", escaped(name),
                                      suggestion(name, field_names(), "; see fileaudit fields")));
        piece_.format = fmt::format("{{:{}}}", spec);
        piece_.absent = fmt::format("{{:{}}}", spec_of_absent(spec));
        std::string wrong = is_too_wide(spec)             ? "it is too wide"
                            : spec.find('{') != spec.npos ? "no braces go into braces"
                                                          : wrong_with(piece_);
        if (!wrong.empty())
            return refuse(fmt::format("'{}' cannot be: {}; as in {{pid:>7}} or {{comm:<15}}",
                                      escaped(rest_.substr(0, end + 1)), wrong));
        pieces_.push_back(std::move(piece_));
        piece_ = {};
        rest_.remove_prefix(end + 1);
        return {};
    }

    std::string_view rest_;
    TemplatePiece piece_;
    LineTemplate pieces_;
};

} // namespace

Result<LineTemplate> parse_template(std::string_view text) {
    return Parser(text).parse();
}

} // namespace fileaudit
