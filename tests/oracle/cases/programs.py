# SPDX-License-Identifier: GPL-2.0-only
"""Programs: where the executable lies, and what runs when it is a script."""
import os

from . import system
from .making import Cannot, case, inode_of


BY_EXEC = ["exec", "interpreter"]


def opens_a_file(c, child, path, **expected):
    """What is to be seen of the file that the program opens."""
    c.opened(os.open(path, os.O_RDONLY), pid=child, path=path, **expected)


@case(about="exe")
def executed(c):
    """the executable"""
    path, program = c.file("file"), c.program("cat")
    yield
    with c.running(program, path, path=program) as child:
        pass
    opens_a_file(c, child, path, exe=program)


@case(about="exe")
def deleted_exe(c):
    """a deleted executable"""
    path, program = c.file("file"), c.program("cat")
    yield
    with c.running(program, path) as child:
        os.unlink(program)
    opens_a_file(c, child, path, exe=program, exe_status="deleted")


@case(about="exe")
def renamed_exe(c):
    """a renamed executable"""
    path, program, renamed = c.file("file"), c.program("cat"), f"{c.directory('new')}/name"
    yield
    with c.running(program, path) as child:
        os.rename(program, renamed)
    opens_a_file(c, child, path, exe=renamed)


@case(about="exe")
def replaced_exe(c):
    """an executable that another file was renamed over"""
    path, program, other = c.file("file"), c.program("cat"), c.program("new")
    yield
    with c.running(program, path) as child:
        os.rename(other, program)
    opens_a_file(c, child, path, exe=program, exe_status="deleted")


@case(about="exe")
def hard_linked_exe(c):
    """an executable with two names: the one that was executed"""
    path, program, other = c.file("file"), c.program("cat"), f"{c.dir}/other"
    os.link(program, other)
    yield
    with c.running(other, path) as child:
        os.unlink(program)
    opens_a_file(c, child, path, exe=other)


@case(about="exe")
def unmounted_exe(c):
    """an executable on a lazily unmounted mount"""
    path = c.file("file")
    system.mount_tmpfs(f"{c.dir}/m")
    program = c.program("m", "bin", "cat")
    yield
    with c.running(program, path) as child:
        system.unmount_lazily(f"{c.dir}/m")
    opens_a_file(c, child, path, exe="bin/cat", exe_status="detached")


@case(about="exe")
def exe_on_a_moved_mount(c):
    """an executable on a mount that is moved"""
    path = c.file("file")
    system.mount_tmpfs(f"{c.dir}/m")
    program = c.program("m", "bin", "cat")
    yield
    with c.running(program, path) as child:
        system.move_mount(f"{c.dir}/m", c.directory("new"))
    opens_a_file(c, child, path, exe=f"{c.dir}/new/bin/cat")


@case(about="exe")
def exe_in_memory(c):
    """a memfd as the executable (fexecve)"""
    path = c.file("file")
    memory = os.memfd_create("program")
    with open("/usr/bin/cat", "rb") as file, open(memory, "wb", closefd=False) as copy:
        copy.write(file.read())
    program = os.open(f"/proc/self/fd/{memory}", os.O_RDONLY)  # none may write it
    os.close(memory)
    yield
    pseudo = {"exe": "memfd:program", "exe_status": "pseudo"}
    with c.running(program, path, path="memfd:program", path_status="pseudo", **pseudo) as child:
        pass
    opens_a_file(c, child, path, **pseudo)


def script(path, interpreter):
    system.write(path, f"#!{interpreter}\n")
    os.chmod(path, 0o755)
    return path


def reads_of_exec(c, child, **paths):
    """The files that exec itself opens. Theirs is the program that ran before."""
    for what, path in paths.items():
        c.write(**c.common(what, op="open", via=BY_EXEC, pid=child, path=path,
                           **inode_of(os.stat(path))))


@case(about="exe")
def script_and_interpreter(c):
    """a script: its interpreter is the executable"""
    path, program = c.file("file"), c.program("cat")
    first = script(f"{c.dir}/script", program)
    yield
    with c.running(first, path, name=first, path=program) as child:
        pass
    reads_of_exec(c, child, script=first, interpreter=program)
    opens_a_file(c, child, path, exe=program)


@case(about="exe")
def script_of_a_script(c):
    """a script whose interpreter is a script"""
    path, program = c.file("file"), c.program("cat")
    first = script(f"{c.dir}/inner", program)
    second = script(f"{c.dir}/outer", first)
    yield
    with c.running(second, path, name=second, path=program) as child:
        pass
    reads_of_exec(c, child, outer=second, inner=first, interpreter=program)
    opens_a_file(c, child, path, exe=program)


@case(about="exe")
def registered_interpreter(c):
    """an interpreter registered with binfmt_misc"""
    path, program, binfmt = c.file("file"), c.program("cat"), c.directory("binfmt")
    foreign = c.file("program.fileaudit-test")
    os.chmod(foreign, 0o755)
    yield
    # From 6.7 a user namespace has its own; before, it would be registered with the whole system.
    if tuple(int(n) for n in os.uname().release.split(".")[:2]) < (6, 7):
        if os.path.exists("/proc/sys/fs/binfmt_misc/register") or not os.path.exists("/test.sh"):
            raise Cannot("before 6.7 it would be one of the whole system")
        system.private_namespace()
    else:
        try:
            ask = system.ask
            ask("unshare", system.CLONE_NEWUSER)
            for kind in ("uid", "gid"):
                if kind == "gid":
                    system.write("/proc/self/setgroups", "deny")
                system.write(f"/proc/self/{kind}_map", "0 0 1")
        except OSError as error:
            raise Cannot(f"no user namespace: {error.strerror}") from error
        system.private_namespace()
    try:
        system.mount("binfmt", binfmt, "binfmt_misc")
    except OSError as error:
        raise Cannot(f"no binfmt_misc: {os.strerror(error.errno)}") from error
    system.write(f"{binfmt}/register", f":fileaudit-test:E::fileaudit-test::{program}:")
    with c.running(foreign, path, name=foreign, path=program) as child:
        pass
    # What exec reads is of the program that ran before, which unshare left behind.
    for what, read in {"program": foreign, "interpreter": program}.items():
        c.write(**c.common(what, op="open", via=BY_EXEC, pid=child, path=read,
                           exe_status="detached", **inode_of(os.stat(read))))
    opens_a_file(c, child, path, exe=program)
