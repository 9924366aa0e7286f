// SPDX-License-Identifier: GPL-2.0-only
// What a process must be allowed to do before the kernel takes a program of ours.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace fileaudit {

// Who this process is to the kernel.
struct Privileges {
    uint64_t effective = 0;      // bits by number of the capability, as CapEff of /proc/PID/status
    bool user_namespace = false; // not the initial one: capabilities do not reach the kernel's BPF

    bool has(int capability) const { return (effective >> capability & 1) != 0; }
};

// Those of CAP_BPF and CAP_PERFMON that are missing, by name; CAP_SYS_ADMIN stands for either.
std::vector<std::string> missing_capabilities(const Privileges& privileges);

// Why this process may not watch, and the remedy, as one sentence; "" when it may.
std::string privilege_refusal(const Privileges& privileges);

} // namespace fileaudit
