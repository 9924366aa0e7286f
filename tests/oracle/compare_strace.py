#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""Compares fileaudit's open events with what strace saw of the same processes.

usage: compare_strace.py [--no-opath] EVENTS STRACE

EVENTS is `fileaudit watch --json` output, STRACE the output of
`strace -f -y -e trace=open,openat,openat2,creat -o STRACE`. Every successful open in STRACE must
be in EVENTS with the same thread and the same absolute path, as often as it happened; the path
is the one strace read from /proc/PID/fd, so the kernel's own word. EVENTS may hold more.
--no-opath: do not expect O_PATH opens (LSM and fentry hooks do not see them).
"""
import argparse
import collections
import json
import re
import sys

CALL = re.compile(r"^(\d+) +(open|openat|openat2|creat)\((.*)$")
RESUMED = re.compile(r"^(\d+) +<\.\.\. (open|openat|openat2|creat) resumed>(.*)$")
UNFINISHED = re.compile(r"^(.*?) *<unfinished \.\.\.>$")
# A `<` or `>` inside a path is written as an octal escape, so these are delimiters. With -yy a
# device's numbers follow the path as <char 1:3>; (deleted) stands inside in old, outside in new.
RESULT = re.compile(r"\) += (\d+)<([^<>]*)(?:<[^<>]*>)?>(\(deleted\))?$")
ESCAPE = re.compile(rb"\\([0-7]{1,3}|x[0-9a-f]{2}|.)", re.S)
SIMPLE = {b"n": b"\n", b"t": b"\t", b"r": b"\r", b"v": b"\v", b"f": b"\f", b"a": b"\a", b"b": b"\b"}


def unescape(text):
    def one(match):
        code = match.group(1)
        if code[:1] in b"01234567":
            return bytes([int(code, 8)])
        if code[:1] == b"x" and len(code) == 3:
            return bytes([int(code[1:], 16)])
        return SIMPLE.get(code, code)

    raw = text.encode("utf-8", "surrogateescape")
    return ESCAPE.sub(one, raw).decode("utf-8", "surrogateescape")


def strace_opens(lines):
    """Yields (tid, arguments, path, deleted) for each successful open of something with a path."""
    begun = {}
    for line in lines:
        line = line.rstrip("\n")
        if match := CALL.match(line):
            tid, _, rest = match.groups()
            if cut := UNFINISHED.match(rest):
                begun[tid] = cut.group(1)
                continue
        elif match := RESUMED.match(line):
            tid, _, rest = match.groups()
            rest = begun.pop(tid, "") + rest
        else:
            continue
        if result := RESULT.search(rest):
            yield int(tid), rest[: result.start()], unescape(result.group(2)), bool(result.group(3))


def status_words(value):
    """A verdict as a set of words, however it is joined."""
    words = value if isinstance(value, list) else re.findall(r"[a-z]+", value or "ok")
    return frozenset(words)


def read_events(path):
    events, lost = [], []
    with open(path, encoding="utf-8") as file:
        for line in file:
            record = json.loads(line)
            for key in [key for key in record if key.endswith("_hex")]:  # was not UTF-8
                exact = bytes.fromhex(record[key])
                record[key.removesuffix("_hex")] = exact.decode("utf-8", "surrogateescape")
            (events if "op" in record and "path" in record else lost).append(record)
    return events, lost


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--no-opath", action="store_true")
    parser.add_argument("events")
    parser.add_argument("strace")
    args = parser.parse_args()

    events, others = read_events(args.events)
    seen = collections.Counter()
    for event in events:
        if event["op"] == "open":
            words = status_words(event.get("path_status"))
            seen[event["tid"], event["path"], "deleted" in words] += 1

    wanted, pseudo, opath = collections.Counter(), 0, 0
    with open(args.strace, encoding="utf-8", errors="surrogateescape") as file:
        for tid, arguments, path, deleted in strace_opens(file):
            if re.search(r"\bO_PATH\b", arguments.rsplit('"', 1)[-1]) and args.no_opath:
                opath += 1
            elif not path.startswith("/") or (path.startswith("/memfd:") and deleted):
                pseudo += 1
            else:
                wanted[tid, path, deleted] += 1

    missing = []
    for (tid, path, deleted), count in wanted.items():
        have = seen[tid, path, deleted]
        if path.endswith(" (deleted)") and not deleted:  # the mark of an old strace, or the name
            have += seen[tid, path[: -len(" (deleted)")], True]
        if have < count:
            missing.append(f"tid {tid} {path!r}{' deleted' if deleted else ''}: "
                           f"strace {count}, fileaudit {have}")

    total = sum(wanted.values())
    print(f"{total} opens by {len({tid for tid, _, _ in wanted})} threads in strace, "
          f"{len(events)} events, {len(missing)} missing; not compared: {pseudo} pseudo, "
          f"{opath} O_PATH, {len(others)} other records")
    for line in missing[:20]:
        print("missing:", line.encode("utf-8", "backslashreplace").decode())
    if not total:
        print("strace saw no opens: nothing was compared")
    return 1 if missing or not total else 0


if __name__ == "__main__":
    sys.exit(main())
