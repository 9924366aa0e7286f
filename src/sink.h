// SPDX-License-Identifier: GPL-2.0-only
// Where the events go: a large buffer, written in batches to a terminal, pipe or file.
#pragma once

#include "fd.h"
#include "format/buffer.h"
#include "result.h"

#include <string>

namespace fileaudit {

class Sink {
public:
    enum class State {
        open,
        reader_gone, // EPIPE: nobody reads any more; not an error (`| head -1`)
        failed,      // see error()
    };

    // "" is stdout, or stderr where the command owns stdout. Creates or truncates a file.
    static Result<Sink> open(const std::string& path, bool command_owns_stdout);

    Buffer& buffer() { return buffer_; }
    int fd() const { return fd_; }
    bool is_terminal() const { return terminal_; }
    State state() const { return state_; }
    const Error& error() const { return error_; }

    // Writes what is buffered. Stops early, keeping the rest, when `interrupt_fd` (-1: none)
    // becomes readable while the reader makes us wait, or after `timeout_ms` (-1: never).
    // True when the buffer is empty.
    bool flush(int interrupt_fd, int timeout_ms);

private:
    Fd owned_;
    int fd_ = -1;
    bool terminal_ = false;
    bool may_block_ = true; // pipe, socket, terminal: write no more than is sure to fit
    State state_ = State::open;
    Error error_;
    std::string name_;
    Buffer buffer_;
};

} // namespace fileaudit
