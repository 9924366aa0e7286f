#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""What a replay shows by each filter option: of the lines that were shown when it was recorded,
exactly those that a predicate selects, byte for byte.

usage: replay_cases.py FILEAUDIT WORK [NAME], NAME: only cases that contain it. Needs root.
"""
import calendar
import json
import os
import subprocess
import sys
import time

sys.dont_write_bytecode = True  # not into a source tree, and not as root
import filter_cases as filters  # noqa: E402

binary, work, top = filters.binary, filters.work, filters.top
only = filters.only
recording = work / "recording"

# What names something of the machine at this moment; see refused().
NOT_OF_A_RECORDING = {"mntns", "ino-of", "ino-of excluded"}


def record():
    """The lines shown live, and the events in them."""
    live = work / "live"
    words = [binary, "watch", "-q", "--strict", "--json", "--failed", "--args", "--ancestry", "2",
             "--record", recording, "-o", live, "--", "/usr/bin/python3",
             filters.here / "filter_scenario.py", top]
    done = subprocess.run(words, stdin=subprocess.DEVNULL, capture_output=True, text=True,
                          timeout=60)
    assert done.returncode == 0, f"status {done.returncode}: {done.stderr.strip()[-300:]}"
    lines = live.read_bytes().splitlines(keepends=True)
    return [(line, json.loads(line)) for line in lines]


def replay(*options):
    done = subprocess.run([binary, "replay", "-q", "--json", *options, recording],
                          stdin=subprocess.DEVNULL, capture_output=True, timeout=60)
    assert done.returncode == 0, f"status {done.returncode}: {done.stderr.decode()[-300:]}"
    assert not done.stderr, done.stderr.decode()
    return done.stdout


def more_cases(events):
    """Beside those of filter_cases.py, what differs from run to run; of all events, with failures."""
    on, not_ = filters.on, filters.not_
    succeeded = lambda e: "errno" not in e  # noqa: E731
    pids = sorted({e["pid"] for e in events})
    tids = sorted({e["tid"] for e in events if e["tid"] != e["pid"]})
    parent = events[-1]["ppid"]
    mntns = events[0]["mntns"]
    yield "pid", ["--pid", f"{pids[0]},{pids[1]}"], \
        lambda e: succeeded(e) and e["pid"] in pids[:2]
    yield "pid excluded", ["-p", f"!{pids[0]}"], lambda e: succeeded(e) and e["pid"] != pids[0]
    yield "a pid that there is not", ["--pid", "4194304"], lambda e: False
    yield "tid", ["--tid", ",".join(map(str, tids))], \
        lambda e: succeeded(e) and e["tid"] in tids
    yield "ppid", ["--ppid", str(parent)], lambda e: succeeded(e) and e["ppid"] == parent
    yield "mntns by its number", ["--mntns", str(mntns)], succeeded
    yield "mntns excluded by its number", ["--mntns", f"!{mntns}"], lambda e: False
    if host_mntns():
        yield "host-only", ["--host-only"], \
            lambda e: succeeded(e) and e["mntns"] == host_mntns()
    yield "failed", ["--failed"], lambda e: True
    yield "failed-only", ["--failed-only"], not_(succeeded)
    yield "errno", ["--errno", "ENOENT"], lambda e: e.get("errno") == "ENOENT"
    yield "errno with --failed", ["--errno", "ENOTDIR", "--failed"], \
        lambda e: e.get("errno", "ENOTDIR") == "ENOTDIR"
    yield "via", ["--via", "openat,exec"], \
        lambda e: succeeded(e) and e.get("via") in ("openat", "exec")
    yield "via excluded", ["--via", "!mmap", "--failed"], lambda e: e.get("via") != "mmap"
    yield "failures by path", ["--failed-only", "--path", "**.pth,**/lib*"], \
        lambda e: "errno" in e and e["path"] is not None and (
            e["path"].endswith(".pth") or e["path"].rsplit("/", 1)[-1].startswith("lib"))
    yield "an unknown user", ["--uid", "no-such-user"], lambda e: False
    yield "an unknown file system", ["--fstype", "nosuchfs"], lambda e: False
    if any("cgroup" in e for e in events):
        path = next(e["cgroup"] for e in events if "cgroup" in e)
        known = lambda e: succeeded(e) and e.get("cgroup", "").startswith(path)  # noqa: E731
        yield "cgroup", ["--cgroup", path], known
    yield "uniq", ["--uniq", "path"], None
    yield "rate", ["--rate", "7"], None
    yield "count", ["--count", "11"], None


def limits(shown):
    """What --uniq, --rate and --count leave of all lines without failures."""
    uniq, rate, seen, seconds = [], [], set(), {}
    for line, event in shown:
        key = (event["path"], event["path_status"])
        if key not in seen or "unstable" in event["path_status"]:
            uniq.append(line)
        seen.add(key)
    # --rate goes by the seconds of CLOCK_MONOTONIC, which the wall clock is ahead of
    with open(recording, "rb") as file:
        header = file.read(56)
    ahead = int.from_bytes(header[40:48], "little") - int.from_bytes(header[48:56], "little")
    for line, event in shown:
        whole, fraction = event["ts"].rstrip("Z").split(".")
        wall = unix_time(whole) * 10**9 + int(fraction)
        second = (wall - ahead) // 10**9
        seconds[second] = seconds.get(second, 0) + 1
        if seconds[second] <= 7:
            rate.append(line)
    return {"uniq": uniq, "rate": rate, "count": [line for line, _ in shown[:11]]}


def unix_time(text):
    return calendar.timegm(time.strptime(text, "%Y-%m-%dT%H:%M:%S"))


def host_mntns():
    """0 where it could not be told, as in a pid namespace of its own."""
    with open(recording, "rb") as file:
        return int.from_bytes(file.read(36)[32:], "little")


def refused():
    for options, words in (
            *(() if host_mntns() else ((["--host-only"], ("--host-only", "--mntns")),)),
            (["--ino-of", "/etc/passwd"], ("--ino-of", "--inode")),
            (["--mntns", "1"], ("--mntns", "inode number")),
            (["--pid", "1", "--follow"], ("--follow", "--pid")),
            (["--slower-than", "1ms"], ("--slower-than", "--latency")),
            (["--columns", "opener"], ("opener", "--opener")),
            (["--backing"], ("--backing",)),
            (["--existing"], ("--existing",)),
            (["--backend", "lsm"], ("--backend",)),
            (["--summary"], ("--summary",))):
        done = subprocess.run([binary, "replay", *options, recording], capture_output=True,
                              text=True, timeout=60)
        why = ""
        if done.returncode != 2 or done.stdout or done.stderr.count("\n") != 1:
            why = f"status {done.returncode}, said {done.stderr!r}"
        elif not all(word in done.stderr for word in words):
            why = f"no {words} in {done.stderr!r}"
        yield f"refused: {' '.join(options)}", why


def compare(shown, wanted):
    if shown == wanted:
        return ""
    have, want = shown.splitlines(), wanted.splitlines()
    missing = [line for line in want if line not in set(have)]
    more = [line for line in have if line not in set(want)]
    return f"{len(have)} lines, not {len(want)}; missing {missing[:2]}, too many {more[:2]}"


def main():
    filters.prepare()
    failed = 0
    try:
        lines = record()
        succeeded = [(line, event) for line, event in lines if "errno" not in event]
        table = [(name, options, predicate, succeeded)
                 for name, options, predicate in filters.cases() if name not in NOT_OF_A_RECORDING
                 and not name.startswith("mntns")]
        events = [event for _, event in lines]
        table += [(name, options, predicate, lines)
                  for name, options, predicate in more_cases(events)]
        limited = limits(succeeded)
        results = [("all of it", compare(replay("--failed"), b"".join(l for l, _ in lines)))]
        selective = 0
        for name, options, predicate, among in table:
            if only not in name:
                continue
            wanted = limited[name] if predicate is None else \
                [line for line, event in among if predicate(event)]
            selective += 0 < len(wanted) < len(among)
            try:
                results.append((name, compare(replay(*options), b"".join(wanted))))
            except AssertionError as failure:
                results.append((name, str(failure)))
        results += refused()
        results.append(("the cases select something", "" if only or selective >= 50 else
                        f"only {selective} do"))
        for name, failure in results:
            print(f"FAIL {name}: {failure}" if failure else f"ok {name}")
            failed += bool(failure)
    finally:
        filters.pathlib.Path("/dev/shm", top.name).unlink(missing_ok=True)
    sys.exit(failed > 0)


main()
