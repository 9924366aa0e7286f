// SPDX-License-Identifier: GPL-2.0-only
// Recoverable errors are values: a sentence for stderr and the exit status it means.
#pragma once

#include <string>
#include <tl/expected.hpp>
#include <utility>

namespace fileaudit {

// Exit statuses, documented in fileaudit(8). A launched command's own status is
// passed on instead when the command ran.
enum class Exit : int {
    ok = 0,
    failure = 1,          // something failed while running (output could not be written, …)
    usage = 2,            // bad option or value; nothing was attached
    lost = 3,             // --strict and events were lost
    privilege = 4,        // not root, no CAP_BPF and CAP_PERFMON
    unsupported = 5,      // this kernel cannot do it: no BTF, too old, no backend works
    not_executable = 126, // the command was found but cannot be run
    not_found = 127,      // the command was not found
};

struct Error {
    Exit status = Exit::failure;
    std::string message; // one sentence without "fileaudit: " and without a newline
};

template<class T> using Result = tl::expected<T, Error>;

inline tl::unexpected<Error> fail(Exit status, std::string message) {
    return tl::unexpected<Error>(Error{status, std::move(message)});
}

} // namespace fileaudit
