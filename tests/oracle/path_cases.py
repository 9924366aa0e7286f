#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""Opens files in every kind of place a path can be hard to tell, and writes what is to be seen.

usage: path_cases.py WORKDIR EXPECTED

To be run as root under `fileaudit watch --json -o EVENTS -- …`; then
`check_cases.py EVENTS EXPECTED`. Where a path can be told at all, the expected text is the
kernel's own: what readlink(/proc/self/fd/N) and getcwd(2) say to the process itself.
"""
import ctypes
import json
import mmap
import os
import shutil
import subprocess
import sys
import traceback

libc = ctypes.CDLL(None, use_errno=True)
CLONE_NEWNS, MS_BIND, MS_REC, MS_PRIVATE, MNT_DETACH = 0x20000, 4096, 16384, 1 << 18, 2
CASES = []


def call(name, *args):
    args = [os.fsencode(a) if isinstance(a, str) else a for a in args]
    if getattr(libc, name)(*args) != 0:
        raise OSError(ctypes.get_errno(), f"{name}{args}: {os.strerror(ctypes.get_errno())}")


def mount_tmpfs(where):
    os.makedirs(where, exist_ok=True)
    call("mount", "tmpfs", where, "tmpfs", ctypes.c_ulong(0), None)


def bind(source, target):
    call("mount", source, target, None, ctypes.c_ulong(MS_BIND), None)


def private_namespace():
    call("unshare", CLONE_NEWNS)
    call("mount", None, "/", None, ctypes.c_ulong(MS_REC | MS_PRIVATE), None)


def helper():
    """A fork that does not outlive this program."""
    pid = os.fork()
    if pid == 0:
        call("prctl", 1, 9)  # PR_SET_PDEATHSIG, SIGKILL
    return pid


class Case:
    """What one case works with. Up to its `yield` a case prepares, in the common parent; after
    it, it acts, in a process of its own whose opens are the ones compared."""

    def __init__(self, name, work, proc, expected):
        self.name, self.proc, self.expected = name, proc, expected
        self.dir = os.path.join(work, name)
        os.mkdir(self.dir)

    def file(self, *names):
        path = os.path.join(self.dir, *names)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        os.mknod(path)
        os.truncate(path, 4096)
        return path

    def link(self, name):
        # By a descriptor of /proc that outlives chroot; relative to the caller's root.
        try:
            text = os.readlink(f"self/{name}", dir_fd=self.proc)
        except OSError:
            return None
        return text.removesuffix(" (deleted)") if text else text

    def opened(self, fd, op="open", **expected):
        """Writes down what is to be seen of the open of `fd`. A status of None is not compared,
        a text is only where one is given or, for status ok, the kernel tells it."""
        stat = os.fstat(fd)
        record = {"case": self.name, "op": op, "pid": os.getpid(), "ino": stat.st_ino,
                  "path_status": "ok", "exe": self.link("exe"), "exe_status": "ok",
                  "cwd_status": "ok", "root": "/", "root_status": "ok"}
        record.update(expected)
        if record["path_status"] == "ok":
            record.setdefault("path", self.link(f"fd/{fd}"))
        if record["cwd_status"] == "ok":
            record.setdefault("cwd", os.getcwd())
        if record["exe_status"] != "ok":
            del record["exe"]
        os.write(self.expected, json.dumps(record).encode() + b"\n")


def case(function):
    CASES.append(function)
    return function


# ---- plain names ------------------------------------------------------------------------------

@case
def absolute(c):
    path = c.file("file")
    yield
    c.opened(os.open(path, os.O_RDWR), path=path)


@case
def relative(c):
    path = c.file("sub", "file")
    yield
    os.chdir(c.dir)
    c.opened(os.open("sub/../sub/./file", os.O_RDONLY), path=path, cwd=c.dir)


@case
def by_directory_descriptor(c):
    path = c.file("sub", "file")
    directory = os.open(os.path.dirname(path), os.O_PATH)
    yield
    c.opened(os.open("file", os.O_RDONLY, dir_fd=directory), path=path)


@case
def through_symlink(c):
    path = c.file("real")
    os.symlink("real", f"{c.dir}/link")
    yield
    c.opened(os.open(f"{c.dir}/link", os.O_RDONLY), path=path)


@case
def odd_names(c):
    names = ["line\nbreak", "x (deleted)", "quo\"te\\", "esc\x1b[31m", "ümlaut", "n" * 255, " ",
             os.fsdecode(b"not\xffutf-8\xc3")]
    paths = [c.file(name) for name in names]
    yield
    for path in paths:
        c.opened(os.open(path, os.O_RDONLY), path=path)


@case
def proc_file(c):
    yield
    c.opened(os.open("/proc/self/status", os.O_RDONLY), path=f"/proc/{os.getpid()}/status")


# ---- mounts -----------------------------------------------------------------------------------

@case
def bind_mount(c):
    c.file("a", "file")
    os.mkdir(f"{c.dir}/b")
    bind(f"{c.dir}/a", f"{c.dir}/b")
    yield
    c.opened(os.open(f"{c.dir}/b/file", os.O_RDONLY), path=f"{c.dir}/b/file")


@case
def bind_mounted_file(c):
    source, target = c.file("a"), c.file("b")
    bind(source, target)
    yield
    c.opened(os.open(target, os.O_RDONLY), path=target)


@case
def nested_mounts(c):
    mount_tmpfs(f"{c.dir}/m")
    mount_tmpfs(f"{c.dir}/m/n")
    mount_tmpfs(f"{c.dir}/m/n/o/p")
    path = c.file("m", "n", "o", "p", "q", "file")
    yield
    c.opened(os.open(path, os.O_RDONLY), path=path)


@case
def stacked_mounts(c):
    mount_tmpfs(f"{c.dir}/m")
    mount_tmpfs(f"{c.dir}/m")
    path = c.file("m", "file")
    yield
    c.opened(os.open(path, os.O_RDONLY), path=path)


def mount_overlay(c):
    for name in ("lower", "upper", "work", "merged"):
        os.mkdir(f"{c.dir}/{name}")
    c.file("lower", "file")
    options = ",".join(f"{key}dir={c.dir}/{key}" for key in ("lower", "upper", "work"))
    call("mount", "overlay", f"{c.dir}/merged", "overlay", ctypes.c_ulong(0), options)
    return f"{c.dir}/merged/file"


@case
def overlaid(c):
    path = mount_overlay(c)
    yield
    c.opened(os.open(path, os.O_RDONLY), path=path)  # and not also the file below


@case
def overlaid_and_copied_up(c):
    path = mount_overlay(c)
    yield
    # To copy, the kernel opens the lower file through a mount of its own, which is in no
    # namespace: an LSM or fentry hook sees that open too. This is about the process's own.
    fd = os.open(path, os.O_WRONLY)
    dev = os.fstat(fd).st_dev
    c.opened(fd, path=path, dev=f"{os.major(dev)}:{os.minor(dev)}")


@case
def own_mount_namespace(c):
    yield
    private_namespace()
    mount_tmpfs(f"{c.dir}/m")
    path = c.file("m", "file")
    # unshare(2) moves root and cwd to the copied mounts; the running program's file stays behind.
    c.opened(os.open(path, os.O_RDONLY), path=path, exe_status="detached")


@case
def foreign_mount_namespace(c):
    ready = os.pipe()
    if (holder := helper()) == 0:
        private_namespace()
        mount_tmpfs(f"{c.dir}/m")
        c.file("m", "file")
        os.write(ready[1], b".")
        libc.pause()
    os.read(ready[0], 1)
    directory = os.open(f"/proc/{holder}/root{c.dir}/m", os.O_PATH)
    yield
    c.opened(os.open("file", os.O_RDONLY, dir_fd=directory), path_status="detached")
    os.kill(holder, 9)


@case
def lazily_unmounted(c):
    mount_tmpfs(f"{c.dir}/m")
    c.file("m", "sub", "file")
    yield
    os.chdir(f"{c.dir}/m/sub")
    call("umount2", f"{c.dir}/m", MNT_DETACH)
    c.opened(os.open("file", os.O_RDONLY), path_status="detached", cwd_status="detached")


# ---- no longer, or never, in the tree ---------------------------------------------------------

@case
def deleted_file(c):
    path = c.file("file")
    fd = os.open(path, os.O_RDONLY)
    os.unlink(path)
    yield
    c.opened(os.open(f"/proc/self/fd/{fd}", os.O_RDONLY), path=path, path_status="deleted")


@case
def deleted_cwd(c):
    path, gone = c.file("file"), f"{c.dir}/gone"
    os.mkdir(gone)
    yield
    os.chdir(gone)
    os.rmdir(gone)
    c.opened(os.open(path, os.O_RDONLY), path=path, cwd=gone, cwd_status="deleted")


@case
def deleted_exe(c):
    path, fifo, program = c.file("file"), f"{c.dir}/fifo", f"{c.dir}/cat"
    os.mkfifo(fifo)
    shutil.copy("/usr/bin/cat", program)
    yield
    child = subprocess.Popen([program, fifo, path], stdout=subprocess.DEVNULL)
    with open(fifo, "w", encoding="ascii"):  # cat waits in its open of the fifo until here
        os.unlink(program)
    assert child.wait() == 0
    c.opened(os.open(path, os.O_RDONLY), pid=child.pid, path=path, exe_status="deleted")


@case
def unnamed_file(c):
    yield
    fd = os.open(c.dir, os.O_TMPFILE | os.O_RDWR)
    c.opened(fd, path_status="deleted")


@case
def memory_file(c):
    fd = os.memfd_create("memory")
    yield
    c.opened(os.open(f"/proc/self/fd/{fd}", os.O_RDONLY), path_status="pseudo")


@case
def pipe(c):
    fds = os.pipe()
    yield
    c.opened(os.open(f"/proc/self/fd/{fds[0]}", os.O_RDONLY), path_status="pseudo")


# ---- long and deep ----------------------------------------------------------------------------

def descend(top, names):
    os.chdir(top)
    for name in names:
        os.mkdir(name)
        os.chdir(name)


@case
def three_hundred_components(c):
    yield
    descend(c.dir, [f"d{i}" for i in range(300)])
    os.mknod("file")
    c.opened(os.open("file", os.O_RDONLY), path=f"{os.getcwd()}/file")


@case
def longest_path(c):
    yield
    length, step = 4095 - len("/file"), 201
    room = length - len(c.dir)
    names = ["l" * 200] * (room // step)
    if room % step > 1:
        names.append("r" * (room % step - 1))
    elif room % step == 1:  # no room for a slash and a name: take one byte from the last
        names[-1:] = ["l" * 100, "r" * 100]
    descend(c.dir, names)
    os.mknod("file")
    path = f"{os.getcwd()}/file"
    assert len(path) == 4095, len(path)
    c.opened(os.open("file", os.O_RDONLY), path=path)


@case
def longer_than_path_max(c):
    yield
    names = [f"{i:03}" + "t" * 197 for i in range(30)]
    descend(c.dir, names)
    os.mknod("file")
    whole = "/".join([c.dir, *names, "file"])
    c.opened(os.open("file", os.O_RDONLY), path_status="truncated", path_tail_of=whole,
             cwd_status="truncated")


# ---- another root -----------------------------------------------------------------------------

@case
def chrooted(c):
    c.file("jail", "in", "file")
    yield
    os.chroot(f"{c.dir}/jail")
    os.chdir("/in")
    c.opened(os.open("/in/file", os.O_RDONLY), path="/in/file", cwd="/in", root=f"{c.dir}/jail",
             exe_status="escaped")


@case
def chrooted_at_a_mount(c):
    mount_tmpfs(f"{c.dir}/jail")
    c.file("jail", "file")
    yield
    os.chroot(f"{c.dir}/jail")
    os.chdir("/")
    c.opened(os.open("file", os.O_RDONLY), path="/file", cwd="/", root=f"{c.dir}/jail",
             exe_status="escaped")


@case
def escaped_from_chroot(c):
    c.file("outside", "secret")
    directory = os.open(f"{c.dir}/outside", os.O_PATH)
    os.mkdir(f"{c.dir}/jail")
    yield
    os.chdir(c.dir)
    os.chroot("jail")
    c.opened(os.open("secret", os.O_RDONLY, dir_fd=directory), path_status="escaped",
             cwd_status="escaped", root=f"{c.dir}/jail", exe_status="escaped")


@case
def pivoted(c):
    yield
    private_namespace()
    mount_tmpfs(f"{c.dir}/new")
    c.file("new", "file")
    os.chdir(f"{c.dir}/new")
    call("pivot_root", ".", ".")  # puts the old root on top of the new one
    call("umount2", ".", MNT_DETACH)
    os.chdir("/")
    c.opened(os.open("/file", os.O_RDONLY), path="/file", cwd="/", root="/",
             exe_status="detached")


# ---- moving -----------------------------------------------------------------------------------

@case
def renamed_meanwhile(c):
    homes = [f"{c.dir}/one/a", f"{c.dir}/two/b"]  # one/b and two/a would be torn
    c.file("one", "a", "file")
    os.mkdir(f"{c.dir}/two")
    directory = os.open(homes[0], os.O_PATH)
    if (mover := helper()) == 0:
        while True:
            os.rename(homes[0], homes[1])
            os.rename(homes[1], homes[0])
    yield
    for _ in range(2000):
        fd = os.open("file", os.O_RDONLY, dir_fd=directory)
        os.close(fd)
    c.opened(os.open("file", os.O_RDONLY, dir_fd=directory), path=None, path_status=None,
             path_one_of=[f"{home}/file" for home in homes])
    os.kill(mover, 9)


# ---- mmap -------------------------------------------------------------------------------------

@case
def mapped(c):
    path = c.file("file")
    yield
    fd = os.open(path, os.O_RDONLY)
    for _ in range(500):  # no file: nothing to report, and nothing to dereference
        mmap.mmap(-1, 4096).close()
    mmap.mmap(fd, 4096, prot=mmap.PROT_READ, flags=mmap.MAP_SHARED)
    c.opened(fd, op="mmap", path=path)


def main():
    work, expected = os.path.realpath(sys.argv[1]), sys.argv[2]
    os.makedirs(work, exist_ok=True)
    out = os.open(expected, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_APPEND, 0o644)
    proc = os.open("/proc", os.O_RDONLY | os.O_DIRECTORY)
    os.chdir("/")
    failed = 0
    for function in CASES:
        try:
            steps = function(Case(function.__name__, work, proc, out))
            next(steps)
            sys.stdout.flush()
            if (pid := os.fork()) == 0:
                try:
                    next(steps, None)
                    os._exit(0)
                except BaseException:
                    traceback.print_exc()
                    os._exit(1)
            if os.waitpid(pid, 0)[1] == 0:
                continue
        except OSError:
            traceback.print_exc()
        print(f"FAIL {function.__name__}: the case itself could not be made")
        failed = 1
    return failed


if __name__ == "__main__":
    sys.exit(main())
