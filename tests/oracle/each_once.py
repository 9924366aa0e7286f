#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""Whether an inventory and the live events after it tell of each file exactly once.

usage: each_once.py EVENTS DIRECTORY/ open|mmap kept N gone M

EVENTS is the output of `fileaudit watch --existing --json`, attached in the middle of the work of
the helper open_many, which says at its end how many files it took. All that it kept must be told
of once, as held or live; of those it gave back at once, every one from some moment on.
"""
import collections
import sys

sys.dont_write_bytecode = True  # not into a source tree, and not as root
from compare_strace import read_events  # noqa: E402


def differences(events, where, live, kept, gone):
    held = {"open": "held-open", "mmap": "held-map"}[live]
    ops = [event["op"] for event in events]
    of_inventory = ops.count(held)
    if ops != [held] * of_inventory + [live] * (len(ops) - of_inventory):
        yield "the inventory does not come first, alone"
    if of_inventory < 100 or len(ops) - of_inventory < 100:
        yield f"not in the middle of it: {of_inventory} of {len(ops)} were held"

    told = collections.Counter(event["path"] for event in events)
    twice = sorted(path for path, times in told.items() if times > 1)
    if twice:
        yield f"{len(twice)} told more than once: {twice[:5]}"
    numbers = collections.defaultdict(set)
    for path in told:
        kind, _, number = path.removeprefix(where).partition("-")
        numbers[kind].add(int(number) if number.isdigit() else -1)
    missing = sorted(set(range(kept)) - numbers["kept"])
    if missing:
        yield f"{len(missing)} kept ones are missing: {missing[:5]}"
    first = min(numbers["gone"], default=0)
    missing = sorted(set(range(first, gone)) - numbers["gone"])
    if missing:
        yield f"{len(missing)} of those given back are missing after the first: {missing[:5]}"
    if len(told) != len(numbers["kept"] & set(range(kept))) + \
            len(numbers["gone"] & set(range(gone))):
        yield f"files that were never taken: {sorted(told)[:5]}"


def main():
    if len(sys.argv) != 8:
        sys.exit(__doc__)
    path, where, live, _, kept, _, gone = sys.argv[1:]
    events, others = read_events(path)
    wrong = list(differences(events, where, live, int(kept), int(gone)))
    if others:
        wrong.append(f"losses: {others[:3]}")
    held = sum(1 for event in events if event["op"] != live)
    print(f"{kept} kept and {gone} given back: {held} found, {len(events) - held} live", *wrong,
          sep="; ")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
