// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/needed_privileges.h"

#include <fmt/format.h>
#include <linux/capability.h>

namespace fileaudit {

std::vector<std::string> missing_capabilities(const Privileges& privileges) {
    std::vector<std::string> missing;
    if (privileges.has(CAP_SYS_ADMIN))
        return missing;
    if (!privileges.has(CAP_BPF))
        missing.emplace_back("CAP_BPF");
    if (!privileges.has(CAP_PERFMON))
        missing.emplace_back("CAP_PERFMON");
    return missing;
}

std::string privilege_refusal(const Privileges& privileges) {
    const auto missing = missing_capabilities(privileges);
    if (missing.size() == 2)
        return "watching files needs root, or CAP_BPF to load programs and CAP_PERFMON to let them "
               "read the kernel's memory; this process has neither; run it with sudo, or see "
               "fileaudit doctor";
    if (missing.size() == 1)
        return fmt::format("watching files needs root, or CAP_BPF and CAP_PERFMON; {} is missing, "
                           "{}; add it, or run it with sudo",
                           missing.front(),
                           missing.front() == "CAP_BPF" ? "which lets programs be loaded"
                                                        : "which lets them read the kernel's "
                                                          "memory");
    if (privileges.user_namespace)
        return "watching files needs root, or CAP_BPF and CAP_PERFMON, outside of any user "
               "namespace: what this process has counts inside its own alone; run it on the host, "
               "or in a container without a user namespace (not rootless)";
    return "";
}

} // namespace fileaudit
