// SPDX-License-Identifier: GPL-2.0-only
#include "terminal.h"

#include <array>
#include <cerrno>
#include <cstdlib>
#include <poll.h>
#include <string_view>
#include <sys/ioctl.h>
#include <unistd.h>
#include <utility>

namespace fileaudit {

namespace {

// xterm's, which everything that is called a terminal today understands.
constexpr std::string_view enter_screen = "\x1b[?1049h\x1b[?25l";
constexpr std::string_view leave_screen = "\x1b[?25h\x1b[?1049l";
constexpr int patience_ms = 2000; // with a terminal that is stopped (Ctrl-S)

void write_all(int fd, std::string_view bytes) {
    while (!bytes.empty()) {
        pollfd ready{fd, POLLOUT, 0};
        if (poll(&ready, 1, patience_ms) == 0)
            return;
        const ssize_t n = write(fd, bytes.data(), bytes.size());
        if (n < 0 && errno != EINTR && errno != EAGAIN)
            return; // it is gone
        if (n > 0)
            bytes.remove_prefix(static_cast<size_t>(n));
    }
}

} // namespace

bool shows_color(Color color, int fd) {
    if (color != Color::automatic)
        return color == Color::always;
    const char* const no_color = getenv("NO_COLOR");
    return can_draw_on(fd) && (no_color == nullptr || *no_color == '\0');
}

bool can_draw_on(int fd) {
    const char* term = getenv("TERM");
    return isatty(fd) == 1 && term && *term && std::string_view(term) != "dumb";
}

Terminal::Terminal(int out) : out_(out) {
    termios now{};
    if (tcgetattr(STDIN_FILENO, &now) == 0) {
        saved_ = now;
        now.c_lflag &= ~static_cast<tcflag_t>(ICANON | ECHO);
        now.c_cc[VMIN] = 1;
        now.c_cc[VTIME] = 0;
        // neither Ctrl-Z nor Ctrl-\ may leave the terminal like this
        now.c_cc[VSUSP] = _POSIX_VDISABLE;
        now.c_cc[VQUIT] = _POSIX_VDISABLE;
        tcsetattr(STDIN_FILENO, TCSANOW, &now);
    }
    write_all(out_, enter_screen);
    entered_ = true;
}

void Terminal::leave() {
    if (!std::exchange(entered_, false))
        return;
    write_all(out_, leave_screen);
    if (saved_)
        tcsetattr(STDIN_FILENO, TCSANOW, &*saved_);
}

ScreenSize Terminal::size() const {
    winsize size{};
    if (ioctl(out_, TIOCGWINSZ, &size) != 0 || size.ws_col == 0 || size.ws_row == 0)
        return {};
    return {size.ws_col, size.ws_row};
}

std::string Terminal::read_input() {
    std::array<char, 64> typed{};
    const ssize_t n = read(STDIN_FILENO, typed.data(), typed.size());
    if (n == 0 || (n < 0 && errno != EINTR && errno != EAGAIN))
        input_ended_ = true;
    return {typed.data(), n > 0 ? static_cast<size_t>(n) : 0};
}

} // namespace fileaudit
