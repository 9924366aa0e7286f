#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""Uses files in many ways, the same each time: what filter_cases.py filters.

usage: filter_scenario.py DIRECTORY, which holds what filter_cases.py made there. Needs root.
"""
import ctypes
import mmap
import os
import sys
import threading

libc = ctypes.CDLL(None, use_errno=True)
O_ACCMODE = 3


def use(path, flags, dir_fd=None):
    os.close(os.open(path, flags, 0o644, dir_fd=dir_fd))


def opens(top):
    for name, flags in (("r", os.O_RDONLY), ("w", os.O_WRONLY), ("rw", os.O_RDWR),
                        ("ioctl", O_ACCMODE), ("a", os.O_WRONLY | os.O_APPEND),
                        ("trunc", os.O_WRONLY | os.O_TRUNC), ("path", os.O_PATH),
                        ("sync", os.O_RDONLY | os.O_SYNC | os.O_NOFOLLOW)):
        use(f"{top}/plain/{name}", flags)
    for name, flags in (("create", os.O_CREAT), ("excl", os.O_CREAT | os.O_EXCL)):
        use(f"{top}/new/{name}", os.O_WRONLY | flags)
        os.unlink(f"{top}/new/{name}")
    use(f"{top}/new", os.O_RDWR | os.O_TMPFILE)
    use(f"{top}/plain", os.O_RDONLY | os.O_DIRECTORY)
    use(f"{top}/hard link", os.O_RDONLY)
    use(f"{top}/plain/a,b", os.O_RDONLY)
    use(f"{top}/plain/!x", os.O_RDONLY)
    use(f"{top}/deep/er/still/file.conf", os.O_RDONLY)
    use(f"{top}/deeper/file.conf", os.O_RDONLY)


def elsewhere(top):
    for path in ("/dev/null", "/proc/self/status", "/sys/kernel/mm", "/etc/hostname",
                 f"/dev/shm/{os.path.basename(top)}"):
        use(path, os.O_RDONLY)
    fd = os.open(f"{top}/gone", os.O_CREAT | os.O_RDWR)
    os.unlink(f"{top}/gone")
    use(f"/proc/self/fd/{fd}", os.O_RDONLY)  # deleted
    os.close(fd)
    pipe = os.pipe()
    use(f"/proc/self/fd/{pipe[0]}", os.O_RDONLY)  # pseudo
    fifo = os.open(f"{top}/fifo", os.O_RDWR)
    os.close(fifo)


def maps(top):
    fd = os.open(f"{top}/map", os.O_RDWR)
    for flags in (mmap.MAP_SHARED, mmap.MAP_PRIVATE):
        for prot in (mmap.PROT_READ, mmap.PROT_WRITE, mmap.PROT_READ | mmap.PROT_EXEC,
                     mmap.PROT_READ | mmap.PROT_WRITE, 0):
            libc.mmap.restype = ctypes.c_void_p
            libc.mmap(None, 4096, prot, flags, fd, ctypes.c_long(0))
    os.close(fd)


def in_child(work):
    pid = os.fork()
    if pid == 0:
        try:
            work()
        finally:
            os._exit(0)
    os.waitpid(pid, 0)


def others(top):
    def as_user(uid, gid):
        os.setresgid(gid, gid, gid)
        os.setresuid(uid, uid, uid)
        use(f"{top}/plain/r", os.O_RDONLY)

    def named(name):
        with open("/proc/self/comm", "w") as comm:
            comm.write(name)
        use(f"{top}/plain/r", os.O_RDONLY)

    def in_root():
        os.chroot(f"{top}/deep")
        os.chdir("/er")
        use("still/file.conf", os.O_RDONLY)

    def in_directory():
        os.chdir(f"{top}/deep")
        use("er/still/file.conf", os.O_RDONLY)

    for uid, gid in ((1, 1), (1000, 1001), (1500, 1500), (65534, 65534)):
        in_child(lambda: as_user(uid, gid))
    for name in ("worker/0", "worker/12", "exactly-15-byte", "x"):
        in_child(lambda: named(name))
    in_child(in_root)
    in_child(in_directory)
    thread = threading.Thread(target=use, args=(f"{top}/plain/r", os.O_RDONLY))
    thread.start()
    thread.join()
    for program in ("true", "cat"):
        in_child(lambda: os.execv(f"/bin/{program}", [program, f"{top}/plain/r"]))


os.chdir("/")
os.umask(0o022)
for part in (opens, elsewhere, maps, others):
    part(sys.argv[1])
