# SPDX-License-Identifier: GPL-2.0-only
"""Where what is to be seen depends on the backend, the resolver or the kernel: all of it, and why.

A case says what is so everywhere. An entry here is of one `what` of one case; check_cases.py
fails when an entry that applies makes no difference.
"""
import dataclasses


@dataclasses.dataclass(frozen=True)
class Where:
    """The runs an entry is about; what is None is not asked."""
    backend: tuple = ()      # any of these
    resolver: str = None
    outcomes: bool = None    # whether failures are asked for (--failed)
    guest: bool = None       # one of tests/vm, where it is known what there is
    since: tuple = (0, 0)    # kernels from this
    below: tuple = (1000, 0)
    machine: str = None

    def holds(self, run):
        return ((not self.backend or run.backend in self.backend)
                and self.resolver in (None, run.resolver)
                and self.outcomes in (None, run.outcomes)
                and self.guest in (None, run.guest)
                and self.since <= run.kernel < self.below
                and self.machine in (None, run.machine))


@dataclasses.dataclass(frozen=True)
class Difference:
    case: str
    what: str            # of a case's expectations; None: of the case, which cannot be made
    where: Where
    fields: dict         # what is expected instead; seen=False: nothing
    why: str


NOT_SEEN = {"seen": False}

DIFFERENCES = [
    # What the system call's exit does not see.
    *(Difference(case, what, Where(backend=("tracepoint",)), NOT_SEEN,
                 "the kernel opens programs itself, by no system call that opens")
      for case, whats in {
          "script_and_interpreter": ("script", "interpreter"),
          "script_of_a_script": ("outer", "inner", "interpreter"),
          "registered_interpreter": ("program", "interpreter"),
      }.items() for what in whats),

    # What is permitted and fails then.
    *(Difference(case, "permitted", Where(backend=("lsm",), outcomes=False), {"seen": True},
                 "without outcomes asked for, lsm tells an open when it is permitted")
      for case in ("reopened_socket", "reopened_epoll")),

    # What a kernel does not have.
    Difference("idmapped_mount", None, Where(guest=True, below=(6, 3)), {},
               "idmapped mounts of tmpfs are of 6.3"),
    Difference("folded_case", None, Where(guest=True, below=(6, 13)), {},
               "tmpfs folds case from 6.13"),
    Difference("registered_interpreter", None, Where(guest=False, below=(6, 7)), {},
               "binfmt_misc is of the whole system before 6.7, which a test leaves alone"),
    *(Difference(case, None, Where(guest=True, machine="aarch64"), {},
                 "the programs of arm64 guests are few: no mkfs.ext4")
      for case in ("folded_case_on_disk", "by_handle_without_a_name")),
]

# Cases that another system than a guest of tests/vm may be without: it is not known which.
MAY_BE_MISSING = {
    "folded_case": "CONFIG_UNICODE",
    "folded_case_on_disk": "CONFIG_UNICODE, loop devices, mkfs.ext4",
    "by_handle_without_a_name": "loop devices, mkfs.ext4",
    "idmapped_mount": "Linux 6.3, user namespaces",
    "user_namespace": "they may be forbidden",
    "registered_interpreter": "user namespaces, binfmt_misc",
    "fuse_file": "CONFIG_FUSE_FS",
    "mapped_socket": "CONFIG_PACKET",
    "null_device": "the file system may be mounted nodev",
    "tree_not_attached": "glibc 2.36",
    **dict.fromkeys(("overlaid", "overlaid_and_copied_up", "overlaid_and_new",
                     "overlaid_and_deleted"), "overlayfs, and not on overlayfs"),
}
