# SPDX-License-Identifier: GPL-2.0-only
"""/proc: its files, and its links that lead to files by no name."""
import mmap
import os

from . import system
from .making import Cannot, case


@case
def proc_file(c):
    """a file of /proc/self"""
    yield
    c.opened(os.open("/proc/self/status", os.O_RDONLY), path=f"/proc/{os.getpid()}/status")


@case
def own_exe_link(c):
    """by /proc/self/exe"""
    yield
    c.opened(os.open("/proc/self/exe", os.O_RDONLY), path=c.link("exe"))


@case
def others_cwd_link(c):
    """by /proc/PID/cwd"""
    path = c.file("sub", "file")
    holder = system.holder(lambda: os.chdir(f"{c.dir}/sub"))
    yield
    c.opened(os.open(f"/proc/{holder}/cwd/file", os.O_RDONLY), path=path)
    os.kill(holder, 9)


@case
def others_root_link(c):
    """by /proc/PID/root of a chroot"""
    path = c.file("jail", "file")
    holder = system.holder(lambda: os.chroot(f"{c.dir}/jail"))
    yield
    c.opened(os.open(f"/proc/{holder}/root/file", os.O_RDONLY), path=path)
    os.kill(holder, 9)


@case
def others_descriptor_link(c):
    """by /proc/PID/fd"""
    path = c.file("file")
    fds = []
    holder = system.holder(lambda: fds.append(os.dup2(os.open(path, os.O_RDONLY), 200)))
    yield
    c.opened(os.open(f"/proc/{holder}/fd/200", os.O_RDONLY), path=path)
    os.kill(holder, 9)


@case
def map_files_link(c):
    """by /proc/self/map_files"""
    path = c.file("file")
    if not os.path.isdir("/proc/self/map_files"):
        raise Cannot("this kernel has none")
    yield
    fd = os.open(path, os.O_RDWR)
    held = mmap.mmap(fd, 4096)
    os.close(fd)
    with open("/proc/self/maps", encoding="utf-8", errors="surrogateescape") as maps:
        place, = [line.split()[0] for line in maps if line.rstrip("\n").endswith(path)]
    begin, end = (int(part, 16) for part in place.split("-"))
    c.opened(os.open(f"/proc/self/map_files/{begin:x}-{end:x}", os.O_RDONLY), path=path)
    held.close()
