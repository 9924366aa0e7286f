// SPDX-License-Identifier: GPL-2.0-only
// Where the events go: a large buffer, written in batches to a terminal, pipe or file, or to one
// file after another.
#pragma once

#include "cli/options.h"
#include "format/buffer.h"
#include "output_file.h"
#include "result.h"

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace fileaudit {

class Sink {
public:
    enum class State {
        open,
        reader_gone, // EPIPE: nobody reads any more; not an error (`| head -1`)
        failed,      // see error()
    };

    // "" is stdout, or stderr where the command owns stdout. Creates or truncates a file.
    static Result<Sink> open(const std::string& path, bool command_owns_stdout,
                             const std::optional<Rotation>& rotate = std::nullopt);

    // What an empty file begins with, when a new one follows the first; whole lines.
    void set_header(std::function<void(Buffer&)> append_header) {
        append_header_ = std::move(append_header);
    }

    // Whether reopen() can be asked for: it is a file that was named, and a regular one.
    bool can_reopen() const { return file_ && file_->is_regular(); }

    // Opens the file of that name anew; what is buffered goes to the old one.
    void reopen();

    Buffer& buffer() { return buffer_; }
    int fd() const { return file_ ? file_->fd() : fd_; }
    bool is_terminal() const { return terminal_; }
    State state() const { return state_; }
    const Error& error() const { return error_; }

    // Writes what is buffered. Stops early, keeping the rest, when `interrupt_fd` (-1: none)
    // becomes readable while the reader makes us wait, or after `timeout_ms` (-1: never).
    // True when the buffer is empty.
    bool flush(int interrupt_fd, int timeout_ms);

private:
    size_t chunk_of(std::string_view left) const;
    bool wait(int interrupt_fd, int timeout_ms) const;
    void take_error(int error);
    void write_header();

    std::optional<OutputFile> file_; // one that was named
    int fd_ = -1;                    // else
    std::function<void(Buffer&)> append_header_;
    bool terminal_ = false;
    bool may_block_ = true; // pipe, socket, terminal: write no more than is sure to fit
    State state_ = State::open;
    Error error_;
    std::string name_;
    Buffer buffer_;
};

} // namespace fileaudit
