# SPDX-License-Identifier: GPL-2.0-only
"""Another root, and ways out of it; roots and cwds that are gone or move."""
import os

from . import system
from .making import case
from .system import ask, mount_tmpfs


@case(about="root")
def chrooted(c):
    """the root in a chroot"""
    c.file("jail", "in", "file")
    yield
    os.chroot(f"{c.dir}/jail")
    os.chdir("/in")
    c.opened(os.open("/in/file", os.O_RDONLY), path="/in/file", cwd="/in", root=f"{c.dir}/jail",
             exe_status="escaped")
    c.fails("../../absent", path="/in/../../absent", cwd="/in", root=f"{c.dir}/jail",
            exe_status="escaped")


@case(about="root")
def chrooted_at_a_mount(c):
    """a root that is a mount"""
    mount_tmpfs(f"{c.dir}/jail")
    c.file("jail", "file")
    yield
    os.chroot(f"{c.dir}/jail")
    os.chdir("/")
    c.opened(os.open("file", os.O_RDONLY), path="/file", cwd="/", root=f"{c.dir}/jail",
             exe_status="escaped")


@case
def escaped_from_chroot(c):
    """outside of the root, by a descriptor"""
    c.file("outside", "secret")
    directory = os.open(f"{c.dir}/outside", os.O_PATH)
    os.mkdir(f"{c.dir}/jail")
    yield
    os.chdir(c.dir)
    os.chroot("jail")
    # The text is from the namespace's root.
    c.opened(os.open("secret", os.O_RDONLY, dir_fd=directory), path_status="escaped",
             path=f"{c.dir}/outside/secret", cwd_status="escaped", cwd=c.dir,
             root=f"{c.dir}/jail", exe_status="escaped")


@case
def climbed_out_of_chroot(c):
    """out of a chroot by chdir("..")"""
    first, second = c.file("jail", "outside", "first"), c.file("jail", "outside", "second")
    c.directory("jail", "inner")
    yield
    os.chroot(f"{c.dir}/jail")
    os.chdir("/outside")
    os.chroot("/inner")  # leaves the cwd where it is, above
    c.opened(os.open("first", os.O_RDONLY), what="before", path_status="escaped",
             path=first, cwd_status="escaped", cwd=os.path.dirname(first),
             root=f"{c.dir}/jail/inner", exe_status="escaped")
    for _ in range(first.count("/")):
        os.chdir("..")
    os.chroot(".")
    c.opened(os.open(second, os.O_RDONLY), what="after", path=second, cwd="/", root="/")


@case(about="root")
def pivoted(c):
    """the root after pivot_root"""
    yield
    system.private_namespace()
    mount_tmpfs(f"{c.dir}/new")
    c.file("new", "file")
    os.chdir(f"{c.dir}/new")
    ask("pivot_root", ".", ".")  # puts the old root on top of the new one
    system.unmount_lazily(".")
    os.chdir("/")
    c.opened(os.open("/file", os.O_RDONLY), path="/file", cwd="/", root="/",
             exe_status="detached")


@case(about="root")
def deleted_root(c):
    """a root that was deleted"""
    jail = c.directory("jail")
    outside = os.open(c.dir, os.O_PATH)
    yield
    os.chroot(jail)
    os.chdir("/")
    os.rmdir("jail", dir_fd=outside)
    c.opened(os.open(".", os.O_RDONLY | os.O_DIRECTORY), path="/", path_status="deleted",
             cwd="/", cwd_status="deleted", root=jail, root_status="deleted",
             exe_status="escaped")


@case(about="root")
def renamed_root(c):
    """a root that was renamed"""
    c.file("jail", "file")
    outside = os.open(c.dir, os.O_PATH)
    yield
    os.chroot(f"{c.dir}/jail")
    os.chdir("/")
    os.rename("jail", "renamed", src_dir_fd=outside, dst_dir_fd=outside)
    c.opened(os.open("/file", os.O_RDONLY), path="/file", cwd="/", root=f"{c.dir}/renamed",
             exe_status="escaped")


@case(about="root")
def unmounted_root(c):
    """a root on a lazily unmounted mount"""
    mount_tmpfs(f"{c.dir}/m")
    c.file("m", "jail", "file")
    yield
    point = os.open(c.dir, os.O_PATH)
    os.chdir(f"{c.dir}/m")
    os.chroot("jail")
    os.fchdir(point)
    system.unmount_lazily("m")
    os.chdir("/")
    c.opened(os.open("/file", os.O_RDONLY), path="/file", cwd="/", root="jail",
             root_status="detached", exe_status="escaped")


@case(about="cwd")
def deleted_cwd(c):
    """a cwd that was deleted"""
    path, gone = c.file("file"), c.directory("gone")
    yield
    os.chdir(gone)
    os.rmdir(gone)
    c.opened(os.open(path, os.O_RDONLY), path=path, cwd=gone, cwd_status="deleted")


@case(about="cwd")
def renamed_cwd(c):
    """a cwd of which a part was renamed"""
    path = c.file("file")
    c.directory("old", "sub")
    yield
    os.chdir(f"{c.dir}/old/sub")
    os.rename(f"{c.dir}/old", f"{c.dir}/new")
    c.opened(os.open(path, os.O_RDONLY), path=path, cwd=f"{c.dir}/new/sub")
