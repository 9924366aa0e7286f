// SPDX-License-Identifier: GPL-2.0-only
// Globs of names: compiled once into tokens, matched without recursion.
#include "filter/name_pattern.h"

#include "format/escape.h"

#include <algorithm>

namespace fileaudit {

std::optional<std::string> NamePattern::compile() {
    if (glob_.empty())
        return "is empty; give a name, or a glob such as ssh*";
    for (size_t at = 0; at < glob_.size();) {
        const char byte = glob_[at];
        if (byte == '*') {
            if (tokens_.empty() || tokens_.back().kind != Kind::star)
                tokens_.push_back({Kind::star});
            ++at;
        } else if (byte == '?') {
            tokens_.push_back({Kind::any});
            ++at;
        } else if (byte == '[') {
            ByteSet members;
            if (auto refusal = parse_set(glob_, at, members))
                return refusal;
            if (members.none())
                return "has a class that no byte is in; leave it out";
            tokens_.push_back({Kind::set, 0, sets_.size()});
            sets_.push_back(members);
        } else {
            if (byte == '\\' && ++at == glob_.size())
                return std::string(lone_backslash);
            tokens_.push_back({Kind::byte, static_cast<unsigned char>(glob_[at++])});
        }
    }
    close();
    return std::nullopt;
}

// Takes from the tokens what is asked about them.
void NamePattern::close() {
    for (const Token& token : tokens_)
        least_length_ += token.kind != Kind::star;
    const auto is_byte = [](const Token& token) { return token.kind == Kind::byte; };
    if (std::all_of(tokens_.begin(), tokens_.end(), is_byte))
        for (const Token& token : tokens_)
            literal_ += static_cast<char>(token.byte);
}

Result<NamePattern> NamePattern::parse(std::string_view glob, std::string_view what) {
    NamePattern pattern;
    pattern.glob_ = glob;
    if (auto refusal = pattern.compile())
        return fail(Exit::usage, fmt::format("{}: '{}' {}", what, escaped(glob), *refusal));
    return pattern;
}

bool NamePattern::matches_one(const Token& token, unsigned char byte) const {
    switch (token.kind) {
    case Kind::byte:
        return byte == token.byte;
    case Kind::any:
        return true;
    case Kind::set:
        return sets_[token.set].test(byte);
    case Kind::star:
        break;
    }
    return false;
}

bool NamePattern::matches(std::string_view name) const {
    // On a mismatch only the last star takes one byte more: giving an earlier one more reaches
    // nothing that the later one does not reach as well.
    size_t after_star = 0; // the token after it; 0: none was met
    size_t taken = 0;      // the byte up to which it has taken
    size_t next = 0, at = 0;
    for (;;) {
        if (next == tokens_.size()) {
            if (at == name.size())
                return true;
        } else if (tokens_[next].kind == Kind::star) {
            after_star = ++next;
            taken = at;
            continue;
        } else if (at < name.size() &&
                   matches_one(tokens_[next], static_cast<unsigned char>(name[at]))) {
            ++next;
            ++at;
            continue;
        }
        if (after_star == 0 || taken == name.size())
            return false;
        next = after_star;
        at = ++taken;
    }
}

} // namespace fileaudit
