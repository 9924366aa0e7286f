#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""Holds fileaudit's events against what path_cases.py wrote down.

usage: check_cases.py EVENTS EXPECTED

Prints `ok CASE` or `FAIL CASE: why` for each case; the status says whether all were ok. Every
event of the process on the inode must agree, and there must be one.
"""
import collections
import json
import sys

sys.dont_write_bytecode = True  # not into a source tree, and not as root
from compare_strace import read_events, status_words  # noqa: E402


def difference(event, expected):
    for field in ("path", "exe", "cwd", "root"):
        words = status_words(event.get(f"{field}_status"))
        want = expected.get(f"{field}_status")
        # Of a path that is not ok more than one thing may be true.
        if want and (words != {"ok"} if want == "ok" else want not in words):
            return f"{field}_status is {'+'.join(sorted(words))}, not {want}"
        text = event.get(field)
        if expected.get(field) is not None and text != expected[field]:
            return f"{field} is {text!r}, not {expected[field]!r}"
        known = expected.get(f"{field}_one_of")  # a path on the move: right or no path at all
        if known and text not in known and words != {"unstable"}:
            return f"{field} is {text!r} ({'+'.join(sorted(words))}), none of {known}"
        whole = expected.get(f"{field}_tail_of")
        if whole and (not text or len(text) < 3800 or not whole.endswith(text)):
            return f"{field} is {text!r}, not the tail of {whole!r}"
    return None


def main():
    events = collections.defaultdict(list)
    for event in read_events(sys.argv[1])[0]:
        events[event["op"], event["pid"], event["ino"]].append(event)
    verdicts = {}
    with open(sys.argv[2], encoding="utf-8") as file:
        for line in file:
            expected = json.loads(line)
            found = events[expected["op"], expected["pid"], expected["ino"]]
            found = [e for e in found if e["dev"] == expected.get("dev", e["dev"])]
            why = None if found else f"no {expected['op']} event of it"
            for event in found:
                why = why or difference(event, expected)
            verdicts[expected["case"]] = verdicts.get(expected["case"]) or why
    for name, why in verdicts.items():
        print(f"FAIL {name}: {why}" if why else f"ok {name}")
    if not verdicts:
        print("FAIL: nothing was expected")
    return 1 if any(verdicts.values()) or not verdicts else 0


if __name__ == "__main__":
    sys.exit(main())
