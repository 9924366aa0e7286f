// SPDX-License-Identifier: GPL-2.0-only
#include "doctor/facts.h"

#include "doctor/proc_text.h"
#include "kernel/kernel_features.h"
#include "text_file.h"

#include <array>
#include <fmt/format.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <unistd.h>

namespace fileaudit {
namespace {

std::optional<int> read_number(const char* file) {
    const auto text = read_value(file);
    return text ? number_in(*text) : std::nullopt;
}

bool exists(const char* file) {
    return access(file, F_OK) == 0;
}

std::string own_binary() {
    std::array<char, 4096> text{};
    const ssize_t n = readlink("/proc/self/exe", text.data(), text.size());
    return n < 0 ? "" : std::string(text.data(), static_cast<size_t>(n));
}

bool is_initial_cgroup_namespace() {
    constexpr ino_t initial = 4026531835; // PROC_CGROUP_INIT_INO, include/linux/proc_ns.h
    struct stat st {};
    return stat("/proc/self/ns/cgroup", &st) != 0 || st.st_ino == initial;
}

void read_kernel(Facts& facts) {
    utsname name{};
    uname(&name);
    facts.release = name.release;
    facts.machine = name.machine;
    // the file is of debugfs, which only root can look into and often is not mounted
    facts.preemption = preemption_of(read_value("/sys/kernel/debug/sched/preempt").value_or(""),
                                     name.version, read_value("/proc/cmdline").value_or(""));
    facts.boot_line = read_value("/proc/cmdline");
    if (const auto text = read_value("/sys/kernel/security/lockdown"))
        facts.lockdown = chosen_word(*text);
    facts.unprivileged_bpf_disabled = read_number("/proc/sys/kernel/unprivileged_bpf_disabled");
    facts.perf_event_paranoid = read_number("/proc/sys/kernel/perf_event_paranoid");
    facts.bpf_jit = read_number("/proc/sys/net/core/bpf_jit_enable");
    facts.active_lsms = read_value("/sys/kernel/security/lsm");
    const auto features = read_features();
    if (!features) {
        facts.no_types = features.error().message;
        return;
    }
    facts.loop = features->loop;
    facts.path_kfuncs = features->path_kfuncs;
    facts.rdonly_cast = features->rdonly_cast;
    facts.lsm_function = features->lsm_function != 0;
    facts.fentry_function = features->fentry_function != 0;
    facts.functions = features->functions;
    facts.open_function = features->open_function;
    facts.overlay_types = features->overlay_types;
}

void read_process(Facts& facts) {
    facts.binary = own_binary();
    facts.uid = geteuid();
    facts.privileges = own_privileges();
    const std::string status = read_value("/proc/self/status").value_or("");
    facts.bounding = hex_field(status, "CapBnd:");
    facts.no_new_privileges = hex_field(status, "NoNewPrivs:") != 0;
    facts.seccomp = static_cast<int>(hex_field(status, "Seccomp:"));
    rlimit limit{};
    if (getrlimit(RLIMIT_MEMLOCK, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY)
        facts.memlock_bytes = limit.rlim_cur;
}

void read_place(Facts& facts) {
    facts.own_pid_namespace = own_pid_namespace() != 0;
    facts.own_cgroup_namespace = !is_initial_cgroup_namespace();
    facts.kubernetes = secure_getenv("KUBERNETES_SERVICE_HOST") != nullptr ||
                       exists("/var/run/secrets/kubernetes.io");
    const char* told = secure_getenv("container");
    facts.container = container_runtime(
        {exists("/.dockerenv"), exists("/run/.containerenv"),
         read_value("/run/systemd/container").value_or(told != nullptr ? told : ""),
         read_value("/proc/self/cgroup").value_or(""), facts.kubernetes});
    const Mounts mounts = read_mounts(read_value("/proc/self/mountinfo").value_or(""));
    facts.tracefs = mounts.tracefs;
    facts.securityfs = mounts.securityfs;
    facts.sys_read_only = mounts.sys_read_only;
    facts.cgroup2 = mounts.cgroup2;
}

} // namespace

Facts read_facts() {
    Facts facts;
    read_kernel(facts);
    read_process(facts);
    read_place(facts);
    return facts;
}

} // namespace fileaudit
