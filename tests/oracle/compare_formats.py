#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""The same events as JSON, CSV, logfmt and lines of a template: every value must be the same.

usage: compare_formats.py JSON CSV LOGFMT LINES
LINES: of the template '{pid}\\t{path_status}\\t{comm}\\t{size}\\t{path}'
"""
import csv
import json
import re
import sys

SIMPLE = {"n": b"\n", "t": b"\t", "r": b"\r", "\\": b"\\"}


def unescaped(text):
    """The bytes that our text stands for."""
    def one(found):
        escape = found[1]
        if escape in SIMPLE:
            return SIMPLE[escape].decode()
        if escape[0] == "x":
            return bytes([int(escape[1:], 16)]).decode("utf-8", "surrogateescape")
        return chr(int(escape[1:], 16))
    text = re.sub(r"\\(x[0-9a-f]{2}|u[0-9a-f]{4}|[ntr\\])", one, text)
    return text.encode("utf-8", "surrogateescape")


def bytes_of(event, key):
    if key + "_hex" in event:
        value = event[key + "_hex"]
        return [bytes.fromhex(v) for v in value] if isinstance(value, list) else bytes.fromhex(value)
    value = event[key]
    return [v.encode() for v in value] if isinstance(value, list) else value.encode()


def expected(event, key):
    """The bytes a format for values should show of this field; None: it is absent."""
    value = event.get(key)
    if value is None:
        return None
    if key == "ancestry":
        return b"<".join(bytes_of(a, "comm") + b":%d" % a["pid"] for a in value)
    if key == "args":
        cut = b"..." if event.get("args_truncated") else b""
        return b" ".join(bytes_of(event, key)) + cut
    if value is True:
        return b"true"
    if isinstance(value, str) and not isinstance(value, Number):
        return bytes_of(event, key)
    return str(value).encode()


class Number(str):
    """As it was written."""


def logfmt(line):
    fields = {}
    at = 0
    while at < len(line):
        equals = line.index("=", at)
        key, at = line[at:equals], equals + 1
        if line[at:at + 1] != '"':
            end = line.find(" ", at)
            end = len(line) if end < 0 else end
            value, at = line[at:end], end
        else:
            value, at = "", at + 1
            while line[at] != '"':
                step = 2 if line[at] == "\\" else 1
                value += '"' if line[at:at + 2] == '\\"' else line[at:at + step]
                at += step
            at += 1
        assert key not in fields, f"{key} twice in {line!r}"
        fields[key] = value
        assert line[at:at + 1] in ("", " "), line
        at += 1
    return fields


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        events = [json.loads(line, parse_int=int, parse_float=Number) for line in file]
    events = [event for event in events if "path" in event]
    for event in events:
        for key in ("ustack", "ustack_truncated"):  # frames are not asked of the others
            event.pop(key, None)
    with open(sys.argv[2], encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, strict=True))
    with open(sys.argv[3], encoding="utf-8") as file:
        pairs = [logfmt(line) for line in file.read().split("\n")[:-1]]
    with open(sys.argv[4], encoding="utf-8") as file:
        lines = [line.split("\t") for line in file.read().split("\n")[:-1]]
    assert events and len(events) == len(rows) == len(pairs) == len(lines), (
        len(events), len(rows), len(pairs), len(lines))
    for event, row, pair, line in zip(events, rows, pairs, lines):
        for key, value in row.items():
            want = expected(event, key)
            assert unescaped(value) == (want or b""), ("csv", key, value, want)
        for key in [k for k in event if not k.endswith("_hex")]:
            want = expected(event, key)
            have = None if key not in pair else unescaped(pair.pop(key))
            assert have == want, ("logfmt", key, have, want)
        assert not pair, ("logfmt has more", pair)
        pid, status, comm, size, path = line
        assert int(pid) == event["pid"] and status == event["path_status"], line
        assert unescaped(comm) == bytes_of(event, "comm"), line
        assert size == str(event.get("size", "-")), line
        if status == "ok":
            assert unescaped(path) == bytes_of(event, "path"), line
        elif event["path"] is not None:
            verdict, text = path.split(" ", 1)
            assert verdict == f"[{status}]" and unescaped(text) == bytes_of(event, "path"), line
    print(f"{len(events)} events")


main()
