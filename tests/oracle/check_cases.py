#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""Holds fileaudit's events against what path_cases.py wrote down.

usage: check_cases.py [--guest] [--failed] [--text LINES] [--results FILE] [--print-results]
                      --words WORDS EVENTS EXPECTED

WORDS is what fileaudit said with -v: its backend and resolver. EVENTS are JSON lines; LINES the
same events as text, of `fileaudit replay` with the columns that cases_text.py prints. --failed:
failures were asked for. --guest: it is a guest of tests/vm, where it is known what can be made.

Prints `ok CASE`, `skip CASE: why` or `FAIL CASE: why` for each case; the status says whether none
failed. Every event of the process on the inode must agree, and there must be one.

FILE becomes a table without a header: CASE, VERDICT (ok, differs or skip), OUTCOME and TITLE
between tabs. OUTCOME is `path` when what the case is about was told as ok, else its verdict,
`path or unstable`, `not seen`, `not asked for` (without --failed), `cannot be made` or `wrong`.
--print-results prints, among the rest, lines of `result:`, BACKEND, RESOLVER, CASE, OUTCOME and
TITLE between tabs.
"""
import argparse
import collections
import dataclasses
import errno
import json
import os
import re
import sys

sys.dont_write_bytecode = True  # not into a source tree, and not as root
from cases.differences import DIFFERENCES, MAY_BE_MISSING  # noqa: E402
from cases_text import read_text  # noqa: E402
from compare_strace import read_events, status_words  # noqa: E402

PATHS = ("path", "exe", "cwd", "root")
OTHERS = ("ns_pid", "uid", "name")


@dataclasses.dataclass(frozen=True)
class Run:
    """What cases.differences asks of a run."""
    backend: str
    resolver: str
    outcomes: bool
    guest: bool
    kernel: tuple
    machine: str


def difference(event, expected):
    """How the event is not as expected, or None."""
    for field in PATHS:
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
        if whole and (not text or len(text) < 3890 or not whole.endswith(text)):
            return f"{field} is {text!r}, not the tail of {whole!r}"
        whole = expected.get(f"{field}_end_of")  # some of it, from a component on
        if whole and (not text or not whole.endswith(f"/{text}")):
            return f"{field} is {text!r}, not the end of {whole!r}"
    for field in OTHERS:
        if field in expected and field in event and event[field] != expected[field]:
            return f"{field} is {event[field]!r}, not {expected[field]!r}"
    return None


def key_of(record):
    if "errno" in record:
        return record["op"], record["pid"], record["errno"], record.get("name")
    return record["op"], record["pid"], record["ino"]


class Seen:
    """Events, found by what an expectation says of them."""

    def __init__(self, events, form):
        self.form, self.by_key = form, collections.defaultdict(list)
        for event in events:
            self.by_key[key_of(event)].append(event)

    def of(self, expected):
        found = self.by_key[key_of(expected)]
        # Inodes of two file systems may have one number. Of some, stat(2) has another device.
        found = [e for e in found if e.get("dev") == expected.get("dev")] or found
        if "via" in expected:
            return [e for e in found if e["via"] in expected["via"]]
        return found

    def why_not(self, expected):
        found = self.of(expected)
        if expected.get("seen", True) is False:
            return f"seen in {self.form} though it should not be" if found else None
        why = None if found else f"no {expected['op']} event of it"
        for event in found:
            why = why or difference(event, expected)
        return why and f"{expected['what']}, {self.form}: {why}"


class CaseResult:
    """What becomes of one case."""

    def __init__(self, name):
        self.name, self.title, self.about = name, "", "path"
        self.expectations, self.cannot = [], None
        self.why, self.outcomes, self.unasked = None, [], False

    def take(self, record):
        if "title" in record:
            self.title, self.about = record["title"], record["about"]
        elif "cannot" in record:
            self.cannot = record["cannot"]
        else:
            if "errno" in record:
                record["errno"] = errno.errorcode[record["errno"]]
            self.expectations.append(record)

    def note(self, why):
        self.why = self.why or why

    def judge(self, run, forms):
        """Fills in why it is not as expected, and what was seen of it."""
        entries = [d for d in DIFFERENCES if d.case == self.name]
        applying = [d for d in entries if d.where.holds(run)]
        missing = [d for d in applying if d.what is None]
        if self.cannot is not None:
            if not missing and (run.guest or self.name not in MAY_BE_MISSING):
                self.note(f"cannot be made, which no entry of differences.py says: {self.cannot}")
            return
        for entry in missing:
            self.note(f"can be made, and an entry of differences.py says it cannot: {entry.why}")
        whats = {e["what"] for e in self.expectations}
        for entry in entries:
            if entry.what is not None and entry.what not in whats:
                self.note(f"differences.py has '{entry.what}', of which the case says nothing")
        if not self.expectations:
            self.note("nothing was expected")
        for expected in self.expectations:
            if "errno" in expected and not run.outcomes:
                self.unasked = True
                continue
            for entry in [d for d in applying if d.what == expected["what"]]:
                if not any(form.why_not(expected) for form in forms):
                    self.note(f"{entry.what}: no difference, and differences.py says: {entry.why}")
                expected = {**expected, **entry.fields}
            for form in forms:
                self.note(form.why_not(expected))
            if "errno" not in expected or not self.opens():
                self.observe(expected, forms[0])

    def opens(self):
        """Whether it is about what succeeds; failures are beside that."""
        return any("errno" not in e and e.get("seen", True) for e in self.expectations)

    def observe(self, expected, seen):
        if f"{self.about}_one_of" in expected:
            self.outcomes.append("path or unstable")
        elif expected.get("seen", True):
            self.outcomes += [event[f"{self.about}_status"] for event in seen.of(expected)]

    def verdict(self):
        if self.why:
            return "differs"
        return "skip" if self.cannot is not None else "ok"

    def outcome(self):
        """A case's worst, where it has several: what is not ok is what it is about."""
        if self.why:
            return "wrong"
        if self.cannot is not None:
            return "cannot be made"
        told = [word for word in dict.fromkeys(self.outcomes) if word != "ok"]
        if told:
            return "/".join(told)
        if self.outcomes:
            return "path"
        return "not asked for" if self.unasked else "not seen"

    def line(self):
        if self.why:
            return f"FAIL {self.name}: {self.why}"
        return f"ok {self.name}" if self.cannot is None else f"skip {self.name}: {self.cannot}"


def read_expected(path):
    results = {}
    with open(path, encoding="utf-8") as file:
        for line in file:
            record = json.loads(line)
            name = record["case"]
            results.setdefault(name, CaseResult(name)).take(record)
    return list(results.values())



def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--guest", action="store_true")
    parser.add_argument("--failed", action="store_true")
    parser.add_argument("--text")
    parser.add_argument("--results")
    parser.add_argument("--print-results", action="store_true")
    parser.add_argument("--words", required=True)
    parser.add_argument("events")
    parser.add_argument("expected")
    args = parser.parse_args()

    events = read_events(args.events)[0]
    kernel = tuple(int(part) for part in os.uname().release.split("-")[0].split(".")[:2])
    with open(args.words, encoding="utf-8") as file:
        backend, resolver = re.search(r"backend (\w+), paths by (\w+)", file.read()).groups()
    run = Run(backend=backend, resolver=resolver, outcomes=args.failed, guest=args.guest,
              kernel=kernel, machine=os.uname().machine)
    forms = [Seen(events, "JSON")]
    if args.text:
        forms.append(Seen(read_text(args.text), "text"))
    results = read_expected(args.expected)
    for result in results:
        result.judge(run, forms)
        print(result.line())
    if args.results:
        with open(args.results, "w", encoding="utf-8") as file:
            for result in results:
                file.write("\t".join((result.name, result.verdict(), result.outcome(),
                                      result.title)) + "\n")
    if args.print_results:
        for result in results:
            print("result:", run.backend, run.resolver, result.name, result.outcome(),
                  result.title, sep="\t")
    strangers = ({d.case for d in DIFFERENCES} | set(MAY_BE_MISSING)) - {r.name for r in results}
    for name in sorted(strangers):
        print(f"FAIL {name}: differences.py has it, and it was no case")
    return 1 if strangers or any(result.why for result in results) else 0


if __name__ == "__main__":
    sys.exit(main())
