# SPDX-License-Identifier: GPL-2.0-only
"""Plain names, odd names and long ones."""
import os

from .making import case


@case
def absolute(c):
    """an absolute name"""
    path = c.file("file")
    yield
    c.opened(os.open(path, os.O_RDWR), path=path)


@case
def relative(c):
    """a relative name with dots"""
    path = c.file("sub", "file")
    yield
    os.chdir(c.dir)
    c.opened(os.open("sub/../sub/./file", os.O_RDONLY), path=path, cwd=c.dir)


@case
def by_directory_descriptor(c):
    """a name relative to a directory's descriptor"""
    path = c.file("sub", "file")
    directory = os.open(os.path.dirname(path), os.O_PATH)
    yield
    c.opened(os.open("file", os.O_RDONLY, dir_fd=directory), path=path)


@case
def through_symlink(c):
    """through a symbolic link"""
    path = c.file("real")
    os.symlink("real", f"{c.dir}/link")
    yield
    c.opened(os.open(f"{c.dir}/link", os.O_RDONLY), path=path)


@case
def hard_links(c):
    """hard links: the name that was opened"""
    paths = [c.file("first"), f"{c.dir}/second", f"{c.directory('sub')}/third"]
    for path in paths[1:]:
        os.link(paths[0], path)
    yield
    for path in paths:
        c.elsewhere(lambda path=path: c.opened(os.open(path, os.O_RDONLY), path=path))
    os.unlink(paths[0])
    c.opened(os.open(paths[1], os.O_RDONLY), what="when another is gone", path=paths[1])


@case
def odd_names(c):
    """names with control bytes, bytes that are not UTF-8, 255 bytes"""
    names = ["line\nbreak", "x (deleted)", "quo\"te\\", "esc\x1b[31m", "ümlaut", "n" * 255, " ",
             "[deleted] x", "\u202etxt.exe", os.fsdecode(b"not\xffutf-8\xc3")]
    paths = [c.file(name) for name in names]
    yield
    for path in paths:
        c.opened(os.open(path, os.O_RDONLY), path=path)


@case
def missing(c):
    """a name that is not there"""
    yield
    for name in (f"{c.dir}/absent", f"{c.dir}/esc\x1b[31m\n"):
        c.fails(name, path=name)
    os.chdir(c.directory("sub"))
    c.fails("../absent/x (deleted)", path=f"{c.dir}/sub/../absent/x (deleted)")


def descend(top, names):
    os.chdir(top)
    for name in names:
        os.mkdir(name)
        os.chdir(name)


@case
def three_hundred_components(c):
    """300 components"""
    yield
    descend(c.dir, [f"d{i}" for i in range(300)])
    os.mknod("file")
    c.opened(os.open("file", os.O_RDONLY), path=f"{os.getcwd()}/file")


def names_of_length(length):
    """Names that are so long with a slash in front of each, and none shorter than one byte."""
    step = 201
    names = ["l" * 200] * (length // step)
    if length % step > 1:
        names.append("r" * (length % step - 1))
    elif length % step == 1:  # no room for a slash and a name: take one byte from the last
        names[-1:] = ["l" * 100, "r" * 100]
    return names


@case
def longest_path(c):
    """a path of 4095 bytes"""
    yield
    descend(c.dir, names_of_length(4095 - len("/file") - len(c.dir)))
    os.mknod("file")
    path = f"{os.getcwd()}/file"
    assert len(path) == 4095, len(path)
    c.opened(os.open("file", os.O_RDONLY), path=path)


@case
def one_byte_too_long(c):
    """a path of 4096 bytes"""
    yield
    descend(c.dir, names_of_length(4095 - len("/file") - len(c.dir)))
    whole = f"{os.getcwd()}/file2"
    os.mknod("file2")
    c.opened(os.open("file2", os.O_RDONLY), path_status="truncated", path_tail_of=whole)


@case
def longer_than_path_max(c):
    """deeper than any path can tell"""
    yield
    names = [f"{i:03}" + "t" * 197 for i in range(30)]
    descend(c.dir, names)
    os.mknod("file")
    whole = "/".join([c.dir, *names, "file"])
    c.opened(os.open("file", os.O_RDONLY), path_status="truncated", path_tail_of=whole,
             cwd_status="truncated")
