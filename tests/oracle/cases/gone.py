# SPDX-License-Identifier: GPL-2.0-only
"""Files no longer in the tree, or never."""
import mmap
import os
import socket
import struct

from . import system
from .making import Cannot, case


@case
def deleted_file(c):
    """a deleted file"""
    path = c.file("file")
    fd = os.open(path, os.O_RDONLY)
    os.unlink(path)
    yield
    c.opened(os.open(f"/proc/self/fd/{fd}", os.O_RDONLY), path=path, path_status="deleted")


@case
def deleted_and_made_anew(c):
    """a deleted file, and another that has its name now"""
    path = c.file("file")
    fd = os.open(path, os.O_RDONLY)
    os.unlink(path)
    c.file("file")
    yield
    c.opened(os.open(f"/proc/self/fd/{fd}", os.O_RDONLY), what="old", path=path,
             path_status="deleted")
    c.opened(os.open(path, os.O_RDONLY), what="new", path=path)


@case
def unnamed_file(c):
    """a file without a name (O_TMPFILE)"""
    yield
    fd = os.open(c.dir, os.O_TMPFILE | os.O_RDWR)
    c.opened(fd, path_status="deleted")


@case
def unnamed_file_linked(c):
    """a file that got its name later (O_TMPFILE, linkat)"""
    path = f"{c.dir}/named"
    yield
    fd = os.open(c.dir, os.O_TMPFILE | os.O_RDWR)
    system.ask("linkat", system.AT_FDCWD, f"/proc/self/fd/{fd}", system.AT_FDCWD, path,
               system.AT_SYMLINK_FOLLOW)
    c.elsewhere(lambda: c.opened(os.open(path, os.O_RDONLY), path=path))


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
    import select
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


@case
def renamed_meanwhile(c):
    """a directory that is renamed all the time"""
    homes = [f"{c.dir}/one/a", f"{c.dir}/two/b"]  # one/b and two/a would be torn
    c.file("one", "a", "file")
    os.mkdir(f"{c.dir}/two")
    directory = os.open(homes[0], os.O_PATH)

    def rename():
        while True:
            os.rename(homes[0], homes[1])
            os.rename(homes[1], homes[0])
    mover = system.helper(rename)
    yield
    for _ in range(2000):
        fd = os.open("file", os.O_RDONLY, dir_fd=directory)
        os.close(fd)
    c.opened(os.open("file", os.O_RDONLY, dir_fd=directory), path=None, path_status=None,
             path_one_of=[f"{home}/file" for home in homes])
    os.kill(mover, 9)
