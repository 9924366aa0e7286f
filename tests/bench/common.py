# SPDX-License-Identifier: GPL-2.0-only
# What the benchmarks share: finding fileaudit, building the load, and programs that end with us.
import contextlib
import ctypes
import os
import pathlib
import platform
import signal
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
DEFAULT_BINARY = HERE.parent.parent / "build/release/fileaudit"
LIBC = ctypes.CDLL(None)
PR_SET_PDEATHSIG = 1


def stop_here(message):
    sys.exit(f"{os.path.basename(sys.argv[0])}: {message}")


def prepare(binary):
    """Refuses early what cannot work, and turns signals into an orderly end."""
    if os.geteuid() != 0:
        stop_here("needs root")
    if not os.access(binary, os.X_OK):
        stop_here(f"no {binary}: build it, or name it with --fileaudit")
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: sys.exit(1))


@contextlib.contextmanager
def work_directory(where):
    """A directory with the load `opener` in it; gone at the end."""
    with tempfile.TemporaryDirectory(prefix="fab.", dir=where) as name:
        work = pathlib.Path(name)
        subprocess.run(["cc", "-std=c11", "-O2", "-pthread", str(HERE / "opener.c"), "-o",
                        str(work / "opener")], check=True)
        yield work


def die_with_parent():
    # even when we are killed with -9, no tracer stays
    LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def pinned(cpu):
    def prepare_child():
        die_with_parent()
        os.sched_setaffinity(0, {cpu})
    return prepare_child


def spawn(command, preexec=die_with_parent, **streams):
    return subprocess.Popen([str(word) for word in command], stdin=subprocess.DEVNULL,
                            preexec_fn=preexec, **streams)


def stop(process, patience=10):
    """Ends a program as Ctrl-C would, then by force."""
    if process.poll() is None:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(patience)
        except subprocess.TimeoutExpired:
            process.kill()
    process.wait()


def print_machine():
    load = os.getloadavg()
    with open("/proc/cpuinfo") as info:
        model = next((line.split(":")[1].strip() for line in info if "model name" in line), "?")
    print(f"kernel {platform.release()}, {os.cpu_count()} CPUs ({model}), load average at the "
          f"start {load[0]:.1f}")
    if load[0] > 0.5:
        print("this machine is busy: the figures below are worth less than they look")
