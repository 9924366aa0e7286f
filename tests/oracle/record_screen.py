#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""Runs a command on a terminal of a size, and looks at the lines that it writes.

usage: record_screen.py COLUMNS LINES SECONDS COMMAND [ARGUMENT...]

After so many seconds `q` is typed. No line may be wider than the terminal, no byte may be one that
is neither text nor one of the escape sequences of a screen that is redrawn, each screen has at
most LINES lines, and the settings of the terminal must be in the end what they were.
"""
import fcntl
import os
import pty
import re
import select
import struct
import sys
import termios
import time
import unicodedata

SEQUENCE = re.compile(r"\x1b\[[?0-9;]*[A-Za-z]")


def width(line):
    return sum(0 if unicodedata.combining(c) else
               2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in line)


def read_until(master, end):
    written = b""
    while (left := end - time.monotonic()) > 0:
        if select.select([master], [], [], left)[0]:
            try:
                more = os.read(master, 65536)
            except OSError:
                break
            if not more:
                break
            written += more
    return written


def main():
    columns, lines, seconds = int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3])
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
    before = termios.tcgetattr(slave)
    child = os.fork()
    if child == 0:
        os.close(master)
        os.setsid()
        fcntl.ioctl(slave, termios.TIOCSCTTY, 0)
        for fd in range(3):
            os.dup2(slave, fd)
        os.execv(sys.argv[4], sys.argv[4:])
    written = read_until(master, time.monotonic() + seconds)
    os.write(master, b"q")
    end = time.monotonic() + 30
    status = 0
    while time.monotonic() < end:
        written += read_until(master, time.monotonic() + 0.1)
        pid, status = os.waitpid(child, os.WNOHANG)
        if pid:
            break
    else:
        os.kill(child, 9)
        sys.exit("it does not end when q is typed")
    written += read_until(master, time.monotonic() + 1)
    after = termios.tcgetattr(slave)

    text = written.decode("utf-8")
    wrong = []
    if status:
        wrong.append(f"status {status}")
    if after != before:
        wrong.append("the terminal's settings are not what they were")
    if text.count("\x1b[?1049h") != 1 or text.count("\x1b[?1049l") != 1:
        wrong.append("the alternate screen is not entered and left once")
    if text.rfind("\x1b[?25h") < text.rfind("\x1b[?25l"):
        wrong.append("the cursor is not shown again")
    inside = text.partition("\x1b[?1049h")[2].partition("\x1b[?1049l")[0]
    screens = inside.split("\x1b[H")[1:]
    if len(screens) < 2:
        wrong.append(f"{len(screens)} screens in {seconds} s")
    for screen in screens:
        rows = re.sub(r"\x1b\[\d+;1H", "\r\n", screen).split("\r\n")
        plain = [SEQUENCE.sub("", row) for row in rows]
        if len(plain) > lines + 1:  # the last is addressed, so there may be an empty one before
            wrong.append(f"{len(plain)} lines on a screen of {lines}")
        for row in plain:
            if width(row) > columns:
                wrong.append(f"{width(row)} columns: {ascii(row)}")
            if [c for c in row if unicodedata.category(c) in ("Cc", "Cf")]:
                wrong.append(f"control bytes: {ascii(row)}")
    for line in sorted(set(wrong))[:10]:
        print(line)
    print(f"{len(screens)} screens")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
