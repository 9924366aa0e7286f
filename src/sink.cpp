// SPDX-License-Identifier: GPL-2.0-only
#include "sink.h"

#include "format/escape.h"
#include "standard_streams.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <linux/major.h>
#include <poll.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

namespace fileaudit {
namespace {

const char* remedy(int error) {
    const bool is_full = error == ENOSPC || error == EDQUOT;
    return is_full ? "; make room, or give another --output" : "";
}

} // namespace

Result<Sink> Sink::open(const std::string& path, bool command_owns_stdout,
                        const std::optional<Rotation>& rotate) {
    Sink sink;
    if (path.empty()) {
        sink.fd_ = command_owns_stdout ? STDERR_FILENO : STDOUT_FILENO;
        sink.name_ = command_owns_stdout ? "standard error" : "standard output";
    } else {
        auto file = OutputFile::open(path, rotate);
        if (!file)
            return tl::unexpected(file.error());
        sink.name_ = file->name();
        sink.file_ = std::move(*file);
    }
    struct stat st {};
    if ((path.empty() && !is_open_stream(sink.fd())) || fstat(sink.fd(), &st) != 0)
        return fail(Exit::usage,
                    fmt::format("{} is closed; redirect it or use --output FILE", sink.name_));
    const bool is_memory = S_ISCHR(st.st_mode) && major(st.st_rdev) == MEM_MAJOR; // /dev/null
    sink.may_block_ = !S_ISREG(st.st_mode) && !is_memory;
    sink.terminal_ = isatty(sink.fd()) == 1;
    return sink;
}

// How much of it goes into one write.
size_t Sink::chunk_of(std::string_view left) const {
    // A pipe that polls writable takes PIPE_BUF bytes without blocking.
    if (may_block_)
        return std::min<size_t>(left.size(), PIPE_BUF);
    // A file is full with the line in which it gets its size.
    if (!file_ || file_->room() >= left.size())
        return left.size();
    const size_t from = file_->room() == 0 ? 0 : static_cast<size_t>(file_->room()) - 1;
    return std::min(left.find('\n', from), left.size() - 1) + 1;
}

// Until it can be written to; false when that is not to be waited for.
bool Sink::wait(int interrupt_fd, int timeout_ms) const {
    for (;;) {
        std::array<pollfd, 2> fds{{{fd(), POLLOUT, 0}, {interrupt_fd, POLLIN, 0}}};
        if (poll(fds.data(), fds.size(), timeout_ms) >= 0 || errno != EINTR)
            return (fds[0].revents & (POLLOUT | POLLERR | POLLHUP)) != 0;
    }
}

void Sink::take_error(int error) {
    if (error == EPIPE || (error == EIO && terminal_)) {
        state_ = State::reader_gone;
    } else if (error != EINTR && error != EAGAIN) {
        state_ = State::failed;
        error_ = {Exit::failure,
                  fmt::format("cannot write to {}: {}; what came last is missing there, also where "
                              "it counts as shown{}",
                              name_, strerror(error), remedy(error))};
    }
}

bool Sink::flush(int interrupt_fd, int timeout_ms) {
    std::string_view left(buffer_.data(), buffer_.size());
    while (!left.empty() && state_ == State::open) {
        if (may_block_ && !wait(interrupt_fd, timeout_ms))
            break;
        const ssize_t n = write(fd(), left.data(), chunk_of(left));
        if (n < 0) {
            take_error(errno);
            continue;
        }
        const bool ends_line = n > 0 && left[static_cast<size_t>(n) - 1] == '\n';
        left.remove_prefix(static_cast<size_t>(n));
        if (!file_)
            continue;
        file_->wrote(static_cast<uint64_t>(n));
        if (ends_line && file_->should_rotate() && file_->rotate())
            write_header();
    }
    if (state_ != State::open)
        left = {};
    std::copy(left.begin(), left.end(), buffer_.data());
    buffer_.resize(left.size());
    return left.empty();
}

// Past the buffer, whose bytes come behind it.
void Sink::write_header() {
    if (!append_header_)
        return;
    Buffer header;
    append_header_(header);
    for (std::string_view left(header.data(), header.size());
         !left.empty() && state_ == State::open;) {
        const ssize_t n = write(fd(), left.data(), left.size());
        if (n < 0) {
            take_error(errno);
            continue;
        }
        left.remove_prefix(static_cast<size_t>(n));
        file_->wrote(static_cast<uint64_t>(n));
    }
}

void Sink::reopen() {
    flush(-1, -1);
    if (file_->reopen())
        write_header();
}

} // namespace fileaudit
