#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""Reads lines of text back into events, by what the manual says and not by fileaudit's code.

usage: cases_text.py: prints the columns that it reads, for --columns
"""
import re

COLUMNS = ("op", "via", "errno", "pid", "ns_pid", "uid", "ino", "dev", "name", "exe", "cwd", "root",
           "path")
NUMBERS = ("pid", "ns_pid", "uid", "ino")
ESCAPE = re.compile(rb"\\(x[0-9a-f]{2}|u[0-9a-f]{4}|[ntr\\])")
SIMPLE = {b"n": b"\n", b"t": b"\t", b"r": b"\r", b"\\": b"\\"}
VERDICT = re.compile(
    r"\[((?:deleted|detached|escaped|pseudo|truncated|unstable|unresolved|\+)+)\] ?")


def unescape(text):
    def one(found):
        code = found[1]
        if code[:1] == b"x":
            return bytes([int(code[1:], 16)])
        if code[:1] == b"u":
            return chr(int(code[1:], 16)).encode()
        return SIMPLE[code]
    raw = ESCAPE.sub(one, text.encode("utf-8", "surrogateescape"))
    return raw.decode("utf-8", "surrogateescape")


def path_of(cell):
    """A path's cell: its text and verdict. The text of none is None."""
    if cell == "-":
        return None, "absent"
    found = VERDICT.match(cell)
    if not found:
        return unescape(cell), "ok"
    text = cell[found.end():]
    return unescape(text), found[1]


def event_of(line):
    event = {}
    # A space inside a cell is escaped, but for the last one's.
    cells = re.split(" +", line, maxsplit=len(COLUMNS) - 1)
    for column, cell in zip(COLUMNS, cells, strict=True):
        if column in ("path", "exe", "cwd", "root"):
            event[column], event[f"{column}_status"] = path_of(cell)
        elif cell != "-":
            event[column] = int(cell) if column in NUMBERS else unescape(cell)
    return event


def read_text(path):
    with open(path, encoding="utf-8", newline="\n") as file:
        return [event_of(line) for line in file.read().split("\n")[:-1]]


if __name__ == "__main__":
    print(",".join(COLUMNS))
