// SPDX-License-Identifier: GPL-2.0-only
#include "standard_streams.h"

#include <csignal>
#include <fcntl.h>
#include <unistd.h>

namespace fileaudit {

void hold_standard_streams() {
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; ++fd)
        if (fcntl(fd, F_GETFD) < 0) // it is the lowest that is free, so this opens it
            [[maybe_unused]]
            const int held = open("/", O_PATH | O_CLOEXEC);
}

bool is_open_stream(int fd) {
    const int flags = fcntl(fd, F_GETFL);
    return flags >= 0 && (flags & O_PATH) == 0;
}

void make_writes_fail() {
    std::signal(SIGPIPE, SIG_IGN);
    std::signal(SIGXFSZ, SIG_IGN);
}

} // namespace fileaudit
