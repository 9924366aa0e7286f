#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""The models of path_storm and its like (tests/e2e/helpers): what was legal, and when.

usage: storms.py EVENTS LEAST MODEL TOP...

MODEL (path, fs, exe, detach, exec) says which of them ran with TOP; TOP.did is what it printed.
Everything told existed between the moves that its open was between; of a process of which events
were lost, existed at all. Unstable is an answer, but LEAST percent of the opens must have others.
"""
import json
import re
import sys

TORN_SHOWN = 5


class Model:
    def __init__(self, did, top):
        self.did, self.top = did, top

    @staticmethod
    def among(window, period):
        """The numbers of moves that may have been made, of states that come again."""
        first, last = window or (0, period - 1)
        return range(first, min(last, first + period - 1) + 1)


class PathModel(Model):
    def __init__(self, did, top):
        super().__init__(did, top)
        self.cycles = [self.states(order) for order in did["orders"]]
        whole = re.escape(top)
        for i in range(len(did["kinds"])):
            whole += f"/(a{i}/x|b{i}/yy)" + f"(?:/c){{{did['depth']}}}"
        self.whole = re.compile(whole + "/f")

    @staticmethod
    def states(order):
        """The six combinations that a mover goes through."""
        at, states = [0, 0, 0], []
        for move in range(6):
            states.append(tuple(at))
            at[order[move % 3]] ^= 1
        return states

    def wrong(self, event, windows):
        """None: it was legal; "unstable"; or why not."""
        if event["path_status"] == "unstable":
            return "unstable"
        place = self.whole.fullmatch(event["path"])
        if event["path_status"] != "ok" or not place:
            return "no such path"
        at = [int(text[0] == "b") for text in place.groups()]
        movers = len(self.cycles)
        for mover, cycle in enumerate(self.cycles):
            mine = tuple(at[mover::movers])
            window = windows and windows[mover]
            if mine not in {cycle[n % 6] for n in self.among(window, 6)}:
                return f"mover {mover}: {mine}, of {cycle} in {window}"
        return None


class FsModel(Model):
    def wrong(self, event, window):
        order, dirs = self.did["order"], len(self.did["order"])
        if (event["path"], event["path_status"]) not in ((self.top + "/f", "escaped"),
                                                         (None, "unstable")):
            return "the path"
        if event["root_status"] == "unstable" or event["cwd_status"] == "unstable":
            return "unstable"
        possible = set()
        for n in self.among(window, 2 * dirs):
            root, cwd = order[n // 2 % dirs], order[(n + 1) // 2 % dirs]
            possible.add((f"{self.top}/{root}", "ok") + (
                ("/", "ok") if root == cwd else (f"{self.top}/{cwd}", "escaped")))
        seen = (event["root"], event["root_status"], event["cwd"], event["cwd_status"])
        return None if seen in possible else f"{seen} in {window}"


class ExeModel(Model):
    def wrong(self, event, window):
        if (event["path"], event["path_status"]) != (self.top + "/f", "ok"):
            return "the path"
        of = event["ancestry"][0] if event["pid"] == self.did["child"] else event
        if of["exe_status"] == "unstable":
            return "unstable"
        text, status = of["exe"], of["exe_status"]
        kind = re.fullmatch(r"(memfd:swap)(\d+)|" + re.escape(self.top) + r"/(real|gone)(\d+)",
                            text or "")
        if not kind:
            return f"{text} {status}"
        word, number = kind[1] or kind[3], int(kind[2] or kind[4])
        legal = {"memfd:swap": ("pseudo",), "real": ("ok",), "gone": ("ok", "deleted")}[word]
        if status not in legal:
            return f"{text} {status}"
        first, last = window or (0, self.did["moves"])
        if word == "real":
            close = any(n % 3 == 1 and n % 60 == number for n in range(first, last + 1))
        else:
            close = first <= number <= last and number % 3 == (0 if word[0] == "m" else 2)
        return None if close else f"{text} in {window}"


class DetachModel(Model):
    def wrong(self, event, window):
        if event["path_status"] == "unstable":
            return "unstable"
        inner = event["pid"] == self.did["inner"]
        inside = "c/n/f" if inner else "c/c/f"
        # An inner file system is parted from what it was in, which takes two steps.
        parts = ("f", inside) if inner else (inside,)
        seen = (event["path_status"], event["path"])
        if seen != ("ok", f"{self.top}/p/{inside}") and seen not in [("detached", p) for p in parts]:
            return "no such path"
        if not window:
            return None
        taken = [n for n in range(window[0], window[1] + 1) if n % 2]
        there = any(window[2] <= n <= window[3] for n in taken)
        gone = any(n < window[3] for n in taken)
        return None if (there if seen[0] == "ok" else gone) else f"{seen} in {window}"


def read(events_file):
    """Its events, and the sum of its losses."""
    events, lost = [], 0
    with open(events_file, encoding="utf-8") as file:
        for line in file:
            event = json.loads(line)
            if event["op"] == "loss":
                lost += event["lost"]
            else:
                events.append(event)
    return events, lost


def check_execs(all_events, lost, top):
    """Whoever runs one of the two programs has its name, too, and opens what is for it."""
    names = ("ping", "pong-or-so")
    with open(top + ".did", encoding="utf-8") as file:
        made = json.load(file)["hops"]
    marks = execs = others = 0
    for event in all_events:
        name = (event["exe"] or "").removeprefix(top + "/")
        path = event["path"] or ""
        if event["comm"] not in names and name not in names:
            continue
        if event["comm"] != name or event["exe_status"] != "ok":
            return f"comm and exe are not of one program: {event}"
        if event["op"] == "exec":
            execs += 1
            if path != event["exe"]:
                return f"this executed another: {event}"
        elif re.fullmatch(re.escape(top) + "/(mark|more)[.].*", path):
            marks += "/mark." in path
            others += "/more." in path
            if path.rpartition("/")[2][5:] != name:
                return f"only the other program opens this: {event}"
    print(f"exec: {made} hops; {execs} execs, {marks} marks and {others} more told, {lost} lost")
    if not others or max(made - marks, made - execs) > lost or max(marks, execs) > made:
        return "not so many as there were"
    return None


MODELS = {"path": PathModel, "fs": FsModel, "exe": ExeModel, "detach": DetachModel}


def check(model_name, all_events, lost, top, least):
    """None, or what is wrong."""
    with open(top + ".did", encoding="utf-8") as file:
        did = json.load(file)
    model = MODELS[model_name](did, top)
    by_tid = {tid: [] for tid in did["windows"]}
    for event in all_events:
        if str(event["tid"]) in by_tid and event["op"] == "open" and (
                event["path"] is None or event["path"].rpartition("/")[2] == "f"):
            by_tid[str(event["tid"])].append(event)
    told = wrong = total = 0
    for tid, windows in did["windows"].items():
        events = by_tid[tid]
        total += len(windows)
        if len(events) > len(windows) or len(windows) - len(events) > lost:
            return f"{tid} opened {len(windows)} times, {len(events)} are told, {lost} lost"
        complete = len(events) == len(windows)
        for event, window in zip(events, windows):
            why = model.wrong(event, window if complete else None)
            told += why is None
            if why not in (None, "unstable"):
                wrong += 1
                if wrong <= TORN_SHOWN:
                    shown = {key: event.get(key) for key in
                             ("path", "path_status", "exe", "exe_status", "cwd", "cwd_status",
                              "root", "ancestry")}
                    print(f"not legal: {why}: {str(shown)[:900]}")
    print(f"{model_name} {did.get('kinds', '')}: {total} opens, moves {did['moves']}, {told} legal, "
          f"{wrong} not, {lost} lost")
    if wrong or told < least / 100 * (total - lost):
        return "torn, or too few"
    return None


def main():
    all_events, lost = read(sys.argv[1])
    least = float(sys.argv[2])
    failed = False
    for name, top in zip(sys.argv[3::2], sys.argv[4::2]):
        if name == "exec":
            why = check_execs(all_events, lost, top)
        else:
            why = check(name, all_events, lost, top, least)
        if why:
            print(f"{name} {top}: {why}")
            failed = True
    sys.exit(failed)


main()
