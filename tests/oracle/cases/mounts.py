# SPDX-License-Identifier: GPL-2.0-only
"""Mounts: bound, nested, moved, hidden, taken away."""
import ctypes
import os

from . import system
from .making import Cannot, case
from .system import AT_EMPTY_PATH, AT_FDCWD, ask, bind, mount_tmpfs

OPEN_TREE_CLONE, MOVE_MOUNT_F_EMPTY_PATH = 1, 4


@case
def bind_mount(c):
    """below a bind mount"""
    c.file("a", "file")
    bind(f"{c.dir}/a", c.directory("b"))
    yield
    c.opened(os.open(f"{c.dir}/b/file", os.O_RDONLY), path=f"{c.dir}/b/file")


@case
def bind_mounted_file(c):
    """a file mounted over a file"""
    source, target = c.file("a"), c.file("b")
    bind(source, target)
    yield
    c.opened(os.open(target, os.O_RDONLY), path=target)


@case
def bind_of_a_deleted_file(c):
    """a mounted file whose own name was deleted"""
    source, target = c.file("a"), c.file("b")
    bind(source, target)
    os.unlink(source)
    yield
    c.opened(os.open(target, os.O_RDONLY), path=target, path_status="deleted")


@case
def moved_out_of_a_bind_mount(c):
    """a directory moved out of what its bind mount shows"""
    c.file("a", "sub", "file")
    bind(f"{c.dir}/a", c.directory("b"))
    directory = os.open(f"{c.dir}/b/sub", os.O_PATH)
    yield
    os.fchdir(directory)
    os.rename(f"{c.dir}/a/sub", f"{c.dir}/outside")
    # No mount of this kind leads there; in the file system it is in the end of this.
    c.opened(os.open("file", os.O_RDONLY), path_status="escaped", cwd_status="escaped",
             path_end_of=f"{c.dir}/outside/file", cwd_end_of=f"{c.dir}/outside")


@case
def nested_mounts(c):
    """mounts in mounts"""
    for where in ("m", "m/n", "m/n/o/p"):
        mount_tmpfs(f"{c.dir}/{where}")
    path = c.file("m", "n", "o", "p", "q", "file")
    yield
    c.opened(os.open(path, os.O_RDONLY), path=path)


@case
def stacked_mounts(c):
    """the upper of two mounts on one directory"""
    mount_tmpfs(f"{c.dir}/m")
    mount_tmpfs(f"{c.dir}/m")
    path = c.file("m", "file")
    yield
    c.opened(os.open(path, os.O_RDONLY), path=path)


@case
def below_another_mount(c):
    """hidden below a later mount on the same directory"""
    path = c.file("m", "file")
    directory = os.open(f"{c.dir}/m", os.O_PATH)
    mount_tmpfs(f"{c.dir}/m")
    yield
    # As the kernel has it: no name of d_path() asks whether something was mounted over it.
    c.opened(os.open("file", os.O_RDONLY, dir_fd=directory), path=path)


@case
def moved_mount(c):
    """a mount that is moved (mount --move)"""
    mount_tmpfs(f"{c.dir}/m")
    c.file("m", "before")
    c.file("m", "after")
    directory = os.open(f"{c.dir}/m", os.O_PATH)
    yield
    c.opened(os.open("before", os.O_RDONLY, dir_fd=directory), what="before",
             path=f"{c.dir}/m/before")
    system.move_mount(f"{c.dir}/m", c.directory("new"))
    c.opened(os.open("after", os.O_RDONLY, dir_fd=directory), what="after",
             path=f"{c.dir}/new/after")


@case
def lazily_unmounted(c):
    """a file and a cwd on a lazily unmounted mount"""
    mount_tmpfs(f"{c.dir}/m")
    c.file("m", "sub", "file")
    yield
    os.chdir(f"{c.dir}/m/sub")
    system.unmount_lazily(f"{c.dir}/m")
    c.opened(os.open("file", os.O_RDONLY), path_status="detached", path="sub/file",
             cwd_status="detached", cwd="sub")
    c.fails("absent", path="sub/absent", cwd_status="detached", cwd="sub")


@case
def mountpoint_removed_elsewhere(c):
    """a mount whose mount point was removed in another mount namespace"""
    point = f"{c.dir}/m"
    mount_tmpfs(point)
    c.file("m", "file")
    directory = os.open(point, os.O_PATH)

    def remove():
        system.private_namespace()
        ask("umount2", point, 0)
        os.rmdir(point)
    os.kill(system.holder(remove), 9)
    yield
    c.opened(os.open("file", os.O_RDONLY, dir_fd=directory), path_status="detached", path="file")


@case
def tree_not_attached(c):
    """a mount made by open_tree() that is not attached yet"""
    for name in ("before", "after"):
        c.file("a", name)
    try:
        tree = ask("open_tree", AT_FDCWD, f"{c.dir}/a", OPEN_TREE_CLONE)
    except AttributeError as error:
        raise Cannot(f"the C library has none: {error}") from error
    yield
    c.opened(os.open("before", os.O_RDONLY, dir_fd=tree), what="before",
             path_status="detached", path="before")
    ask("move_mount", tree, "", AT_FDCWD, c.directory("b"), MOVE_MOUNT_F_EMPTY_PATH)
    c.opened(os.open("after", os.O_RDONLY, dir_fd=tree), what="after", path=f"{c.dir}/b/after")


class MountAttributes(ctypes.Structure):
    """struct mount_attr, uapi/linux/mount.h"""
    _fields_ = [(name, ctypes.c_uint64) for name in ("set", "clear", "propagation", "userns_fd")]


@case
def idmapped_mount(c):
    """an idmapped mount"""
    mount_tmpfs(f"{c.dir}/m")
    c.file("m", "file")
    path = f"{c.directory('mapped')}/file"
    try:
        holder = system.holder(lambda: ask("unshare", system.CLONE_NEWUSER))
        for kind in ("uid", "gid"):
            system.write(f"/proc/{holder}/{kind}_map", "0 100000 65536")
        owner = os.open(f"/proc/{holder}/ns/user", os.O_RDONLY)
    except OSError as error:
        raise Cannot(f"no user namespace: {error}") from error
    os.kill(holder, 9)
    tree = ask("open_tree", AT_FDCWD, f"{c.dir}/m", OPEN_TREE_CLONE)
    attributes = MountAttributes(set=0x100000, userns_fd=owner)  # MOUNT_ATTR_IDMAP
    try:
        ask("mount_setattr", tree, "", AT_EMPTY_PATH, ctypes.byref(attributes),
            ctypes.c_size_t(ctypes.sizeof(attributes)))
    except OSError as error:
        raise Cannot("this kernel's tmpfs has none") from error
    ask("move_mount", tree, "", AT_FDCWD, f"{c.dir}/mapped", MOVE_MOUNT_F_EMPTY_PATH)
    yield
    fd = os.open(path, os.O_RDONLY)
    assert os.fstat(fd).st_uid == 100000
    c.opened(fd, path=path)
