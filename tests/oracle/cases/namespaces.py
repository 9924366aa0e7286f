# SPDX-License-Identifier: GPL-2.0-only
"""Mount, user and pid namespaces."""
import os

from . import system
from .making import Cannot, case
from .system import ask, mount_tmpfs


@case(about="exe")
def own_mount_namespace(c):
    """the executable after unshare -m"""
    yield
    system.private_namespace()
    mount_tmpfs(f"{c.dir}/m")
    path = c.file("m", "file")
    # unshare(2) moves root and cwd to the copied mounts; the running program's file stays behind.
    c.opened(os.open(path, os.O_RDONLY), path=path, exe_status="detached", exe=c.link("exe")[1:])


@case
def foreign_mount_namespace(c):
    """a file of another mount namespace"""
    def prepare():
        system.private_namespace()
        mount_tmpfs(f"{c.dir}/m")
        c.file("m", "file")
    holder = system.holder(prepare)
    directory = os.open(f"/proc/{holder}/root{c.dir}/m", os.O_PATH)
    yield
    c.opened(os.open("file", os.O_RDONLY, dir_fd=directory), path_status="detached",
             path=f"{c.dir}/m/file"[1:])
    os.kill(holder, 9)


@case(about="exe")
def joined_mount_namespace(c):
    """setns() into another mount namespace: the file is there, the executable is not"""
    def prepare():
        system.private_namespace()
        mount_tmpfs(f"{c.dir}/m")
        c.file("m", "file")
    holder = system.holder(prepare)
    theirs, ours = (os.open(f"/proc/{pid}/ns/mnt", os.O_RDONLY) for pid in (holder, "self"))
    back = c.file("back")
    yield
    ask("setns", theirs, system.CLONE_NEWNS)
    path = f"{c.dir}/m/file"
    c.opened(os.open(path, os.O_RDONLY), path=path, cwd="/", exe_status="detached")
    ask("setns", ours, system.CLONE_NEWNS)
    c.opened(os.open(back, os.O_RDONLY), what="back again", path=back, cwd="/")
    os.kill(holder, 9)


@case
def user_namespace(c):
    """after unshare -Um, as its root"""
    users = [os.getuid(), os.getgid()]
    yield
    try:
        ask("unshare", system.CLONE_NEWUSER)
    except OSError as error:
        raise Cannot(f"no user namespace: {error.strerror}") from error
    system.write("/proc/self/setgroups", "deny")
    for kind, user in zip(("uid", "gid"), users):
        system.write(f"/proc/self/{kind}_map", f"0 {user} 1")
    system.private_namespace()
    mount_tmpfs(f"{c.dir}/m")
    path = c.file("m", "file")
    c.opened(os.open(path, os.O_RDONLY), path=path, uid=users[0], exe_status="detached")


@case
def pid_namespace(c):
    """in another pid namespace: the reader's pid, and its own beside"""
    path = c.file("file")
    yield
    ask("unshare", system.CLONE_NEWPID)

    def first_process():
        assert os.getpid() == 1 and c.pid() != 1
        c.opened(os.open(path, os.O_RDONLY), path=path, ns_pid=1)
    c.elsewhere(first_process)
