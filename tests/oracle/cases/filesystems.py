# SPDX-License-Identifier: GPL-2.0-only
"""File systems that keep names in ways of their own: overlayfs, FUSE, folded case; file handles."""
import ctypes
import fcntl
import os
import shutil
import struct
import subprocess

from . import fuse, system
from .making import Cannot, case
from .system import ask


# ---- overlayfs --------------------------------------------------------------------------------

def mount_overlay(c):
    for name in ("lower", "upper", "work", "merged"):
        os.mkdir(f"{c.dir}/{name}")
    c.file("lower", "file")
    options = ",".join(f"{key}dir={c.dir}/{key}" for key in ("lower", "upper", "work"))
    try:
        system.mount("overlay", f"{c.dir}/merged", "overlay", options)
    except OSError as error:
        raise Cannot(f"no overlayfs: {os.strerror(error.errno)}") from error
    return f"{c.dir}/merged/file"


@case
def overlaid(c):
    """overlayfs: a file of the lower layer"""
    path = mount_overlay(c)
    yield
    c.opened(os.open(path, os.O_RDONLY), path=path, dev=None)  # and not also the file below


@case
def overlaid_and_copied_up(c):
    """overlayfs: a file that is copied up"""
    path = mount_overlay(c)
    yield
    # To copy, the kernel opens the lower file through a mount of its own, which is in no
    # namespace: that is not to be seen.
    c.opened(os.open(path, os.O_WRONLY), path=path, dev=None)


@case
def overlaid_and_new(c):
    """overlayfs: a file of the upper layer alone"""
    path = f"{mount_overlay(c)}.new"
    yield
    c.opened(os.open(path, os.O_RDWR | os.O_CREAT), path=path)


@case
def overlaid_and_deleted(c):
    """overlayfs: a deleted file of the lower layer, and its name"""
    path = mount_overlay(c)
    yield
    fd = os.open(path, os.O_PATH)
    os.unlink(path)
    c.elsewhere(lambda: c.opened(  # as it was opened before it was deleted, too
        os.open(f"/proc/self/fd/{fd}", os.O_RDONLY), path=path, path_status="deleted"))
    c.fails(path, path=path)


# ---- FUSE -------------------------------------------------------------------------------------

@case
def fuse_file(c):
    """a file on FUSE"""
    where = c.directory("m")
    try:
        device = os.open("/dev/fuse", os.O_RDWR)
        system.mount("fileaudit-test", where, "fuse",
                     f"fd={device},rootmode=40000,user_id=0,group_id=0")
    except OSError as error:
        raise Cannot(f"no FUSE: {os.strerror(error.errno)}") from error
    server = system.helper(lambda: fuse.serve(device))
    os.close(device)
    yield
    path = f"{where}/{fuse.DIRECTORY}/{fuse.FILE}"
    c.opened(os.open(path, os.O_RDONLY), path=path)
    os.kill(server, 9)


# ---- ext4 on a loop device --------------------------------------------------------------------

def mount_image(c, *options):
    """Makes an ext4 file system and mounts it; gives where."""
    tool = shutil.which("mkfs.ext4", path="/usr/sbin:/usr/bin:/sbin:/bin")
    if not tool:
        raise Cannot("no mkfs.ext4 here")
    image = c.file("image")
    os.truncate(image, 4 << 20)
    made = subprocess.run([tool, "-q", *options, image], capture_output=True, check=False)
    if made.returncode:
        raise Cannot(f"mkfs.ext4: {made.stderr.decode().splitlines()[-1]}")
    return mount_again(c)


def mount_again(c):
    where = c.directory("m")
    done = subprocess.run(["mount", "-o", "loop", f"{c.dir}/image", where], capture_output=True,
                          check=False)
    if done.returncode:
        raise Cannot(f"no ext4 on a loop device: {done.stderr.decode().splitlines()[0]}")
    return where


def fold_case(directory):
    """FS_IOC_SETFLAGS with FS_CASEFOLD_FL"""
    fd = os.open(directory, os.O_RDONLY)
    try:
        fcntl.ioctl(fd, 0x40086602, struct.pack("l", 0x40000000))
    except OSError as error:
        raise Cannot(f"no directory with folded case: {error.strerror}") from error
    finally:
        os.close(fd)


@case
def folded_case(c):
    """a directory with folded case: the name that it was made with (tmpfs)"""
    try:
        system.mount_tmpfs(f"{c.dir}/m", "casefold")
    except OSError as error:
        raise Cannot("this kernel's tmpfs has none") from error
    fold_case(c.directory("m", "folded"))
    path = c.file("m", "folded", "Straße")
    yield
    fd = os.open(f"{c.dir}/m/folded/STRASSE", os.O_RDONLY)
    c.opened(fd, path=path)


@case
def folded_case_on_disk(c):
    """a directory with folded case: the name that it was looked up by first (ext4)"""
    where = mount_image(c, "-O", "casefold", "-E", "encoding=utf8")
    fold_case(c.directory("m", "folded"))
    c.file("m", "folded", "Name")
    ask("umount2", where, 0)
    mount_again(c)
    yield
    path = f"{where}/folded/NAME"
    c.opened(os.open(path, os.O_RDONLY), path=path)  # readlink() of the descriptor says so, too
    ask("umount2", where, system.MNT_DETACH)


# ---- handles ----------------------------------------------------------------------------------

class Handle(ctypes.Structure):
    """struct file_handle, with room for any"""
    _fields_ = [("bytes", ctypes.c_uint), ("type", ctypes.c_int), ("handle", ctypes.c_ubyte * 128)]


def handle_of(path):
    handle, mount = Handle(bytes=128), ctypes.c_int()
    ask("name_to_handle_at", system.AT_FDCWD, path, ctypes.byref(handle), ctypes.byref(mount), 0)
    return handle


@case
def by_handle(c):
    """by a file handle (open_by_handle_at)"""
    system.mount_tmpfs(f"{c.dir}/m")
    path = c.file("m", "sub", "file")
    handle = handle_of(path)
    yield
    on = os.open(f"{c.dir}/m", os.O_RDONLY)
    c.opened(ask("open_by_handle_at", on, ctypes.byref(handle), os.O_RDONLY), path=path)


@case
def by_handle_without_a_name(c):
    """by a file handle, when the kernel does not know the file's name"""
    where = mount_image(c)
    handle = handle_of(c.file("m", "sub", "file"))
    ask("umount2", where, 0)
    mount_again(c)
    yield
    on = os.open(where, os.O_RDONLY)
    fd = ask("open_by_handle_at", on, ctypes.byref(handle), os.O_RDONLY)
    c.opened(fd, path_status="escaped", path=".")
    ask("umount2", where, system.MNT_DETACH)
