# SPDX-License-Identifier: GPL-2.0-only
"""System calls that Python does not have, and what is made with them."""
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
CLONE_NEWNS, CLONE_NEWUSER, CLONE_NEWPID = 0x20000, 0x10000000, 0x20000000
MS_BIND, MS_MOVE, MS_REC, MS_PRIVATE, MNT_DETACH = 4096, 8192, 16384, 1 << 18, 2
AT_FDCWD, AT_SYMLINK_FOLLOW, AT_EMPTY_PATH = -100, 0x400, 0x1000


def ask(name, *args):
    """What the C library's function answers, which is not negative."""
    args = [os.fsencode(a) if isinstance(a, str) else a for a in args]
    answer = getattr(libc, name)(*args)
    if answer < 0:
        raise OSError(ctypes.get_errno(), f"{name}{args}: {os.strerror(ctypes.get_errno())}")
    return answer


def mount(source, where, kind, options=None):
    os.makedirs(where, exist_ok=True)
    ask("mount", source, where, kind, ctypes.c_ulong(0), options)


def mount_tmpfs(where, options=None):
    mount("tmpfs", where, "tmpfs", options)


def bind(source, target):
    ask("mount", source, target, None, ctypes.c_ulong(MS_BIND), None)


def move_mount(source, target):
    ask("mount", source, target, None, ctypes.c_ulong(MS_MOVE), None)


def unmount_lazily(where):
    ask("umount2", where, MNT_DETACH)


def private_namespace(more=0):
    ask("unshare", CLONE_NEWNS | more)
    ask("mount", None, "/", None, ctypes.c_ulong(MS_REC | MS_PRIVATE), None)


def write(path, text):
    with open(path, "w", encoding="ascii") as file:
        file.write(text)


def helper(act):
    """A process that does this and no more, and does not outlive this program."""
    pid = os.fork()
    if pid == 0:
        try:
            ask("prctl", 1, 9)  # PR_SET_PDEATHSIG, SIGKILL
            act()
            os._exit(0)
        finally:
            os._exit(1)
    return pid


def holder(prepare):
    """A helper that has prepared something in a process of its own and now waits."""
    ready = os.pipe()

    def act():
        try:
            prepare()
            os.write(ready[1], b".")
            libc.pause()
        except OSError as error:
            os.write(ready[1], str(error).encode())
    pid = helper(act)
    os.close(ready[1])
    answer = os.read(ready[0], 1000)
    os.close(ready[0])
    if answer != b".":
        raise OSError(answer.decode())
    return pid
