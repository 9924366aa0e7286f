# SPDX-License-Identifier: GPL-2.0-only
"""Files no longer in the tree, or never, and what moves meanwhile."""
import os

from . import system
from .making import case


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
