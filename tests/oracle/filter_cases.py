#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""What each filter option means, written a second time: over the events of one unfiltered run a
predicate selects what the option must show in a run of its own.

usage: filter_cases.py FILEAUDIT WORK [NAME], NAME: only cases that contain it. Needs root.
"""
import collections
import fnmatch
import json
import os
import pathlib
import re
import subprocess
import sys

binary, work = sys.argv[1], pathlib.Path(sys.argv[2])
only = sys.argv[3] if len(sys.argv) > 3 else ""
here = pathlib.Path(__file__).parent
top = work / "scenario"
SAME = ("op", "path", "path_status", "access", "uid", "gid", "comm", "exe", "cwd", "root", "flags",
        "prot", "map_flags", "fstype", "dev")


def prepare():
    for directory in ("plain", "new", "deep/er/still", "deeper"):
        (top / directory).mkdir(parents=True)
    for name in ("r", "w", "rw", "ioctl", "a", "trunc", "path", "sync", "a,b", "!x"):
        (top / "plain" / name).touch()
    for name in ("deep/er/still/file.conf", "deeper/file.conf"):
        (top / name).touch()
    (top / "map").write_bytes(b"x" * 4096)
    os.mkfifo(top / "fifo")
    os.link(top / "plain/r", top / "hard link")
    pathlib.Path("/dev/shm", top.name).touch()
    work.chmod(0o755)


def run(*options):
    out = work / "events"
    words = [binary, "watch", "-q", "--strict", "--json", "-o", out, *options, "--",
             "/usr/bin/python3", here / "filter_scenario.py", top]
    done = subprocess.run(words, stdin=subprocess.DEVNULL, capture_output=True, text=True,
                          timeout=60)
    assert done.returncode == 0, f"status {done.returncode}: {done.stderr.strip()[-300:]}"
    return [json.loads(line) for line in out.open(encoding="utf-8")]


def summary(events):
    # numbers that are others each time: a pid, the inodes of a pipe and of an O_TMPFILE
    def same(value):
        return re.sub(r"^/proc/\d+/|(?<=^pipe:\[)\d+|(?<=/#)\d+$", "N", str(value))

    return collections.Counter(tuple(same(e.get(key)) for key in SAME) for e in events)


def access(e):
    words = set()
    if e["op"] == "exec":
        return {"x", "exec"}
    if e["op"] == "mmap":
        return {letter for letter in "rwx" if letter in e["access"].split()[0]}
    first, *rest = e["access"].split("+")
    words |= {"path"} if first == "path" else set() if first == "ioctl" else set(first)
    words |= {"a" if word == "append" else word for word in rest}
    return words | ({"x"} if "exec" in words else set())


def sharing(e):
    return e["access"].split()[1] if e["op"] == "mmap" else ""


def below(directory):
    return lambda e: e["path"] is not None and (
        e["path"] == directory or e["path"].startswith(directory + "/"))


def on(key, *values):
    return lambda e: e[key] in values


def not_(predicate):
    return lambda e: not predicate(e)


def like(key, *globs):
    return lambda e: e[key] is not None and any(fnmatch.fnmatchcase(e[key], g) for g in globs)


def has_access(*words):
    return lambda e: bool(access(e) & set(words))


def is_write(e):
    if e["op"] == "mmap":
        return "w" in access(e) and sharing(e) == "shared"
    return bool(access(e) & {"w", "a", "create", "trunc", "tmpfile"})


def is_library(e):
    return e["path"] is not None and (
        re.search(r"\.so(\.[^/]*)?$", e["path"]) or re.search(r"^/etc/ld\.so\.|/locale/|"
        r"/gconv/|^/etc/locale\.alias$", e["path"]))


PSEUDO = {"proc", "sysfs", "devtmpfs", "pipefs"}


def is_pseudo(e):
    return "pseudo" in e["path_status"] or e["fstype"] in PSEUDO or e["path"] == "/dev/null" or \
        e["path"] == f"{top}/fifo"


def cases():
    t = str(top)
    status = os.stat(top / "plain/r")
    shm = os.stat("/dev/shm")
    device = f"{os.major(shm.st_dev)}:{os.minor(shm.st_dev)}"
    yield "op", ["--op", "mmap"], on("op", "mmap")
    yield "op excluded", ["--op", "!mmap"], not_(on("op", "mmap"))
    yield "op, several", ["--op", "open", "--op", "exec,mmap", "--op", "!exec"], \
        on("op", "open", "mmap")
    for word in ("r", "w", "x", "a", "create", "trunc", "excl", "tmpfile", "path", "exec"):
        yield f"access {word}", ["--access", word], has_access(word)
    yield "access, several", ["--access", "a,path", "--access", "tmpfile"], \
        has_access("a", "path", "tmpfile")
    yield "access excluded", ["--access", "!w,!x"], not_(has_access("w", "x"))
    for letter in "rwx":
        yield f"prot {letter}", ["--prot", letter], \
            lambda e, word=letter: e["op"] == "mmap" and word in access(e)
    yield "prot excluded", ["--prot", "!x", "--op", "mmap"], \
        lambda e: e["op"] == "mmap" and "x" not in access(e)
    yield "shared", ["--shared"], lambda e: sharing(e) == "shared"
    yield "private", ["--private"], lambda e: sharing(e) == "private"
    yield "both", ["--private", "--shared"], lambda e: e["op"] == "mmap"
    yield "writes", ["--writes"], is_write
    yield "no-libs", ["--no-libs"], not_(is_library)
    yield "no-pseudo", ["--no-pseudo"], not_(is_pseudo)
    yield "presets stack", ["--no-libs", "--no-pseudo", "--writes"], \
        lambda e: is_write(e) and not is_pseudo(e) and not is_library(e)

    yield "uid", ["--uid", "1000"], on("uid", 1000)
    yield "uid, range and name", ["--uid", "1000-1999,nobody", "-u", "!1500"], on("uid", 1000, 65534)
    yield "uid excluded", ["--uid", "!root,!nobody"], not_(on("uid", 0, 65534))
    yield "gid", ["-g", "1001,daemon"], on("gid", 1001, 1)
    yield "comm, literal", ["--comm", "worker/0,x"], on("comm", "worker/0", "x")
    yield "comm, glob", ["-c", "worker*"], like("comm", "worker*")
    yield "comm, glob and literal", ["-c", "work??/1[0-9],x"], on("comm", "worker/12", "x")
    yield "comm, 15 bytes", ["-c", "exactly-15-byte"], on("comm", "exactly-15-byte")
    yield "comm excluded", ["--comm", "!python*,!cat"], \
        lambda e: not e["comm"].startswith("python") and e["comm"] != "cat"
    yield "exe", ["--exe", "/usr/bin/{true,cat}"], on("exe", "/usr/bin/true", "/usr/bin/cat")
    yield "exe excluded", ["-e", "!**/python*"], not_(like("exe", "*/python*"))
    yield "cwd", ["--cwd", f"{t}/deep/"], lambda e: e["cwd"].startswith(f"{t}/deep")
    yield "cwd in a root", ["--cwd", "/er"], on("cwd", "/er")
    yield "root", ["--root", f"{t}/*"], on("root", f"{t}/deep")
    yield "root excluded", ["--root", "!/"], not_(on("root", "/"))
    yield "cwd, the root directory alone", ["--cwd", "/"], on("cwd", "/")
    yield "mntns", ["--mntns", str(os.getpid())], lambda e: True
    yield "mntns excluded", ["--mntns", "!" + str(os.stat("/proc/self/ns/mnt").st_ino)], \
        lambda e: False

    yield "path", ["--path", f"{t}/plain/r"], on("path", f"{t}/plain/r")
    yield "path, braces", ["--path", t + "/plain/{r,w{,x},sync}"], \
        on("path", *(f"{t}/plain/{n}" for n in ("r", "w", "sync")))
    yield "path, list", ["--path", f"{t}/plain/a,{t}/plain/a\\,b,{t}/plain/rw"], \
        on("path", f"{t}/plain/a", f"{t}/plain/a,b", f"{t}/plain/rw")
    yield "path, subtree", ["--path", f"{t}/deep/"], below(f"{t}/deep")
    yield "path, excluded inside", ["--path", f"{t}/**,!{t}/plain/"], \
        lambda e: below(t)(e) and e["path"] != t and not below(f"{t}/plain")(e)
    yield "path, included below an excluded", \
        ["--path", f"!{t}/deep/", "--path", f"{t}/deep/er/**,{t}/plain/**"], \
        lambda e: below(f"{t}/plain")(e) and e["path"] != f"{t}/plain"
    yield "path, a prefix of a directory's name", ["--path", f"!{t}/deep/", "--path", f"{t}/dee**"], \
        below(f"{t}/deeper")
    yield "path, only excluded", ["--path", "!/usr/,!/etc/"], \
        lambda e: not below("/usr")(e) and not below("/etc")(e)
    yield "path without prefix", ["--path", "**/*.conf"], like("path", "*/*.conf")
    yield "path, excluded without prefix", ["--path", f"{t}/**", "--path", "!**/*.conf"], \
        lambda e: below(t)(e) and e["path"] != t and not e["path"].endswith(".conf")

    yield "verdict", ["--verdict", "deleted,pseudo"], \
        lambda e: bool({"deleted", "pseudo"} & set(e["path_status"].split("+")))
    yield "verdict excluded", ["--verdict", "!ok"], not_(on("path_status", "ok"))
    yield "fstype", ["--fstype", "proc,sysf*"], on("fstype", "proc", "sysfs")
    yield "fstype excluded", ["--fstype", "!proc"], not_(on("fstype", "proc"))
    yield "dev", ["--dev", device], on("dev", device)
    yield "inode", ["--inode", str(status.st_ino)], on("ino", status.st_ino)
    yield "ino-of", ["--ino-of", f"{t}/hard link"], \
        lambda e: e["ino"] == status.st_ino and e["path"] in (f"{t}/hard link", f"{t}/plain/r")
    yield "ino-of excluded", ["--ino-of", f"!{t}/plain/r", "--path", f"{t}/**"], \
        lambda e: below(t)(e) and e["path"] != t and e["ino"] != status.st_ino

    yield "AND", ["--uid", "0", "--op", "open", "--access", "w", "--path", f"{t}/"], \
        lambda e: e["uid"] == 0 and e["op"] == "open" and "w" in access(e) and below(t)(e)


def check(name, options, predicate, everything):
    wanted = summary(e for e in everything if predicate(e))
    try:
        shown = summary(run(*options))
    except AssertionError as failure:
        return str(failure)
    if shown == wanted:
        return ""
    missing, more = wanted - shown, shown - wanted
    return f"missing {list(missing.items())[:3]}, too many {list(more.items())[:3]}"


def check_uniq(everything):
    """In the kernel, and beside a glob without prefix in user space, the result is the same."""
    for keys in (["path"], ["exe", "path"], ["comm", "op"], ["uid", "access"], ["ino"]):
        fields = [k if k != "ino" else "dev" for k in keys] + (["ino"] if "ino" in keys else [])
        fields += ["path_status"] if "path" in keys else []
        fields += ["op"] if "access" in keys else []
        for how in ([], ["--path", "**"]):
            # pseudo files differ by inode, which is another one each time; access as bits is
            # the same for reads and maps: compare where the words alone tell
            chosen = [e for e in everything if "pseudo" not in e["path_status"]]
            options = ["--uniq", ",".join(keys), "--verdict", "!pseudo", *how]
            if "access" in keys:
                options += ["--op", "open"]
                chosen = [e for e in chosen if e["op"] == "open"]
                for e in chosen:
                    e["access"] = e["access"].replace("+dir", "")
            wanted = len({tuple(str(e[f]) for f in fields) for e in chosen})
            shown = run(*options)
            yield f"uniq {','.join(keys)} {'in user space' if how else 'in the kernel'}", \
                "" if len(shown) == wanted else f"{len(shown)} shown, not {wanted}"


def main():
    prepare()
    failed = 0
    try:
        everything = run()
        again = summary(run())
        results = [("the scenario is the same each time",
                    "" if summary(everything) == again else
                    f"{list((summary(everything) - again).items())[:3]}")]
        results += [(name, check(name, options, predicate, everything))
                    for name, options, predicate in cases() if only in name]
        if only in "uniq":
            results += check_uniq(everything)
        selective = sum(1 for name, options, predicate in cases()
                        if not any(predicate(e) for e in everything))
        results.append(("the cases select something", "" if selective <= 1 else
                        f"{selective} select nothing"))
        for name, failure in results:
            print(f"FAIL {name}: {failure}" if failure else f"ok {name}")
            failed += bool(failure)
    finally:
        pathlib.Path("/dev/shm", top.name).unlink(missing_ok=True)
    sys.exit(failed > 0)


if __name__ == "__main__":
    main()
