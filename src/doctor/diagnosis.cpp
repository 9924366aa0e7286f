// SPDX-License-Identifier: GPL-2.0-only
#include "doctor/diagnosis.h"

#include "doctor/backend_facts.h"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>
#include <linux/capability.h>
#include <utility>

namespace fileaudit {
namespace {

std::string number_or_unreadable(const std::optional<int>& number) {
    return number ? fmt::to_string(*number) : "unreadable";
}

// Major and minor of "6.12.117+deb13-cloud-amd64"; zeros where there is none.
std::pair<int, int> version_of(std::string_view release) {
    std::pair<int, int> version{0, 0};
    const char* const end = release.data() + release.size();
    const auto [at, error] = std::from_chars(release.data(), end, version.first);
    if (error == std::errc() && at != end && *at == '.')
        std::from_chars(at + 1, end, version.second);
    return version;
}

bool has_word(const std::optional<std::string>& line, std::string_view begin, std::string& word) {
    std::string_view rest = line ? std::string_view(*line) : "";
    while (!rest.empty()) {
        const size_t space = rest.find(' ');
        if (rest.substr(0, space).starts_with(begin)) {
            word = rest.substr(0, space);
            return true;
        }
        rest = space == rest.npos ? "" : rest.substr(space + 1);
    }
    return false;
}

const Trial* find_trial(const Trials& trials, Backend backend) {
    const auto at =
        std::find_if(trials.backends.rbegin(), trials.backends.rend(),
                     [backend](const Trial& trial) { return trial.attempt.backend == backend; });
    return at == trials.backends.rend() ? nullptr : &*at;
}

// What works instead of a backend that does not.
std::string instead(const Trial* best) {
    return best == nullptr ? "and nothing else works"
                           : fmt::format("{} is used instead", backend_name(best->attempt.backend));
}

// ---- the kernel ------------------------------------------------------------------------------

Finding kernel(const Facts& facts) {
    Finding f{"kernel", State::good, fmt::format("{} {}", facts.release, facts.machine), "", ""};
    if (!facts.preemption.empty())
        f.found += fmt::format(", preempt={}", facts.preemption);
    if (facts.no_types.empty() && !facts.loop) { // 5.17; some have it earlier
        f.state = State::missing;
        f.cost = "too old: it has no bpf_loop(), with which paths are walked; no backend works";
        f.remedy = "boot a kernel from 6.1 on";
    } else if (version_of(facts.release) < std::pair(6, 1)) {
        f.state = State::limited;
        f.cost = "fileaudit is tested from 6.1 on";
        f.remedy = "boot a kernel from 6.1 on";
    }
    return f;
}

Finding boot_line(const Facts& facts) {
    Finding f{"boot_line", State::neutral, "", "", ""};
    std::vector<std::string> words;
    for (const std::string_view begin : {"lsm=", "security=", "lockdown=", "preempt="})
        if (std::string word; has_word(facts.boot_line, begin, word))
            words.push_back(word);
    f.found = !facts.boot_line ? "/proc/cmdline cannot be read"
              : words.empty()  ? "no lsm=, no lockdown="
                               : fmt::format("{}", fmt::join(words, " "));
    return f;
}

Finding lsms(const Facts& facts, const Trial* lsm, const Trial* best) {
    Finding f{"active_lsms", State::good, facts.active_lsms.value_or("cannot be read"), "", ""};
    const bool works = lsm != nullptr && lsm->works();
    if (!facts.active_lsms) {
        f.state = State::neutral;
        if (!facts.securityfs)
            f.found += ": securityfs is not mounted";
        if (!works) {
            f.cost = "whether bpf is among them cannot be told";
            f.remedy = "mount -t securityfs none /sys/kernel/security";
        }
    } else if (!lists_bpf(*facts.active_lsms)) {
        f.state = State::missing;
        f.cost = fmt::format("bpf is not among them: no lsm backend, {}", instead(best));
        f.remedy = facts.lsm_function || !facts.no_types.empty()
                       ? fmt::format("boot with {}, for instance in GRUB_CMDLINE_LINUX of "
                                     "/etc/default/grub, then update-grub and reboot",
                                     lsm_boot_parameter(*facts.active_lsms))
                       : "boot a kernel built with CONFIG_BPF_LSM=y";
    }
    return f;
}

Finding lockdown(const Facts& facts) {
    Finding f{"lockdown", State::good, facts.lockdown.value_or("cannot be read"), "", ""};
    if (!facts.lockdown) {
        f.state = State::neutral;
        f.found += facts.securityfs ? ": this kernel has none" : ": securityfs is not mounted";
    } else if (*facts.lockdown == "confidentiality") {
        f.state = State::missing;
        f.cost = "BPF may not read the kernel's memory: no backend works, nor does snapshot";
        f.remedy = "boot with lockdown=integrity, or without lockdown=; it cannot be lowered while "
                   "the system runs";
    } else if (*facts.lockdown == "integrity") {
        f.found += ": BPF may still read";
    }
    return f;
}

Finding types(const Facts& facts) {
    Finding f{"btf", State::good, "/sys/kernel/btf/vmlinux", "", ""};
    if (!facts.no_types.empty()) {
        f.state = State::missing;
        f.found = "no type information (BTF)";
        f.cost = "no backend works, nor does snapshot";
        f.remedy = "boot a kernel built with CONFIG_DEBUG_INFO_BTF=y; in a container /sys must be "
                   "mounted, for instance by -v /sys:/sys:ro";
    }
    return f;
}

Finding compiler(const Facts& facts) {
    Finding f{"bpf_jit", State::good, "", "", ""};
    if (!facts.bpf_jit) {
        f.state = State::neutral;
        f.found = "net.core.bpf_jit_enable cannot be read in this network namespace";
        return f;
    }
    f.found = *facts.bpf_jit != 0 ? "on" : "off";
    if (*facts.bpf_jit == 0) {
        f.state = State::missing;
        f.cost = "programs that call kernel functions are refused: no backend from 6.2 on";
        f.remedy = "sysctl net.core.bpf_jit_enable=1";
    }
    return f;
}

// The two-instruction programs that were refused though this process may load programs.
Finding trampolines(const Facts& facts, const Trials& trials, const Trial* best) {
    Finding f{"trampolines", State::good, "taken", "", ""};
    const Trial* const lsm = find_trial(trials, Backend::lsm);
    const Trial* const fentry = find_trial(trials, Backend::fentry);
    const bool works = (lsm != nullptr && lsm->works()) || (fentry != nullptr && fentry->works());
    if (works)
        return f;
    if (!privilege_refusal(facts.privileges).empty() || !facts.no_types.empty() ||
        fentry == nullptr) {
        f.state = State::neutral;
        f.found = "not tried";
        return f;
    }
    f.state = State::missing;
    f.found = fmt::format("fentry: {}", fentry->refusal);
    f.cost = fmt::format("neither lsm nor fentry, {}", instead(best));
    if (!facts.fentry_function)
        f.remedy = "boot a kernel built with CONFIG_SECURITY=y";
    else if (facts.seccomp == 2)
        f.remedy = "a seccomp filter is active: start it with --security-opt seccomp=unconfined; "
                   "if that changes nothing, this kernel refuses them";
    else
        f.remedy = "none from here: this process may load programs, so this kernel, or a policy of "
                   "who runs it, refuses BPF trampolines (it takes CONFIG_FUNCTION_TRACER and "
                   "CONFIG_DYNAMIC_FTRACE_WITH_DIRECT_CALLS)";
    return f;
}

// ---- this process ------------------------------------------------------------------------------

// How to get at capabilities, by where this process is.
std::string capability_remedy(const Facts& facts, const std::vector<std::string>& missing) {
    std::string set, adds, list;
    uint64_t bounded = 0;
    for (const CapabilityUse& use : capability_uses())
        if (std::find(missing.begin(), missing.end(), use.name) != missing.end()) {
            adds += fmt::format(" --cap-add {}", use.name.substr(4));
            list += fmt::format("{}{}", list.empty() ? "" : ", ", use.name.substr(4));
            bounded |= ~facts.bounding & uint64_t{1} << use.number;
        }
    if (facts.kubernetes)
        return fmt::format("in the pod: securityContext: {{capabilities: {{add: [{}]}}, runAsUser: "
                           "0}}, and hostPID: true",
                           list);
    if (!facts.container.empty())
        return fmt::format("{} run --pid=host{}{} …",
                           facts.container == "podman" ? "sudo podman" : "docker", adds,
                           facts.uid == 0 ? "" : " --user 0");
    if (bounded != 0)
        return "who started this process took them out of its bounding set: start it from outside, "
               "or by a unit with AmbientCapabilities=CAP_BPF CAP_PERFMON";
    if (facts.no_new_privileges)
        return "no_new_privs is set, so that neither sudo nor setcap can add any: start it from "
               "outside";
    const bool plain =
        !facts.binary.empty() && facts.binary.find_first_of(" '\"\\$`\n") == std::string::npos;
    return fmt::format("sudo; or once: sudo setcap cap_bpf,cap_perfmon=ep {}",
                       plain ? facts.binary : "fileaudit");
}

Finding capabilities(const Facts& facts) {
    Finding f{"capabilities", State::good, "", "", ""};
    std::vector<std::string> held;
    for (const CapabilityUse& use : capability_uses())
        if (facts.privileges.has(use.number) && use.number != CAP_SYS_RESOURCE)
            held.emplace_back(use.name.substr(4));
    f.found = fmt::format("uid {}, {}", facts.uid,
                          held.empty() ? "none of them" : fmt::format("{}", fmt::join(held, " ")));
    if (const auto missing = missing_capabilities(facts.privileges); !missing.empty()) {
        f.state = State::missing;
        f.cost = fmt::format("without {} nothing can be watched", fmt::join(missing, " and "));
        f.remedy = capability_remedy(facts, missing);
    }
    return f;
}

Finding user_namespace(const Facts& facts) {
    Finding f{"user_namespace", State::good, "the initial one", "", ""};
    if (facts.privileges.user_namespace) {
        f.state = State::missing;
        f.found = "its own";
        f.cost = "capabilities count inside of it alone: no backend works, nor does snapshot";
        f.remedy = "run it on the host, or in a container without a user namespace: not rootless, "
                   "docker run --userns=host, in a pod hostUsers: true";
    }
    return f;
}

Finding seccomp(const Facts& facts, const Trial* best) {
    Finding f{"seccomp", State::good, "none", "", ""};
    if (facts.seccomp != 0) {
        f.found = facts.seccomp == 2 ? "a filter" : "strict";
        if (best == nullptr && privilege_refusal(facts.privileges).empty()) {
            f.state = State::limited;
            f.cost = "it may be what refuses bpf(2)";
            f.remedy = "docker run --security-opt seccomp=unconfined …, in a pod "
                       "seccompProfile: {type: Unconfined}";
        }
    }
    return f;
}

Finding sysctls(const Facts& facts) {
    // No performance event is opened, so that perf_event_paranoid does not matter either.
    return {"sysctls", State::neutral,
            fmt::format("unprivileged_bpf_disabled={}, perf_event_paranoid={}: no matter",
                        number_or_unreadable(facts.unprivileged_bpf_disabled),
                        number_or_unreadable(facts.perf_event_paranoid)),
            "", ""};
}

Finding memlock(const Facts& facts) {
    return {"memlock", State::neutral,
            facts.memlock_bytes
                ? fmt::format("{} KiB: no matter from Linux 5.11 on", *facts.memlock_bytes / 1024)
                : "unlimited",
            "", ""};
}

// ---- where it is -------------------------------------------------------------------------------

Finding container(const Facts& facts) {
    Finding f{"container", State::neutral, facts.container.empty() ? "none" : facts.container, "",
              ""};
    if (facts.kubernetes)
        f.found += ", Kubernetes";
    return f;
}

Finding pid_namespace(const Facts& facts) {
    Finding f{"pid_namespace", State::good, "the initial one", "", ""};
    if (facts.own_pid_namespace) {
        f.state = State::limited;
        f.found = "its own";
        f.cost = "processes outside have pid 0 and cannot be given to --pid; no --host-only; "
                 "snapshot and --existing go through those inside alone";
        f.remedy = facts.kubernetes ? "hostPID: true in the pod's spec" : "docker run --pid=host …";
    }
    return f;
}

Finding cgroups(const Facts& facts) {
    Finding f{"cgroups", State::good, "version 2", "", ""};
    if (!facts.cgroup2) {
        f.state = State::limited;
        f.found = "version 2 is not mounted";
        f.cost = "no --cgroup, --container, --service, and no names for cgroups";
        f.remedy = facts.container.empty() ? "mount -t cgroup2 none /sys/fs/cgroup"
                                           : "docker run --cgroupns=host -v "
                                             "/sys/fs/cgroup:/sys/fs/cgroup:ro …";
    } else if (facts.own_cgroup_namespace) {
        f.state = State::limited;
        f.found = "version 2, in a namespace of its own";
        f.cost = "--cgroup, --container and --service know those inside of it alone";
        f.remedy = "docker run --cgroupns=host -v /sys/fs/cgroup:/sys/fs/cgroup:ro …";
    }
    return f;
}

Finding tracefs(const Facts& facts) {
    return {"tracefs", State::neutral,
            fmt::format("{}, not needed: programs are attached by BTF",
                        facts.tracefs ? "mounted" : "not mounted"),
            "", ""};
}

Finding sys(const Facts& facts) {
    return {"sys", State::neutral,
            facts.sys_read_only ? "read-only, which is enough" : "writable, not needed", "", ""};
}

// ---- what the user gets ------------------------------------------------------------------------

std::vector<Feature> find_features(const Facts& facts, const Trials& trials, const Trial* best) {
    const bool tracepoint = best != nullptr && best->attempt.backend == Backend::tracepoint;
    const bool inside = best != nullptr && !tracepoint; // at hooks inside the kernel
    const auto has = [&](const char* function) { return facts.functions.count(function) != 0; };
    const FailureTrial& failures = trials.failures;
    const bool fails = failures.tried && failures.refusal.empty();
    const std::string needs_inside = "needs the lsm or fentry backend";
    const bool denied = inside && fails && has("security_file_open");

    std::vector<Feature> features;
    features.push_back({"failures", fails, "--failed, --errno, --chains",
                        fails            ? fmt::format("saw {}", failures.errno_name)
                        : failures.tried ? failures.refusal
                                         : "not tried"});
    features.push_back({"latency", fails && failures.latency_ns != 0, "--latency, --slower-than",
                        fails && failures.latency_ns != 0
                            ? (tracepoint ? "of the whole system call" : "of lookup and open")
                            : "not told"});
    features.push_back({"denied_by", denied, "denied_by", denied ? "lsm or dac" : needs_inside});
    const bool early = fails && (tracepoint || has("do_sys_openat2"));
    features.push_back({"early_failures", early, "EFAULT, EMFILE, ENAMETOOLONG",
                        early    ? "before a name is looked up"
                        : inside ? "this kernel has no do_sys_openat2() to hook"
                                 : "not told"});
    const bool maps = fails && (tracepoint || has("vm_mmap_pgoff"));
    features.push_back({"failed_maps", maps, "failed mmaps",
                        maps     ? "when the call returns"
                        : inside ? "this kernel has no vm_mmap_pgoff() to hook"
                                 : "not told"});
    features.push_back(
        {"io_uring", inside, "opens by io_uring, the kernel", inside ? "seen" : needs_inside});
    features.push_back(
        {"exec_opens", inside, "files an exec opens itself", inside ? "seen" : needs_inside});
    const bool kfuncs = best != nullptr && best->attempt.kfuncs;
    features.push_back({"path_kfuncs", kfuncs, "paths by kernel, --cross-check",
                        kfuncs              ? "beside the walk"
                        : facts.path_kfuncs ? "needs the lsm backend; paths by the walk"
                                            : "needs Linux 6.12 and lsm; paths by the walk"});
    features.push_back({"direct_reads", facts.rdonly_cast, "cheap reads of kernel memory",
                        facts.rdonly_cast ? "bpf_rdonly_cast()" : "needs Linux 6.2"});
    const bool layers = facts.overlay_types || facts.privileges.has(CAP_SYS_ADMIN);
    features.push_back({"layer", layers, "layer, on overlayfs",
                        layers ? "told" : "needs CAP_SYS_ADMIN: overlayfs is a module here"});
    const bool inventory = trials.inventory_tried && trials.inventory_refusal.empty();
    features.push_back({"inventory", inventory, "snapshot, --existing",
                        inventory                ? "iterators ran"
                        : trials.inventory_tried ? trials.inventory_refusal
                                                 : "not tried"});
    return features;
}

// ---- the verdict -------------------------------------------------------------------------------

std::string sentence_of(Health verdict, const Facts& facts, const Trials& trials,
                        const Trial* best) {
    if (verdict == Health::not_privileged) {
        const auto missing = missing_capabilities(facts.privileges);
        return fmt::format("watch does not work for this process: {}",
                           missing.empty()
                               ? "its capabilities count in its own user namespace "
                                 "alone"
                               : fmt::format("it lacks {}", fmt::join(missing, " and ")));
    }
    if (best == nullptr) {
        const bool same =
            std::all_of(trials.backends.begin(), trials.backends.end(), [&](const Trial& t) {
                return t.refusal == trials.backends.front().refusal;
            });
        if (trials.backends.size() == 1)
            return fmt::format("the {} backend does not work here: {}",
                               backend_name(trials.backends.front().attempt.backend),
                               trials.backends.front().refusal);
        return same && !trials.backends.empty()
                   ? fmt::format("watch does not work here: {}", trials.backends.front().refusal)
                   : "watch does not work here, with none of its backends";
    }
    std::vector<std::string> better;
    for (const Trial& trial : trials.backends)
        if (!trial.works())
            if (const std::string name = backend_name(trial.attempt.backend);
                &trial < best && trial.attempt.backend != best->attempt.backend &&
                std::find(better.begin(), better.end(), name) == better.end())
                better.push_back(name);
    const std::string works =
        fmt::format("watch works here, with the {} backend", backend_name(best->attempt.backend));
    if (better.empty())
        return best->attempt.backend == Backend::lsm ? works + ", the best there is" : works;
    return fmt::format("{}; {} missing: {}", works,
                       better.size() == 1 ? "a better one is" : "two better ones are",
                       fmt::join(better, " and "));
}

} // namespace

const char* state_name(State state) {
    switch (state) {
    case State::good:
        return "good";
    case State::limited:
        return "limited";
    case State::missing:
        return "missing";
    case State::neutral:
        break;
    }
    return "neutral";
}

const char* health_name(Health verdict) {
    switch (verdict) {
    case Health::best:
        return "best";
    case Health::works:
        return "works";
    case Health::not_privileged:
        return "not_privileged";
    case Health::not_possible:
        break;
    }
    return "not_possible";
}

Diagnosis diagnose(const Facts& facts, const Trials& trials) {
    Diagnosis d;
    const auto works = [](const Trial& trial) { return trial.works(); };
    const auto best = std::find_if(trials.backends.begin(), trials.backends.end(), works);
    d.best = best == trials.backends.end() ? nullptr : &*best;
    if (d.best != nullptr) {
        d.verdict = best == trials.backends.begin() ? Health::best : Health::works;
        d.status = Exit::ok;
    } else if (!privilege_refusal(facts.privileges).empty()) {
        d.verdict = Health::not_privileged;
        d.status = Exit::privilege;
    }
    d.sentence = sentence_of(d.verdict, facts, trials, d.best);
    d.findings = {kernel(facts),
                  boot_line(facts),
                  lsms(facts, find_trial(trials, Backend::lsm), d.best),
                  lockdown(facts),
                  types(facts),
                  compiler(facts),
                  trampolines(facts, trials, d.best),
                  capabilities(facts),
                  user_namespace(facts),
                  seccomp(facts, d.best),
                  sysctls(facts),
                  memlock(facts),
                  container(facts),
                  pid_namespace(facts),
                  cgroups(facts),
                  tracefs(facts),
                  sys(facts)};
    d.features = find_features(facts, trials, d.best);
    return d;
}

} // namespace fileaudit
