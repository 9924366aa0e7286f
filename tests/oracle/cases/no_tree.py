# SPDX-License-Identifier: GPL-2.0-only
"""What is no ordinary file: memory, pipes, sockets, namespaces, devices."""
import mmap
import os
import select
import socket
import struct

from . import system
from .making import Cannot, case


@case
def memory_file(c):
    """a memfd"""
    fd = os.memfd_create("memory")
    yield
    c.opened(os.open(f"/proc/self/fd/{fd}", os.O_RDONLY), path_status="pseudo",
             path="memfd:memory")


@case
def mapped_memory_file(c):
    """a map of a memfd"""
    yield
    fd = os.memfd_create("line\nbreak")
    os.truncate(fd, 4096)
    mmap.mmap(fd, 4096)
    c.opened(fd, op="mmap", path_status="pseudo", path="memfd:line\nbreak")


@case
def pipe(c):
    """a pipe"""
    fds = os.pipe()
    yield
    c.opened(os.open(f"/proc/self/fd/{fds[0]}", os.O_RDONLY), path_status="pseudo",
             path=c.link(f"fd/{fds[0]}"))


def cannot_open(c, fd):
    """Of an open that is permitted and then fails, what is to be seen: the failure alone."""
    name = f"/proc/self/fd/{fd}"
    c.fails(name, path=name)
    c.opened(fd, what="permitted", seen=False, path_status="pseudo", path=c.link(f"fd/{fd}"))


@case
def reopened_socket(c):
    """a socket, opened by /proc/self/fd: it fails"""
    yield
    with socket.socket(socket.AF_UNIX) as one:
        cannot_open(c, one.fileno())


@case
def reopened_epoll(c):
    """an epoll instance, likewise"""
    yield
    with select.epoll() as one:
        cannot_open(c, one.fileno())


@case
def mapped_socket(c):
    """a map of a socket"""
    yield
    try:
        one = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 0)
        one.setsockopt(263, 5, struct.pack("4I", 4096, 1, 2048, 2))  # SOL_PACKET, PACKET_RX_RING
    except OSError as error:
        raise Cannot(f"no ring of packets: {error.strerror}") from error
    address = system.libc.mmap
    address.restype = system.ctypes.c_void_p
    if address(None, system.ctypes.c_size_t(4096), 1, mmap.MAP_SHARED, one.fileno(),
               system.ctypes.c_long(0)) == system.ctypes.c_void_p(-1).value:
        raise OSError(system.ctypes.get_errno(), "mmap of a socket")
    c.opened(one.fileno(), op="mmap", path_status="pseudo", path=c.link(f"fd/{one.fileno()}"))


@case
def namespace_file(c):
    """a namespace's file in /proc"""
    yield
    fd = os.open("/proc/self/ns/uts", os.O_RDONLY)
    c.opened(fd, path_status="pseudo", path=f"nsfs:[{os.fstat(fd).st_ino}]")


@case
def bound_namespace_file(c):
    """a namespace's file, mounted"""
    path = c.file("uts")
    system.bind("/proc/self/ns/uts", path)
    yield
    c.opened(os.open(path, os.O_RDONLY), path=path)


@case
def null_device(c):
    """a device, and a node of it elsewhere"""
    node = f"{c.dir}/node"
    try:
        os.mknod(node, 0o600 | 0o020000, os.makedev(1, 3))
        os.close(os.open(node, os.O_RDONLY))
    except OSError as error:  # not allowed, or mounted nodev
        raise Cannot(f"no devices here: {error.strerror}") from error
    yield
    c.opened(os.open("/dev/null", os.O_RDONLY), path="/dev/null")
    fd = os.open(node, os.O_RDONLY)
    c.opened(fd, what="node", path=node)


@case
def terminal(c):
    """a terminal"""
    ends = os.openpty()
    name = os.ttyname(ends[1])
    yield
    c.opened(os.open(name, os.O_RDWR | os.O_NOCTTY), path=name)


@case
def named_pipe(c):
    """a named pipe"""
    path = f"{c.dir}/fifo"
    os.mkfifo(path)
    yield
    c.opened(os.open(path, os.O_RDWR), path=path)
