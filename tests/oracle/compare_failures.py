#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""Compares what fileaudit says failed with what strace says, of two runs of one command.

usage: compare_failures.py EVENTS STRACE

EVENTS is `fileaudit watch --failed-only --op open,exec --json` output, STRACE that of `strace -f -Z`
with -e trace=open,openat,openat2,creat,open_by_handle_at,execve,execveat. As often as strace saw
a call fail with an errno and a name, fileaudit must have, and no oftener.
"""
import collections
import json
import re
import sys

sys.dont_write_bytecode = True  # not into a source tree, and not as root
from compare_strace import unescape  # noqa: E402

CALL = re.compile(r"^\d+ +(open|openat|openat2|creat|open_by_handle_at|execve|execveat)\((.*)$")
NAME = re.compile(r'^(?:AT_FDCWD, |-?\d+, )?("((?:[^"\\]|\\.)*)"(\.\.\.)?|NULL|0x[0-9a-f]+)')
ERRNO = re.compile(r"\) += -1 (E[A-Z0-9]+) \(")


def strace_failures(lines):
    """Yields (kind, errno, name) of each; a name that cannot be read is None."""
    for line in lines:
        if "resumed>" in line or "<unfinished" in line:
            sys.exit(f"strace has cut a line in two, -Z does not: {line}")
        call, = CALL.findall(line) or [None]
        if not call:
            continue
        name, error = NAME.match(call[1]), ERRNO.search(call[1])
        if call[0] == "open_by_handle_at" and error:  # it has none
            yield "open", error.group(1), None
            continue
        text = unescape(name.group(2)) if name and name.group(2) is not None else None
        # of a name that is too long both have the beginning
        if not name or not error or name.group(3) and error.group(1) != "ENAMETOOLONG":
            sys.exit(f"not understood: {line}")
        yield "exec" if call[0].startswith("exec") else "open", error.group(1), text


def fileaudit_failures(lines):
    for line in lines:
        event = json.loads(line)
        if "path" not in event:
            sys.exit(f"events were lost: {line}")
        name = event.get("name")
        if "name_hex" in event:
            name = bytes.fromhex(event["name_hex"]).decode("utf-8", "surrogateescape")
        yield event["op"], event["errno"], name


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    with open(sys.argv[1], encoding="utf-8") as file:
        have = collections.Counter(fileaudit_failures(file))
    with open(sys.argv[2], encoding="utf-8", errors="surrogateescape") as file:
        want = collections.Counter(strace_failures(file))
    wrong = [f"strace {want[key]}, fileaudit {have[key]}: {ascii(key)}"
             for key in sorted(have.keys() | want.keys(), key=ascii) if have[key] != want[key]]
    kinds = collections.Counter()
    for (op, error, _), count in want.items():
        kinds[f"{op} {error}"] += count
    print(f"{sum(want.values())} failures in strace ({dict(kinds)}), {len(wrong)} differ")
    for line in wrong[:20]:
        print(line)
    if not want:
        print("strace saw no failure: nothing was compared")
    return 1 if wrong or not want else 0


if __name__ == "__main__":
    sys.exit(main())
