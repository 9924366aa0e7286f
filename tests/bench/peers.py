# SPDX-License-Identifier: GPL-2.0-only
# The tools that fileaudit is compared with: what they are called with, and when they are attached.
import os
import shutil
import subprocess
import sys
import time

from common import spawn

PROGRAMS = {"bpftrace": "bpftrace", "opensnoop-bpfcc": "bpfcc-tools", "strace": "strace"}
ATTACH_PATIENCE = 20  # seconds
IN_NAMESPACE = "FILEAUDIT_BENCH_NAMESPACE"


class CannotRun(Exception):
    pass


def bpftrace_program(condition=""):
    # What all the others print too: who opened what. The name is there only after the call.
    return (f"tracepoint:syscalls:sys_enter_openat {condition} {{ @name[tid] = args->filename; }}"
            " tracepoint:syscalls:sys_exit_openat /@name[tid]/ {"
            ' printf("%d %s %s\\n", pid, comm, str(@name[tid])); delete(@name[tid]); }')


def libbpf_opensnoop():
    listing = subprocess.run(["dpkg", "-L", "libbpf-tools"], capture_output=True, text=True)
    return next((line for line in listing.stdout.split() if "bin/" in line
                 and line.endswith("opensnoop")), None)


class Bystander:
    """A process that is quiet, or opens a canary when asked: what filters name, and the proof
    that a tool is attached."""

    PROGRAM = ("import sys\n"
               "for line in sys.stdin:\n"
               "    for _ in range(int(line)): open(sys.argv[1]).close()\n")

    def __init__(self, canary, uid=0):
        self.canary = canary
        canary.touch()
        self.process = spawn(["/usr/bin/python3", "-c", self.PROGRAM, canary], text=True,
                             stdin=subprocess.PIPE, user=uid)

    def open_canary(self, times):
        self.process.stdin.write(f"{times}\n")
        self.process.stdin.flush()


def wait_until_attached(process, ready, out, words, bystander):
    deadline = time.monotonic() + ATTACH_PATIENCE
    while time.monotonic() < deadline:
        if process.poll() is not None:
            said = words.read_text(errors="replace").strip().splitlines()
            raise CannotRun(said[-1] if said else f"status {process.returncode}")
        if ready:
            if ready in words.read_text(errors="replace"):
                return
        else:
            # Many, so that a tool that buffers its output has to write.
            bystander.open_canary(100)
            if os.fsencode(bystander.canary) in out.read_bytes():
                return
        time.sleep(0.1)
    raise CannotRun(f"not attached within {ATTACH_PATIENCE} s")


def wait_until_quiet(out):
    """Until the reader has written what was in its buffer: no growth for a while, or, where others
    open files all the time, long enough."""
    size, since = -1, time.monotonic()
    deadline = since + 3
    while since + 0.4 > time.monotonic() < deadline:
        now = out.stat().st_size
        if now != size:
            size, since = now, time.monotonic()
        time.sleep(0.05)


def install_peers():
    missing = [package for program, package in PROGRAMS.items() if not shutil.which(program)]
    if not libbpf_opensnoop():
        missing.append("libbpf-tools")
    if missing:
        print(f"installing {' '.join(missing)}", file=sys.stderr)
        subprocess.run(["apt-get", "install", "-qq", "-y", "--no-install-recommends", *missing],
                       stdout=subprocess.DEVNULL, check=False)


def enter_private_namespace():
    """The peers want tracefs mounted: do it where nobody else sees it."""
    if os.environ.get(IN_NAMESPACE):
        for kind, where in (("tracefs", "/sys/kernel/tracing"), ("debugfs", "/sys/kernel/debug")):
            if not os.path.ismount(where):
                subprocess.run(["mount", "-t", kind, "none", where], check=False)
    else:
        os.environ[IN_NAMESPACE] = "1"
        os.execvp("unshare", ["unshare", "-m", sys.executable, *sys.argv])
