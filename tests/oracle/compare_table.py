#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""Compares fileaudit's events with the table that tests/e2e/helpers/fail_opens prints of itself.

usage: compare_table.py [--errno LIST] [--no-failures] [--successes] EVENTS TABLE

EVENTS is `fileaudit watch --json` output. Every row of TABLE that is asked for must be one event,
in order, and none of the helper's failures may be there that is not such a row.
"""
import argparse
import errno
import json
import os
import sys

PATH_TEXT_MAX = 4095
ERRNO_NAMES = errno.errorcode | {errno.EOPNOTSUPP: "EOPNOTSUPP"}  # the kernel's name for it
FILE_KEYS = ("ino", "dev", "fstype", "size", "mode", "mnt_id")


class Row:
    def __init__(self, line):
        (self.label, self.op, self.via, error, self.name, self.place, status,
         flags) = line.rstrip("\n").split("\t")
        self.error = ERRNO_NAMES.get(int(error))
        self.name = None if self.name == "-" else bytes.fromhex(self.name)
        self.place = None if self.place == "-" else bytes.fromhex(self.place)
        self.status = set(status.split("+"))
        self.flags = int(flags)

    def path(self):
        """What the name leads to, and the verdict on it, by the manual's words."""
        if self.op == "mmap":
            return self.place, self.status - {"ok"}
        if not self.error:
            return self.place + b"/" + self.name, set()
        if self.name is None:
            return None, {"unresolved", "absent"}
        if self.name.startswith(b"/") and not self.place:
            joined, status = self.name, {"unresolved"}
        elif not self.place:
            return None, {"unresolved", "absent"}
        else:
            slash = b"" if not self.name or self.name[:1] == b"/" or self.place == b"/" else b"/"
            joined, status = self.place + slash + self.name, self.status | {"unresolved"}
        if len(joined) > PATH_TEXT_MAX:
            status = status | {"truncated"}
        return joined, status - {"ok"}


def exact(record, key):
    if key + "_hex" in record:
        return bytes.fromhex(record[key + "_hex"])
    return None if record.get(key) is None else record[key].encode()


def words(text):
    return set((text or "").split("+")) - {"", "ok"}


def different(row, event):
    """Yields what is wrong with an event."""
    def expect(what, have, want):
        if have != want:
            yield f"{what} is {short(have)}, not {short(want)}"

    yield from expect("op", event["op"], row.op)
    if event["op"] != row.op:
        return
    yield from expect("via", event.get("via"), row.via)
    yield from expect("errno", event.get("errno"), row.error)
    path, status = row.path()
    have = exact(event, "path")
    yield from expect("path_status", words(event["path_status"]), status)
    if "truncated" in status:
        whole = have and (path.startswith(have) if path == row.name else
                          path.endswith(have.removeprefix(b"/")))
        if not whole or len(have) < 3000:
            yield f"path is {short(have)}, not a part of {short(path)}"
    else:
        yield from expect("path", have, path)
    if row.op == "mmap":
        yield from expect("dir", event.get("dir"), None)
        yield from expect("the file is known", "ino" in event and "dev" in event, path is not None)
        return
    if row.error:
        # The kernel reads no more of a name, and says ENAMETOOLONG.
        yield from expect("name", exact(event, "name"), row.name and row.name[:PATH_TEXT_MAX])
        place = row.place
        if row.name is not None and place and len(row.name) >= PATH_TEXT_MAX:
            place = exact(event, "dir")  # may be left out
        yield from expect("dir", exact(event, "dir"), place)
        if place:
            yield from expect("dir_status", words(event.get("dir_status")),
                              row.status - {"ok"})
        for key in FILE_KEYS:
            if key in event:
                yield f"it has {key}"
    if row.op == "open":
        access = ("r", "w", "rw", "ioctl")[row.flags & os.O_ACCMODE]
        yield from expect("access", event["access"].split("+")[0], access)
        for flag in ("O_CREAT", "O_EXCL", "O_TRUNC", "O_NONBLOCK", "O_DIRECTORY", "O_NOFOLLOW",
                     "O_NOATIME"):
            value = getattr(os, flag)
            if flag == "O_DIRECTORY" and row.flags & os.O_TMPFILE == os.O_TMPFILE:
                continue  # part of it
            if row.error or flag == "O_NONBLOCK":
                yield from expect(flag, flag in event["flags"].split("|"),
                                  row.flags & value == value)


def short(value):
    text = ascii(value)
    return text if len(text) < 200 else f"{text[:90]} … {text[-90:]}"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--errno", help="of the failures these")
    parser.add_argument("--no-failures", action="store_true")
    parser.add_argument("--successes", action="store_true", help="the rows that succeed too")
    parser.add_argument("events")
    parser.add_argument("table")
    args = parser.parse_args()

    rows = [Row(line) for line in open(args.table, encoding="ascii")]
    rows = [row for row in rows
            if (args.successes if not row.error else not args.no_failures and
                (not args.errno or row.error in args.errno.split(",")))]
    events = [json.loads(line) for line in open(args.events, encoding="utf-8")]
    losses = [event for event in events if "path" not in event]
    # What opened the descriptors for the rows is no row.
    events = [event for event in events if event.get("comm") == "fail_opens" and
              ("errno" in event or "/ok-" in (event["path"] or ""))]
    wrong = [f"a record of losses: {loss}" for loss in losses]
    for row, event in zip(rows, events):
        wrong += [f"{row.label}: {what}" for what in different(row, event)]
    wrong += [f"missing: {row.label}" for row in rows[len(events):]]
    wrong += [f"too many: {event.get('errno')} {event.get('name')}"
              for event in events[len(rows):]]
    print(f"{len(rows)} rows, {len(events)} events, {len(wrong)} wrong")
    for line in wrong[:20]:
        print(line)
    return 1 if wrong or not rows else 0


if __name__ == "__main__":
    sys.exit(main())
