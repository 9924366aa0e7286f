// SPDX-License-Identifier: GPL-2.0-only
// A glob for one name that is not a path (a comm, a unit, a file system type): `*`, `?` and
// `[a-z]` take any byte, a `/` too, which a comm may hold; `\` takes the next byte literally.
#pragma once

#include "filter/glob_syntax.h"
#include "result.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fileaudit {

class NamePattern {
public:
    // Refuses an empty glob, an unclosed `[`, a class without members, a trailing lone `\`.
    // `what` names the option in the sentence, e.g. "--comm".
    static Result<NamePattern> parse(std::string_view glob, std::string_view what);

    // Whole match against the exact bytes of a name.
    bool matches(std::string_view name) const;

    // Whether it is one exact name, and that name (escapes removed; "" when it is not).
    bool is_literal() const { return literal_.size() == tokens_.size(); }
    const std::string& literal() const { return literal_; }

    // The least number of bytes that a match has.
    size_t least_length() const { return least_length_; }

    const std::string& glob() const { return glob_; } // as typed

private:
    enum class Kind : uint8_t {
        byte, // this byte
        any,  // ?: one byte
        set,  // [...]: one byte of a set
        star, // *: any bytes
    };
    struct Token {
        Kind kind;
        unsigned char byte = 0;
        size_t set = 0; // index into sets_
    };

    // Returns the reason and the remedy when the glob is to be refused.
    std::optional<std::string> compile();
    void close();
    bool matches_one(const Token& token, unsigned char byte) const;

    std::string glob_; // as typed
    std::string literal_;
    size_t least_length_ = 0;
    std::vector<Token> tokens_;
    std::vector<ByteSet> sets_;
};

} // namespace fileaudit
