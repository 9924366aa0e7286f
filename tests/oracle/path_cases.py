#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""Opens files in every kind of place a path can be hard to tell, and writes what is to be seen.

usage: path_cases.py WORKDIR EXPECTED [CASE...]

To be run as root under `fileaudit watch --json -o EVENTS -- …`; then
`check_cases.py EVENTS EXPECTED`. Where a path can be told at all, the expected text is the
kernel's own: what readlink(/proc/self/fd/N) and getcwd(2) say to the process itself. The cases
are those of cases/. What only some kernels or backends do is in cases/differences.py alone.
"""
import os
import sys
import traceback

from cases import making
from cases import names, mounts, filesystems, gone, no_tree, mapped, magic_links  # noqa: F401
from cases import programs, roots, namespaces  # noqa: F401


def act(c, steps):
    """What the case does, in a process of its own."""
    try:
        next(steps, None)
        os._exit(0)
    except making.Cannot as reason:
        c.write(cannot=str(reason))
        os._exit(0)
    except BaseException:
        traceback.print_exc()
        os._exit(1)


def run(function, work, proc, out):
    c = making.Case(function.__name__, work, proc, out)
    c.write(title=function.title, about=function.about)
    try:
        steps = function(c)
        next(steps)
    except making.Cannot as reason:
        c.write(cannot=str(reason))
        return True
    except OSError:
        traceback.print_exc()
        return False
    sys.stdout.flush()
    if (pid := os.fork()) == 0:
        act(c, steps)
    return os.waitpid(pid, 0)[1] == 0


def main():
    work, expected, *wanted = sys.argv[1:]
    work = os.path.realpath(work)
    os.makedirs(work, exist_ok=True)
    out = os.open(expected, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_APPEND, 0o644)
    proc = os.open("/proc", os.O_RDONLY | os.O_DIRECTORY)
    os.chdir("/")
    failed = 0
    for function in making.ALL:
        name = function.__name__
        if (not wanted or name in wanted) and not run(function, work, proc, out):
            print(f"FAIL {name}: the case itself could not be made")
            failed = 1
    return failed


if __name__ == "__main__":
    sys.exit(main())
