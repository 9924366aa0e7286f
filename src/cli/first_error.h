// SPDX-License-Identifier: GPL-2.0-only
// Checks that go on after a failure, when the first one is all that will be told.
#pragma once

#include "result.h"

#include <optional>
#include <string>
#include <utility>

namespace fileaudit {

class FirstError {
public:
    // Stores a value; what was wrong with it when there is none.
    template<class T, class U> void take(Result<T> value, U& into) {
        if (value)
            into = std::move(*value);
        else
            note(value.error());
    }
    void note(const Error& error) {
        if (!error_)
            error_ = error;
    }
    void note(std::string sentence) { note(Error{Exit::usage, std::move(sentence)}); }

    explicit operator bool() const { return error_.has_value(); }
    const Error& operator*() const { return *error_; }

private:
    std::optional<Error> error_;
};

} // namespace fileaudit
