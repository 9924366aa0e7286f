// SPDX-License-Identifier: GPL-2.0-only
// The terminal's thin room: the alternate screen without a cursor, keys one by one, its size.
#pragma once

#include "cli/options.h"
#include "summary/screen.h"

#include <optional>
#include <string>
#include <termios.h>

namespace fileaudit {

// Whether a screen can be drawn there: a terminal that is not told to be dumb.
bool can_draw_on(int fd);

// Whether colours are shown there: with Color::automatic where a screen can be drawn, unless the
// environment has NO_COLOR (https://no-color.org).
bool shows_color(Color color, int fd);

class Terminal {
public:
    // Takes over the terminal `out`, and standard input if that is a terminal: what is typed is
    // neither shown nor held back to the end of a line; Ctrl-C still is a signal.
    explicit Terminal(int out);
    ~Terminal() { leave(); }
    Terminal(const Terminal&) = delete;
    Terminal& operator=(const Terminal&) = delete;

    // Makes it what it was. Once is enough.
    void leave();

    ScreenSize size() const; // 80 × 24 where nobody knows

    // -1: standard input is no terminal, or has ended.
    int input_fd() const { return saved_ && !input_ended_ ? 0 : -1; }

    // What was typed, when input_fd() is readable.
    std::string read_input();

private:
    int out_;
    bool entered_ = false, input_ended_ = false;
    std::optional<termios> saved_; // of standard input
};

} // namespace fileaudit
