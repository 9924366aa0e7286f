#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""Opens files, and says what fileaudit should tell of it, by the word of /proc and of stat(2).

usage: witness.py {r|w}:FILE... > EXPECTED

A line of JSON for each, with keys as in fileaudit's; what is not there should be absent; the `exe`
of an ancestor is null where nobody tells.
"""
import json
import os
import pwd
import stat
import sys

UNSET = 2**32 - 1


def read(path):
    with open(path, "rb") as file:
        return file.read()


def text(raw):
    return raw.decode("utf-8", "surrogateescape")


def status_of(pid):
    lines = (line.split(":", 1) for line in text(read(f"/proc/{pid}/status")).splitlines())
    return {key: value.strip() for key, value in lines}


def exe_of(pid):
    try:
        return os.readlink(f"/proc/{pid}/exe")
    except PermissionError:  # process 1 may be out of reach even for root
        return None


def ancestry():
    pid = int(status_of("self")["PPid"])
    while pid:
        yield {"pid": pid, "comm": text(read(f"/proc/{pid}/comm"))[:-1],
               "exe": exe_of(pid)}
        pid = int(status_of(pid)["PPid"])


def process():
    found = {"pid": os.getpid(), "uid": os.getuid(), "ancestry": list(ancestry()),
             "cmdline": read("/proc/self/cmdline").hex(), "fd": None}
    try:
        found["user"] = pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        pass
    for key, name in ("loginuid", "loginuid"), ("session", "sessionid"):
        try:
            if (number := int(read(f"/proc/self/{name}"))) != UNSET:
                found[key] = number
        except FileNotFoundError:
            pass
    for line in text(read("/proc/self/cgroup")).splitlines():
        if line.startswith("0::"):
            found["cgroup"] = line[len("0::"):]
    return found


def mount_of(fd):
    info = text(read(f"/proc/self/fdinfo/{fd}"))
    number, = (int(line.split()[1]) for line in info.splitlines() if line.startswith("mnt_id:"))
    found = [line for line in text(read("/proc/self/mountinfo")).splitlines()
             if line.split()[0] == str(number)]
    return number if found else None


def opened(name, flags):
    fd = os.open(name, flags)
    found = os.fstat(fd)
    info = {"path": os.readlink(f"/proc/self/fd/{fd}"), "fd": fd, "mnt_id": mount_of(fd),
            "mode": stat.filemode(found.st_mode), "ino": found.st_ino}
    if stat.S_ISREG(found.st_mode):
        info["size"] = found.st_size
    os.close(fd)
    return info


about = process()
for argument in sys.argv[1:]:
    way, separator, file = argument.partition(":")
    if separator and way in ("r", "w"):
        flags = os.O_NONBLOCK | (os.O_RDONLY if way == "r" else os.O_WRONLY)
        print(json.dumps(about | opened(file, flags)))
