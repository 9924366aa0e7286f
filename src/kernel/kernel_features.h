// SPDX-License-Identifier: GPL-2.0-only
// What this kernel, boot and process can do, found by asking rather than by version.
#pragma once

#include "result.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <string>

namespace fileaudit {

struct Features {
    bool rdonly_cast = false; // bpf_rdonly_cast(), 6.2: cheap fault-safe reads
    bool path_kfuncs = false; // bpf_get_task_exe_file(), bpf_path_d_path(), bpf_put_file(), 6.12
    // Those of the functions named in kernel_features.cpp that this kernel has, to be hooked.
    std::set<std::string, std::less<>> functions;
    std::string open_function;  // of those the one that opens by name; "" when there is none
    uint32_t pid_namespace = 0; // inode number of ours; 0: the initial one
    // Why programs of that kind cannot be loaded, as the kernel answered a two-instruction
    // one; "" when it took it.
    std::string lsm_refusal;
    std::string fentry_refusal;
    // /sys/kernel/security/lsm, or nothing when it cannot be read.
    std::optional<std::string> active_lsms;
};

// Refuses a process without the capabilities, and a kernel without BTF.
Result<Features> probe_features();

// The inode number of our pid namespace; 0 when it is the initial one.
uint32_t own_pid_namespace();

} // namespace fileaudit
