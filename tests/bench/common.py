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


def build_load(name, to, static=False):
    libraries = []
    if name == "empty":
        libraries = ["-lbpf", "-lelf", "-lz", "-lzstd"] if static else ["-lbpf"]
    subprocess.run(["cc", "-std=gnu11", "-O2", "-pthread", *["-static"] * static,
                    str(HERE / f"{name}.c"), "-o", str(to), *libraries], check=True)


@contextlib.contextmanager
def work_directory(where):
    """A directory with the loads `opener` and `empty` in it; gone at the end."""
    with tempfile.TemporaryDirectory(prefix="fab.", dir=where) as name:
        work = pathlib.Path(name)
        for load in ("opener", "empty"):
            build_load(load, work / load)
        yield work


def die_with_parent():
    # even when we are killed with -9, no tracer stays
    LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def pinned(*cpus):
    def prepare_child():
        die_with_parent()
        os.sched_setaffinity(0, {cpu % os.cpu_count() for cpu in cpus})
    return prepare_child


def spawn(command, preexec=die_with_parent, **streams):
    return subprocess.Popen([str(word) for word in command], preexec_fn=preexec,
                            **{"stdin": subprocess.DEVNULL, **streams})


def wait_until_ready(watch):
    """Reads the words of `fileaudit watch -v` until it is attached."""
    for line in watch.stderr:
        if line.strip() == b"fileaudit: ready":
            return
    stop_here("fileaudit ended before it was ready")


def cpu_ns(pid):
    """What the scheduler gave to all threads of a process."""
    return sum(int((task / "schedstat").read_text().split()[0])
               for task in pathlib.Path(f"/proc/{pid}/task").iterdir())


def stop(process, patience=10):
    """Ends a program as Ctrl-C would, then by force."""
    if process.poll() is None:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(patience)
        except subprocess.TimeoutExpired:
            process.kill()
    process.wait()


def machine():
    with open("/proc/cpuinfo", encoding="utf-8") as info:
        about = dict(line.split(":", 1) for line in info.read().replace("\t", "").splitlines()
                     if ":" in line)
    kernel = ".".join(platform.release().split(".")[:2])
    virtual = " of a virtual machine" if "hypervisor" in about.get("flags", "") else ""
    return f"{os.cpu_count()} CPUs{virtual} ({about.get('model name', '?').strip()}), Linux {kernel}"


def write_results(file, unit, fields, rows):
    """What docs/plot reads: a line on where it was measured, the fields' names, a row a line."""
    with open(file, "w", encoding="utf-8") as out:
        print(f"# {unit}: {machine()}", file=out)
        for row in (fields, *rows):
            print(*(f"{x:.6g}" if isinstance(x, float) else x for x in row), sep="\t", file=out)


def print_machine():
    load = os.getloadavg()
    print(f"{machine()}; load average at the start {load[0]:.1f}")
    if load[0] > 0.5:
        print("this machine is busy: the figures below are worth less than they look")
