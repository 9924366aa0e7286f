# SPDX-License-Identifier: GPL-2.0-only
"""Maps of files, and descriptors that come from elsewhere."""
import mmap
import os
import socket

from . import system
from .making import case


@case
def mapped(c):
    """a map of a file"""
    path = c.file("file")
    yield
    fd = os.open(path, os.O_RDONLY)
    for _ in range(500):  # no file: nothing to report, and nothing to dereference
        mmap.mmap(-1, 4096).close()
    mmap.mmap(fd, 4096, prot=mmap.PROT_READ, flags=mmap.MAP_SHARED)
    c.opened(fd, op="mmap", path=path)


def passed(c, make, **expected):
    """What is to be seen of a descriptor that comes over a socket, mapped and opened."""
    ends = socket.socketpair()

    def send():
        fd = make()
        os.truncate(fd, 4096)
        socket.send_fds(ends[0], [b"."], [fd])
    os.waitpid(system.helper(send), 0)
    yield
    fd = socket.recv_fds(ends[1], 1, 1)[1][0]
    mmap.mmap(fd, 4096)
    c.opened(fd, op="mmap", **expected)
    c.opened(os.open(f"/proc/self/fd/{fd}", os.O_RDONLY), **expected)


@case
def passed_over_a_socket(c):
    """a descriptor passed over a socket, then mapped and opened"""
    path = c.file("file")
    yield from passed(c, lambda: os.open(path, os.O_RDWR), path=path)


@case
def memory_passed_over_a_socket(c):
    """a memfd passed over a socket, then mapped and opened"""
    yield from passed(c, lambda: os.memfd_create("passed"), path="memfd:passed",
                      path_status="pseudo")


@case
def passed_from_another_namespace(c):
    """a descriptor passed by a process of another mount namespace"""
    ends = socket.socketpair()

    def prepare():
        system.private_namespace()
        system.mount_tmpfs(f"{c.dir}/m")
        socket.send_fds(ends[0], [b"."], [os.open(c.file("m", "file"), os.O_RDWR)])
    holder = system.holder(prepare)
    yield
    fd = socket.recv_fds(ends[1], 1, 1)[1][0]
    mmap.mmap(fd, 4096)
    expected = {"path_status": "detached", "path": f"{c.dir}/m/file"[1:]}
    c.opened(fd, op="mmap", **expected)
    c.opened(os.open(f"/proc/self/fd/{fd}", os.O_RDONLY), **expected)
    os.kill(holder, 9)
