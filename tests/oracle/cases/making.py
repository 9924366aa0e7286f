# SPDX-License-Identifier: GPL-2.0-only
"""What a case is, what it works with, and how it says what is to be seen."""
import contextlib
import json
import os
import shutil

ALL = []


class Cannot(Exception):
    """This kernel, or this system, has no such place: why."""


def case(function=None, *, about="path"):
    """Marks a case. Its docstring's first line is its title in the manual, and `about` the field
    that it is about: what becomes of that one is told there."""
    def mark(function):
        function.about = about
        function.title = function.__doc__.splitlines()[0]
        ALL.append(function)
        return function
    return mark(function) if function else mark


def inode_of(stat):
    """What tells the inode."""
    return {"ino": stat.st_ino, "dev": f"{os.major(stat.st_dev)}:{os.minor(stat.st_dev)}"}


class Case:
    """What one case works with. Up to its `yield` a case prepares, in the common parent; after
    it, it acts, in a process of its own whose opens are the ones compared."""

    def __init__(self, name, work, proc, expected):
        self.name, self.proc, self.expected = name, proc, expected
        self.dir = os.path.join(work, name)
        os.mkdir(self.dir)

    def write(self, **record):
        os.write(self.expected, json.dumps({"case": self.name, **record}).encode() + b"\n")

    def file(self, *names):
        path = os.path.join(self.dir, *names)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        os.mknod(path)
        os.truncate(path, 4096)
        return path

    def directory(self, *names):
        path = os.path.join(self.dir, *names)
        os.makedirs(path, exist_ok=True)
        return path

    def program(self, *names):
        """A copy of cat."""
        path = os.path.join(self.dir, *names)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        shutil.copy("/usr/bin/cat", path)
        return path

    def link(self, name):
        # By a descriptor of /proc that outlives chroot; relative to the caller's root.
        try:
            text = os.readlink(f"self/{name}", dir_fd=self.proc)
        except OSError:
            return None
        return text.removesuffix(" (deleted)") if text else text

    def pid(self):
        """This process, as who mounted /proc has it, and so the reader."""
        return int(os.readlink("self", dir_fd=self.proc))

    def common(self, what, **expected):
        """An expectation, with what is so unless told otherwise. A status of None is not
        compared; a text is where one is given or, for status ok, the kernel tells it."""
        record = {"what": what, "pid": self.pid(), "path_status": "ok", "exe": self.link("exe"),
                  "exe_status": "ok", "cwd_status": "ok", "root": "/", "root_status": "ok"}
        record.update(expected)
        if record["cwd_status"] == "ok":
            record.setdefault("cwd", os.getcwd())
        if record["exe_status"] != "ok" and "exe" not in expected:
            del record["exe"]
        return record

    def opened(self, fd, op="open", what=None, **expected):
        """What is to be seen of the open of `fd`; `what` names it in cases.differences."""
        record = self.common(what or op, op=op, **{**inode_of(os.fstat(fd)), **expected})
        if record["path_status"] == "ok":
            record.setdefault("path", self.link(f"fd/{fd}"))
        self.write(**record)

    @staticmethod
    def elsewhere(act):
        """Does it in another process: of two opens of one inode to be told apart."""
        if (pid := os.fork()) == 0:
            act()
            os._exit(0)
        if os.waitpid(pid, 0)[1]:
            raise OSError("the process of its own failed")

    def fails(self, name, what="failed", **expected):
        """What is to be seen of an open of `name`, which the kernel refuses."""
        try:
            os.open(name, os.O_RDONLY)
        except OSError as error:
            self.write(**self.common(what, op="open", name=name, errno=error.errno,
                                     **{"path_status": "unresolved", **expected}))
        else:
            raise AssertionError(f"{name} was opened")

    @contextlib.contextmanager
    def running(self, program, *files, what="exec", **expected):
        """Runs `program`, which must come to be cat, and lets it open `files` when the block of
        the caller ends; gives its pid. Expects its exec, with this."""
        fifo = f"{self.dir}/fifo"
        if not os.path.exists(fifo):
            os.mkfifo(fifo)
        child = os.fork()
        if child == 0:
            os.dup2(os.open("/dev/null", os.O_WRONLY), 1)
            try:
                os.execve(program, [str(program), fifo, *files], os.environ)
            finally:
                os._exit(1)
        writer = os.open(fifo, os.O_WRONLY)  # until it reads, as that program
        if what:
            stat = os.stat(f"{child}/exe", dir_fd=self.proc)
            text = os.readlink(f"{child}/exe", dir_fd=self.proc)
            self.write(**self.common(what, op="exec", pid=child, **inode_of(stat),
                                     **{"path": text, "exe": text, **expected}))
        yield child
        os.close(writer)
        if status := os.waitpid(child, 0)[1]:
            raise OSError(f"{program}: status {status}")
