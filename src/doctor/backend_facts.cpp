// SPDX-License-Identifier: GPL-2.0-only
#include "doctor/backend_facts.h"

#include <array>
#include <linux/capability.h>

namespace fileaudit {
namespace {

constexpr std::array<std::string_view, 4> lsm_limits{{
    "stat, access, readlink and other calls that only look a name up",
    "unless outcomes are asked for, that an open was refused after its permission check",
    "an exec that fails after its file was opened, a failed open_by_handle_at",
    "without outcomes, O_PATH opens whose program the kernel skipped while it ran already",
}};
constexpr std::array<std::string_view, 3> fentry_limits{{
    "stat, access, readlink and other calls that only look a name up",
    "an exec that fails after its file was opened, a failed open_by_handle_at",
    "what happens while its own program runs already: counted as recursion_skipped",
}};
constexpr std::array<std::string_view, 6> tracepoint_limits{{
    "stat, access, readlink and other calls that only look a name up",
    "io_uring, kernel threads, shmat, and what overlayfs opens below",
    "the files that an exec opens itself: the script, its interpreter, the dynamic linker",
    "who denied a failed open (denied_by)",
    "whether a thread has changed the name or closed the descriptor before the call returned",
    "the lookup's own time: a latency is that of the whole system call",
}};

constexpr std::array<CapabilityUse, 9> uses{{
    {CAP_BPF, "CAP_BPF", true, "to load programs"},
    {CAP_PERFMON, "CAP_PERFMON", true, "to let them read the kernel's memory"},
    {CAP_SYS_ADMIN, "CAP_SYS_ADMIN", false,
     "stands for both; layer of files on overlayfs where that is a module"},
    {CAP_SYS_PTRACE, "CAP_SYS_PTRACE", false, "--mntns by another user's process, --host-only"},
    {CAP_DAC_READ_SEARCH, "CAP_DAC_READ_SEARCH", false,
     "--container by names that runc and crun keep, --ino-of in closed directories"},
    {CAP_SETUID, "CAP_SETUID", false, "--user"},
    {CAP_SETGID, "CAP_SETGID", false, "--user"},
    {CAP_KILL, "CAP_KILL", false, "signals for a command that runs as another user"},
    {CAP_SYS_RESOURCE, "CAP_SYS_RESOURCE", false, "nothing, on the kernels that are supported"},
}};

} // namespace

std::span<const std::string_view> cannot_see(Backend backend) {
    switch (backend) {
    case Backend::lsm:
        return lsm_limits;
    case Backend::fentry:
        return fentry_limits;
    case Backend::tracepoint:
        break;
    }
    return tracepoint_limits;
}

std::span<const CapabilityUse> capability_uses() {
    return uses;
}

} // namespace fileaudit
