#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""Compares an inventory with what /proc says of the same processes.

usage: compare_proc.py EVENTS PID...

EVENTS is the output of `fileaudit snapshot --json` (or the held-* records of watch --existing);
the processes must not have opened, closed, mapped or unmapped anything since. As root. Every
descriptor of a PID must be in EVENTS as one held-open with the same descriptor, flags and path,
every mapping of a file as one held-map with the same addresses, protection, sharing and path,
and nothing else; exe, cwd, root and the ids must be those of the task. Links are read from within
the process's own mount namespace and root, as the process would read them.
"""
import collections
import ctypes
import os
import pickle
import re
import sys
import traceback

sys.dont_write_bytecode = True  # not into a source tree, and not as root
from compare_strace import read_events, status_words  # noqa: E402

libc = ctypes.CDLL(None, use_errno=True)
CLONE_NEWNS = 0x20000
UNSAID_FLAGS = os.O_CLOEXEC | 0o100000 | 0x20 | 0x4000000  # O_LARGEFILE, FMODE_EXEC, _NONOTIFY
MAP_LINE = re.compile(rb"^([0-9a-f]+-[0-9a-f]+) (...)(.) \S+ \S+ (\d+) *(.*)$")


def living_thread(pid):
    for tid in sorted(os.listdir(f"/proc/{pid}/task")):
        if os.path.exists(f"/proc/{pid}/task/{tid}/root"):
            return f"{pid}/task/{tid}"
    return sys.exit(f"nothing runs in process {pid}")


def in_view_of(pid, function):
    """What function(proc) returns in the mount namespace and root of pid; proc is our /proc."""
    proc = os.open("/proc", os.O_RDONLY | os.O_DIRECTORY)
    thread = living_thread(pid)
    receive, send = os.pipe()
    child = os.fork()
    if child == 0:
        status = 1
        try:
            namespace = os.open(f"/proc/{thread}/ns/mnt", os.O_RDONLY)
            root = os.open(f"/proc/{thread}/root", os.O_RDONLY | os.O_DIRECTORY)
            if libc.setns(namespace, CLONE_NEWNS) != 0:
                raise OSError(ctypes.get_errno(), "setns")
            top = os.readlink(f"{thread}/root", dir_fd=proc)
            mounts = read(proc, f"{os.getpid()}/mountinfo")
            os.fchdir(root)
            os.chroot(".")
            with os.fdopen(send, "wb") as file:
                pickle.dump((top, mounts, function(proc)), file)
            status = 0
        except OSError:
            traceback.print_exc()
        finally:
            os._exit(status)
    os.close(send)
    with os.fdopen(receive, "rb") as file:
        data = file.read()
    os.close(proc)
    if os.waitpid(child, 0)[1] != 0:
        sys.exit(f"cannot see what process {pid} sees")
    return pickle.loads(data)


def read(proc, name):
    with os.fdopen(os.open(name, os.O_RDONLY, dir_fd=proc), "rb") as file:
        return file.read()


def names_in(proc, name):
    directory = os.open(name, os.O_RDONLY | os.O_DIRECTORY, dir_fd=proc)
    names = os.listdir(directory)
    os.close(directory)
    return names


class Link:
    """A symbolic link of /proc, or the path in a line of maps."""

    def __init__(self, proc, name, text=None):
        self.text = os.readlink(name, dir_fd=proc) if text is None else text
        try:
            self.stat = os.stat(name, dir_fd=proc)
        except OSError:
            self.stat = None
        # The kernel's mark may be part of a name.
        self.deleted = self.text.endswith(" (deleted)") and not self.leads_there()

    def leads_there(self):
        try:
            named = os.lstat(self.text)
        except OSError:
            return False
        return not self.stat or (named.st_dev, named.st_ino) == (self.stat.st_dev, self.stat.st_ino)

    def difference(self, text, status):
        """Why text and status do not tell this link; None if they do."""
        words = status_words(status)
        bare = self.text.removesuffix(" (deleted)") if self.deleted else self.text
        if text is None:
            return f"no text but {status} of {self.text!r}"
        if "pseudo" in words:
            # memfd and shared memory look like deleted files at a root
            name = bare.removeprefix("/") if self.deleted else bare
            if bare.startswith("/") and not self.deleted:
                return f"{self.text!r} is called pseudo"
            return None if text == name else f"{text!r}, not {name!r}"
        if not bare.startswith("/"):
            return f"{status}, not pseudo, of {self.text!r}"
        if ("deleted" in words) != self.deleted:
            return f"{status} of {self.text!r}"
        if text.lstrip("/") != bare.lstrip("/"):
            return f"{text!r}, not {bare!r}"
        if not words & {"detached", "escaped"} and not text.startswith("/"):
            return f"{text!r} has no leading slash"
        return None


def fields_of(proc, name):
    lines = (line.partition(":") for line in read(proc, name).decode(errors="replace").splitlines())
    return {key: value.strip() for key, _, value in lines}


def unescape_map(text):
    return os.fsdecode(re.sub(rb"\\([0-7]{3})", lambda m: bytes([int(m[1], 8)]), text))


def task_of(proc, task):
    """One thread: descriptors, mappings, place and ids."""
    found = {"fds": {}, "maps": {}, "links": {}, "status": fields_of(proc, f"{task}/status")}
    for name in ("exe", "cwd"):
        try:
            found["links"][name] = Link(proc, f"{task}/{name}")
        except OSError:
            found["links"][name] = None
    found["stat"] = read(proc, f"{task}/stat").rpartition(b")")[2].split()
    found["comm"] = os.fsdecode(read(proc, f"{task}/comm")[:-1])
    found["mntns"] = int(re.sub(r"\D", "", os.readlink(f"{task}/ns/mnt", dir_fd=proc)))
    for fd in names_in(proc, f"{task}/fd"):
        info = fields_of(proc, f"{task}/fdinfo/{fd}")
        found["fds"][int(fd)] = (Link(proc, f"{task}/fd/{fd}"), int(info["flags"], 8),
                                 info["mnt_id"])
    main = re.sub(r"/task/.*", "", task)
    for line in read(proc, f"{task}/maps").splitlines():
        addr, prot, shared, ino, text = MAP_LINE.match(line).groups()
        if ino == b"0" and not text.startswith((b"/", b"anon_inode:")):
            continue
        addr = addr.decode()
        plain = "-".join(f"{int(end, 16):x}" for end in addr.split("-"))
        found["maps"][addr] = (Link(proc, f"{main}/map_files/{plain}", unescape_map(text)),
                               prot.decode(), shared == b"s")
    return found


def tasks_of(pid):
    def all_of(proc):
        tasks = {}
        for tid in names_in(proc, f"{pid}/task"):
            try:
                tasks[int(tid)] = task_of(proc, f"{pid}/task/{tid}")
            except OSError:  # one that has ended is still listed while others run
                continue
        return tasks

    root, mountinfo, tasks = in_view_of(pid, all_of)
    types = {}
    for line in mountinfo.decode(errors="replace").splitlines():
        before, _, after = line.partition(" - ")
        types[before.split()[0]] = after.split()[0].partition(".")[0]
    return root, types, tasks


class Comparison:
    def __init__(self):
        self.wrong = []
        self.compared = collections.Counter()

    def check(self, event, field, want):
        have = event.get(field)
        if have != want:
            self.say(event, f"{field} is {have!r}, not {want!r}")

    def say(self, event, why):
        where = event.get("fd", event.get("addr"))
        self.wrong.append(f"{event['op']} {where} of {event['pid']}/{event['tid']}: {why}")

    def link(self, event, field, link):
        status = event[f"{field}_status"]
        if link is None:
            if "absent" not in status_words(status):
                self.say(event, f"{field} {event[field]!r} is {status}, there is none")
        elif why := link.difference(event[field], status):
            self.say(event, f"{field}: {why}")

    def inode(self, event, stat):
        # st_dev and st_ino are not the kernel's own numbers on file systems stacked or split
        if stat and event["fstype"] not in ("overlay", "btrfs", "fuse"):
            self.check(event, "ino", stat.st_ino)
            self.check(event, "dev", f"{os.major(stat.st_dev)}:{os.minor(stat.st_dev)}")

    def task(self, event, task, root):
        status, stat = task["status"], task["stat"]
        self.check(event, "ppid", int(stat[1]))
        self.check(event, "uid", int(status["Uid"].split()[0]))
        self.check(event, "gid", int(status["Gid"].split()[0]))
        self.check(event, "comm", task["comm"])
        self.check(event, "mntns", task["mntns"])
        inner = int(status["NStgid"].split()[-1])
        if event.get("ns_pid", event["pid"]) != inner:
            self.say(event, f"ns_pid is {event.get('ns_pid')}, inside it is {inner}")
        for field in ("exe", "cwd"):
            self.link(event, field, task["links"][field])
        if event["root"] != root or event["root_status"] != "ok":
            self.say(event, f"root is {event['root']!r} ({event['root_status']}), not {root!r}")

    def open(self, event, want, types):
        link, flags, mount = want
        self.link(event, "path", link)
        self.inode(event, link.stat)
        flags &= ~UNSAID_FLAGS
        have = sum(getattr(os, word) for word in event["flags"].split("|"))
        if have != flags:
            self.say(event, f"flags are {event['flags']}, not {flags:#o}")
        access = "path" if flags & os.O_PATH else ["r", "w", "rw"][flags & os.O_ACCMODE]
        if event["access"].split("+")[0] != access:
            self.say(event, f"access is {event['access']}, not {access}")
        if mount in types:
            self.check(event, "fstype", types[mount])

    def map(self, event, want):
        link, prot, shared = want
        self.link(event, "path", link)
        self.inode(event, link.stat)
        names = {"r": "PROT_READ", "w": "PROT_WRITE", "x": "PROT_EXEC"}
        self.check(event, "prot", "|".join(names[c] for c in prot if c != "-") or "PROT_NONE")
        self.check(event, "access", f"{prot} {'shared' if shared else 'private'}")
        self.check(event, "map_flags", "MAP_SHARED" if shared else "MAP_PRIVATE")

    def process(self, pid, events):
        root, types, tasks = tasks_of(pid)
        wanted = collections.Counter()
        for task in tasks.values():
            ours = {("fd", fd, link.text, flags) for fd, (link, flags, _) in task["fds"].items()}
            ours |= {("map", addr, None, None) for addr in task["maps"]}
            for key in ours:
                wanted[key] = 1  # threads share them, or have another file there
        have = collections.Counter()
        for event in events:
            task = tasks.get(event["tid"])
            if not task:
                self.say(event, "there is no such thread")
                continue
            self.task(event, task, root)
            if event["op"] == "held-open":
                want = task["fds"].get(event["fd"])
                if want:
                    have["fd", event["fd"], want[0].text, want[1]] += 1
                    self.open(event, want, types)
                else:
                    self.say(event, f"it has no such descriptor; path {event['path']!r}")
            else:
                want = task["maps"].get(event["addr"])
                if want:
                    have["map", event["addr"], None, None] += 1
                    self.map(event, want)
                else:
                    self.say(event, f"it has no such mapping; path {event['path']!r}")
        for key in sorted(set(wanted) | set(have), key=str):
            if wanted[key] != have[key]:
                self.wrong.append(f"{key} of {pid}: {have[key]} records, not {wanted[key]}")
        self.compared["descriptors"] += sum(n for k, n in wanted.items() if k[0] == "fd")
        self.compared["mappings"] += sum(n for k, n in wanted.items() if k[0] == "map")


def main():
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    events = read_events(sys.argv[1])[0]
    pids = [int(word) for word in sys.argv[2:]]
    comparison = Comparison()
    for pid in pids:
        comparison.process(pid, [e for e in events if e["pid"] == pid and
                                 e["op"] in ("held-open", "held-map")])
    others = len([e for e in events if e["pid"] not in pids])
    print(f"{len(pids)} processes, {comparison.compared['descriptors']} descriptors, "
          f"{comparison.compared['mappings']} mappings, {len(comparison.wrong)} wrong; "
          f"{others} records of others")
    for line in comparison.wrong[:20]:
        print("wrong:", line.encode("utf-8", "backslashreplace").decode())
    complete = comparison.compared["descriptors"] and comparison.compared["mappings"]
    return 0 if complete and not comparison.wrong else 1


if __name__ == "__main__":
    sys.exit(main())
