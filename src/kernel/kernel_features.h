// SPDX-License-Identifier: GPL-2.0-only
// What this kernel, boot and process can do, found by asking rather than by version.
#pragma once

#include "kernel/needed_privileges.h"
#include "result.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <string>

namespace fileaudit {

struct Features {
    bool loop = false;        // bpf_loop(), 5.17, and earlier where a distribution took it over
    bool rdonly_cast = false; // bpf_rdonly_cast(), 6.2: cheap fault-safe reads
    bool path_kfuncs = false; // bpf_get_task_exe_file(), bpf_path_d_path(), bpf_put_file(), 6.12
    // Those of the functions named in kernel_features.cpp that this kernel has, to be hooked.
    std::set<std::string, std::less<>> functions;
    std::string open_function;  // of those the one that opens by name; "" when there is none
    uint32_t pid_namespace = 0; // inode number of ours; 0: the initial one
    // BTF ids of what the two refusals below ask about; 0 when this kernel has no such function.
    uint32_t lsm_function = 0;
    uint32_t fentry_function = 0;
    bool overlay_types = false; // struct ovl_inode is the kernel's own, not a module's
    // Why programs of that kind cannot be loaded, as the kernel answered a two-instruction
    // one; "" when it took it.
    std::string lsm_refusal;
    std::string fentry_refusal;
    // /sys/kernel/security/lsm, or nothing when it cannot be read.
    std::optional<std::string> active_lsms;
};

// Of this process.
Privileges own_privileges();

// What BTF and the list of LSMs tell, which needs no privileges: all but the two refusals.
// Refuses a kernel without BTF.
Result<Features> read_features();

// Everything. Refuses a process without the capabilities, and a kernel that is too old or locked
// down for confidentiality.
Result<Features> probe_features();

// The inode number of our pid namespace; 0 when it is the initial one.
uint32_t own_pid_namespace();

} // namespace fileaudit
