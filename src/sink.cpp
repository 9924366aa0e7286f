// SPDX-License-Identifier: GPL-2.0-only
#include "sink.h"

#include "format/escape.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

namespace fileaudit {

Result<Sink> Sink::open(const std::string& path, bool command_owns_stdout) {
    Sink sink;
    if (path.empty()) {
        sink.fd_ = command_owns_stdout ? STDERR_FILENO : STDOUT_FILENO;
        sink.name_ = command_owns_stdout ? "standard error" : "standard output";
    } else {
        sink.owned_.reset(
            ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOCTTY, 0644));
        if (!sink.owned_)
            return fail(Exit::usage,
                        fmt::format("--output: cannot write '{}': {}; give a file in a directory "
                                    "that exists and may be written",
                                    escaped(path), strerror(errno)));
        sink.fd_ = sink.owned_.get();
        sink.name_ = fmt::format("'{}'", escaped(path));
    }
    struct stat st {};
    if (fstat(sink.fd_, &st) != 0)
        return fail(Exit::usage,
                    fmt::format("{} is closed; redirect it or use --output FILE", sink.name_));
    sink.may_block_ = !S_ISREG(st.st_mode);
    sink.terminal_ = isatty(sink.fd_) == 1;
    return sink;
}

bool Sink::flush(int interrupt_fd, int timeout_ms) {
    const char* at = buffer_.data();
    size_t left = buffer_.size();
    while (left > 0 && state_ == State::open) {
        // A pipe that polls writable takes PIPE_BUF bytes without blocking.
        size_t chunk = left;
        if (may_block_) {
            std::array<pollfd, 2> fds{{{fd_, POLLOUT, 0}, {interrupt_fd, POLLIN, 0}}};
            const int ready = poll(fds.data(), fds.size(), timeout_ms);
            if (ready < 0 && errno == EINTR)
                continue;
            if (!(fds[0].revents & (POLLOUT | POLLERR | POLLHUP)))
                break;
            chunk = std::min<size_t>(chunk, PIPE_BUF);
        }
        const ssize_t n = write(fd_, at, chunk);
        if (n >= 0) {
            at += n;
            left -= static_cast<size_t>(n);
        } else if (errno == EPIPE || (errno == EIO && terminal_)) {
            state_ = State::reader_gone;
        } else if (errno != EINTR && errno != EAGAIN) {
            state_ = State::failed;
            error_ = {Exit::failure, fmt::format("cannot write to {}: {}; events after this are "
                                                 "not recorded",
                                                 name_, strerror(errno))};
        }
    }
    if (state_ != State::open)
        left = 0;
    std::copy(at, at + left, buffer_.data());
    buffer_.resize(left);
    return left == 0;
}

} // namespace fileaudit
