// SPDX-License-Identifier: GPL-2.0-only
// What this system, boot and process are, as far as they can be read. Asks, concludes nothing.
#pragma once

#include "kernel/needed_privileges.h"

#include <cstdint>
#include <optional>
#include <set>
#include <string>

namespace fileaudit {

struct Facts {
    std::string binary; // what /proc/self/exe leads to; "" when it cannot be told

    // the kernel. Nothing where it cannot be read
    std::string release, machine;           // as uname(2)
    std::string preemption;                 // "none", "voluntary", "full", "lazy", "rt"; or ""
    std::optional<std::string> boot_line;   // /proc/cmdline
    std::optional<std::string> active_lsms; // /sys/kernel/security/lsm
    std::optional<std::string> lockdown;    // "none", "integrity", "confidentiality"
    bool securityfs = false;                // mounted, where the two above are read
    std::optional<int> unprivileged_bpf_disabled, perf_event_paranoid, bpf_jit;

    // what its type information tells; `no_types` is why there is none, or ""
    std::string no_types;
    bool loop = false; // bpf_loop()
    bool path_kfuncs = false, rdonly_cast = false, lsm_function = false, fentry_function = false;
    std::set<std::string, std::less<>> functions; // of those that are hooked
    std::string open_function;                    // the one of them that opens by name; or ""
    bool overlay_types = false;                   // overlayfs is built in, or not a module's

    // this process
    uint32_t uid = 0; // effective
    Privileges privileges;
    uint64_t bounding = 0; // capabilities that it could ever have
    bool no_new_privileges = false;
    int seccomp = 0;                       // 0 none, 1 strict, 2 a filter
    std::optional<uint64_t> memlock_bytes; // nothing: unlimited

    // where it is
    bool own_pid_namespace = false, own_cgroup_namespace = false;
    std::string container; // the runtime, "container" when it is one of some kind; or ""
    bool kubernetes = false;
    bool tracefs = false; // mounted somewhere
    bool sys_read_only = false;
    bool cgroup2 = false; // mounted somewhere
};

Facts read_facts();

} // namespace fileaudit
