// SPDX-License-Identifier: GPL-2.0-only
// Made-up systems → what is wrong with them and what is said to do about it.
#include "doctor/diagnosis.h"

#include "doctor/report.h"
#include "format/width.h"

#include <algorithm>
#include <doctest/doctest.h>
#include <linux/capability.h>
#include <sstream>

using namespace fileaudit;

namespace {

constexpr uint64_t both = uint64_t{1} << CAP_BPF | uint64_t{1} << CAP_PERFMON;

// Debian 13 on the host, as root.
Facts debian() {
    Facts f;
    f.binary = "/usr/sbin/fileaudit";
    f.release = "6.12.117+deb13-amd64";
    f.machine = "x86_64";
    f.boot_line = "BOOT_IMAGE=/vmlinuz root=/dev/sda1 quiet";
    f.active_lsms = "lockdown,capability,landlock,yama,apparmor,bpf,ima,evm";
    f.lockdown = "none";
    f.securityfs = f.tracefs = f.cgroup2 = true;
    f.unprivileged_bpf_disabled = 2;
    f.perf_event_paranoid = 3;
    f.bpf_jit = 1;
    f.loop = f.path_kfuncs = f.rdonly_cast = f.lsm_function = f.fentry_function = true;
    f.functions = {"do_filp_open", "do_sys_openat2", "vm_mmap_pgoff", "security_file_open"};
    f.open_function = "do_filp_open";
    f.privileges.effective = f.bounding = 0x1ffffffffff;
    return f;
}

Trial trial(Backend backend, const char* refusal, bool kfuncs = false) {
    return {{backend, kfuncs},     true,     refusal, "/usr/sbin/fileaudit",
            "/usr/sbin/fileaudit", 9'000'000};
}

Trials all(const char* lsm, const char* fentry, const char* tracepoint) {
    Trials t;
    t.backends = {trial(Backend::lsm, lsm, true), trial(Backend::fentry, fentry),
                  trial(Backend::tracepoint, tracepoint)};
    t.failures = {true, "", "ENOTDIR", 12'000};
    t.inventory_tried = true;
    return t;
}

Trials none(const char* refusal) {
    Trials t = all(refusal, refusal, refusal);
    t.failures = {};
    t.inventory_tried = false;
    return t;
}

const char* const eperm = "the kernel refuses such programs (Operation not permitted)";

struct System {
    const char* what;
    void (*change)(Facts&);
    Trials trials;
    Health verdict;
    Exit status;
    const char* sentence; // a part of it
    const char* key;      // of a finding, and what it must be
    State state;
    const char* cost;
    const char* remedy;
};

std::vector<System> systems() {
    return {
        {"Debian 13", [](Facts&) {}, all("", "", ""), Health::best, Exit::ok,
         "with the lsm backend, the best there is", "active_lsms", State::good, "", ""},
        {"Ubuntu: bpf is not in lsm=",
         [](Facts& f) { f.active_lsms = "lockdown,capability,landlock,yama,apparmor"; },
         all("bpf is not among the active LSMs", "", ""), Health::works, Exit::ok,
         "with the fentry backend; a better one is missing: lsm", "active_lsms", State::missing,
         "no lsm backend, fentry is used instead", "lsm=lockdown,landlock,yama,apparmor,bpf"},
        {"built without BPF LSM",
         [](Facts& f) {
             f.active_lsms = "capability";
             f.lsm_function = false;
         },
         all("this kernel has no bpf_lsm_file_open", "", ""), Health::works, Exit::ok, "fentry",
         "active_lsms", State::missing, "no lsm backend", "CONFIG_BPF_LSM=y"},
        {"trampolines refused",
         [](Facts& f) {
             f.active_lsms.reset();
             f.securityfs = false;
         },
         all(eperm, eperm, ""), Health::works, Exit::ok,
         "with the tracepoint backend; two better ones are missing: lsm and fentry", "trampolines",
         State::missing, "neither lsm nor fentry, tracepoint is used instead", "none from here"},
        {"trampolines refused, a seccomp filter", [](Facts& f) { f.seccomp = 2; },
         all(eperm, eperm, ""), Health::works, Exit::ok, "tracepoint", "trampolines",
         State::missing, "", "seccomp=unconfined"},
        {"5.10",
         [](Facts& f) {
             f.release = "5.10.0-33-amd64";
             f.loop = false;
         },
         none("kernel 5.10.0-33-amd64 is too old: it has no bpf_loop()"), Health::not_possible,
         Exit::unsupported, "watch does not work here: kernel 5.10", "kernel", State::missing,
         "no bpf_loop()", "from 6.1 on"},
        {"an old kernel with what newer ones have", [](Facts& f) { f.release = "5.14.0-687.el9"; },
         all("", "", ""), Health::best, Exit::ok, "lsm", "kernel", State::limited,
         "tested from 6.1", "6.1"},
        {"5.19", [](Facts& f) { f.release = "5.19.2"; }, all("", "", ""), Health::best, Exit::ok,
         "lsm", "kernel", State::limited, "tested from 6.1", "6.1"},
        {"lockdown=confidentiality", [](Facts& f) { f.lockdown = "confidentiality"; },
         none("the verifier says: cannot use helper bpf_probe_read_kernel"), Health::not_possible,
         Exit::unsupported, "does not work here", "lockdown", State::missing, "no backend works",
         "lockdown=integrity"},
        {"lockdown=integrity", [](Facts& f) { f.lockdown = "integrity"; }, all("", "", ""),
         Health::best, Exit::ok, "lsm", "lockdown", State::good, "", ""},
        {"no BTF", [](Facts& f) { f.no_types = "no type information"; },
         none("kernel 6.12 offers no type information"), Health::not_possible, Exit::unsupported,
         "no type information", "btf", State::missing, "no backend works",
         "CONFIG_DEBUG_INFO_BTF=y"},
        {"nobody",
         [](Facts& f) {
             f.privileges.effective = 0;
             f.uid = 1000;
         },
         none("needs root"), Health::not_privileged, Exit::privilege,
         "it lacks CAP_BPF and CAP_PERFMON", "capabilities", State::missing,
         "nothing can be watched", "sudo setcap cap_bpf,cap_perfmon=ep /usr/sbin/fileaudit"},
        {"CAP_BPF alone", [](Facts& f) { f.privileges.effective = uint64_t{1} << CAP_BPF; },
         none("needs root"), Health::not_privileged, Exit::privilege, "it lacks CAP_PERFMON",
         "capabilities", State::missing, "without CAP_PERFMON", "setcap"},
        {"both, and no more", [](Facts& f) { f.privileges.effective = both; }, all("", "", ""),
         Health::best, Exit::ok, "lsm", "capabilities", State::good, "", ""},
        {"no_new_privs",
         [](Facts& f) {
             f.privileges.effective = 0;
             f.no_new_privileges = true;
         },
         none("needs root"), Health::not_privileged, Exit::privilege, "lacks", "capabilities",
         State::missing, "", "neither sudo nor setcap"},
        {"a small bounding set",
         [](Facts& f) {
             f.privileges.effective = 0;
             f.bounding = 0;
         },
         none("needs root"), Health::not_privileged, Exit::privilege, "lacks", "capabilities",
         State::missing, "", "bounding set"},
        {"docker without capabilities",
         [](Facts& f) {
             f.privileges.effective = f.bounding = 0xa80425fb;
             f.container = "docker";
             f.own_pid_namespace = true;
             f.seccomp = 2;
         },
         none("needs root"), Health::not_privileged, Exit::privilege, "lacks CAP_BPF",
         "capabilities", State::missing, "",
         "docker run --pid=host --cap-add BPF --cap-add PERFMON"},
        {"a pod without capabilities",
         [](Facts& f) {
             f.privileges.effective = f.bounding = 0;
             f.container = "containerd";
             f.kubernetes = true;
         },
         none("needs root"), Health::not_privileged, Exit::privilege, "lacks", "capabilities",
         State::missing, "", "add: [BPF, PERFMON]"},
        {"rootless", [](Facts& f) { f.privileges.user_namespace = true; }, none("user namespace"),
         Health::not_privileged, Exit::privilege, "user namespace alone", "user_namespace",
         State::missing, "no backend works", "not rootless"},
        {"a pid namespace", [](Facts& f) { f.own_pid_namespace = true; }, all("", "", ""),
         Health::best, Exit::ok, "lsm", "pid_namespace", State::limited, "have pid 0",
         "--pid=host"},
        {"no cgroup 2", [](Facts& f) { f.cgroup2 = false; }, all("", "", ""), Health::best,
         Exit::ok, "lsm", "cgroups", State::limited, "no --cgroup", "mount -t cgroup2"},
        {"no tracefs", [](Facts& f) { f.tracefs = false; }, all("", "", ""), Health::best, Exit::ok,
         "lsm", "tracefs", State::neutral, "", ""},
        {"not compiled", [](Facts& f) { f.bpf_jit = 0; }, none("JIT is required"),
         Health::not_possible, Exit::unsupported, "JIT is required", "bpf_jit", State::missing,
         "refused", "sysctl net.core.bpf_jit_enable=1"},
        {"trampolines refused, no function to attach to",
         [](Facts& f) { f.fentry_function = false; }, all(eperm, eperm, ""), Health::works,
         Exit::ok, "tracepoint", "trampolines", State::missing, "neither lsm nor fentry",
         "CONFIG_SECURITY=y"},
        {"nothing works, for different reasons", [](Facts&) {}, all("a", "b", "c"),
         Health::not_possible, Exit::unsupported, "with none of its backends", "trampolines",
         State::missing, "nothing else works", "none from here"},
        {"nothing works within seccomp", [](Facts& f) { f.seccomp = 2; }, none(eperm),
         Health::not_possible, Exit::unsupported, eperm, "seccomp", State::limited,
         "may be what refuses", "seccomp=unconfined"},
        {"podman, not as root",
         [](Facts& f) {
             f.privileges.effective = 0;
             f.container = "podman";
             f.uid = 1000;
         },
         none("needs root"), Health::not_privileged, Exit::privilege, "lacks", "capabilities",
         State::missing, "", "sudo podman run --pid=host --cap-add BPF --cap-add PERFMON --user 0"},
        {"a binary whose name a shell would take apart",
         [](Facts& f) {
             f.privileges.effective = 0;
             f.binary = "/home/a b/fileaudit";
         },
         none("needs root"), Health::not_privileged, Exit::privilege, "lacks", "capabilities",
         State::missing, "", "sudo setcap cap_bpf,cap_perfmon=ep fileaudit"},
        {"a pod's pid namespace", [](Facts& f) { f.own_pid_namespace = f.kubernetes = true; },
         all("", "", ""), Health::best, Exit::ok, "lsm", "pid_namespace", State::limited,
         "have pid 0", "hostPID: true"},
        {"no cgroup 2 in a container",
         [](Facts& f) {
             f.cgroup2 = false;
             f.container = "docker";
         },
         all("", "", ""), Health::best, Exit::ok, "lsm", "cgroups", State::limited, "no --cgroup",
         "--cgroupns=host"},
        {"a cgroup namespace", [](Facts& f) { f.own_cgroup_namespace = true; }, all("", "", ""),
         Health::best, Exit::ok, "lsm", "cgroups", State::limited, "inside of it alone",
         "--cgroupns=host"},
    };
}

const Finding& finding(const Diagnosis& d, std::string_view key) {
    const auto at = std::find_if(d.findings.begin(), d.findings.end(),
                                 [key](const Finding& f) { return f.key == key; });
    REQUIRE(at != d.findings.end());
    return *at;
}

bool has(const Diagnosis& d, std::string_view key) {
    const auto at = std::find_if(d.features.begin(), d.features.end(),
                                 [key](const Feature& f) { return f.key == key; });
    REQUIRE(at != d.features.end());
    return at->available;
}

} // namespace

TEST_CASE("each system, its verdict, what it costs and the remedy") {
    for (const System& row : systems()) {
        CAPTURE(row.what);
        Facts facts = debian();
        row.change(facts);
        const Diagnosis d = diagnose(facts, row.trials);
        CHECK(d.verdict == row.verdict);
        CHECK(d.status == row.status);
        CHECK_MESSAGE(d.sentence.find(row.sentence) != std::string::npos, d.sentence);
        const Finding& f = finding(d, row.key);
        CHECK(f.state == row.state);
        CHECK_MESSAGE(f.cost.find(row.cost) != std::string::npos, f.cost);
        CHECK_MESSAGE(f.remedy.find(row.remedy) != std::string::npos, f.remedy);
        if (row.state == State::good || row.state == State::neutral) {
            CHECK(f.cost.empty());
            CHECK(f.remedy.empty());
        }
    }
}

TEST_CASE("what is found is told, also where it does not matter") {
    const auto nothing = [](Facts&) {};
    const struct {
        const char* key;
        void (*change)(Facts&);
        const char* found;
    } rows[] = {
        {"kernel", nothing, "6.12.117+deb13-amd64 x86_64"},
        {"kernel", [](Facts& f) { f.preemption = "lazy"; },
         "6.12.117+deb13-amd64 x86_64, preempt=lazy"},
        {"boot_line", nothing, "no lsm=, no lockdown="},
        {"boot_line", [](Facts& f) { f.boot_line.reset(); }, "/proc/cmdline cannot be read"},
        {"boot_line",
         [](Facts& f) {
             f.boot_line = "quiet preempt=full xlsm=a lockdown=none lsm=bpf security=";
         },
         "lsm=bpf security= lockdown=none preempt=full"},
        {"active_lsms", [](Facts& f) { f.active_lsms.reset(); }, "cannot be read"},
        {"lockdown", nothing, "none"},
        {"lockdown", [](Facts& f) { f.lockdown = "integrity"; }, "integrity: BPF may still read"},
        {"lockdown", [](Facts& f) { f.lockdown.reset(); }, "cannot be read: this kernel has none"},
        {"lockdown",
         [](Facts& f) {
             f.lockdown.reset();
             f.securityfs = false;
         },
         "cannot be read: securityfs is not mounted"},
        {"bpf_jit", nothing, "on"},
        {"bpf_jit", [](Facts& f) { f.bpf_jit.reset(); },
         "net.core.bpf_jit_enable cannot be read in this network namespace"},
        {"trampolines", nothing, "taken"},
        {"capabilities", [](Facts& f) { f.privileges.effective = both; }, "uid 0, BPF PERFMON"},
        {"capabilities",
         [](Facts& f) {
             f.privileges.effective = 0;
             f.uid = 1000;
         },
         "uid 1000, none of them"},
        {"seccomp", nothing, "none"},
        {"seccomp", [](Facts& f) { f.seccomp = 1; }, "strict"},
        {"seccomp", [](Facts& f) { f.seccomp = 2; }, "a filter"},
        {"sysctls", nothing, "unprivileged_bpf_disabled=2, perf_event_paranoid=3: no matter"},
        {"sysctls", [](Facts& f) { f.perf_event_paranoid.reset(); },
         "unprivileged_bpf_disabled=2, perf_event_paranoid=unreadable: no matter"},
        {"memlock", nothing, "unlimited"},
        {"memlock", [](Facts& f) { f.memlock_bytes = 65536; },
         "64 KiB: no matter from Linux 5.11 on"},
        {"container", nothing, "none"},
        {"container",
         [](Facts& f) {
             f.container = "containerd";
             f.kubernetes = true;
         },
         "containerd, Kubernetes"},
        {"cgroups", nothing, "version 2"},
        {"tracefs", nothing, "mounted, not needed: programs are attached by BTF"},
        {"tracefs", [](Facts& f) { f.tracefs = false; },
         "not mounted, not needed: programs are attached by BTF"},
        {"sys", nothing, "writable, not needed"},
        {"sys", [](Facts& f) { f.sys_read_only = true; }, "read-only, which is enough"},
    };
    const Trials trials = all("", "", "");
    for (const auto& row : rows) {
        CAPTURE(row.found);
        Facts facts = debian();
        row.change(facts);
        CHECK(finding(diagnose(facts, trials), row.key).found == row.found);
    }
    Facts nobody = debian();
    nobody.privileges.effective = 0;
    CHECK(finding(diagnose(nobody, none("needs root")), "trampolines").found == "not tried");
}

TEST_CASE("which LSMs are active cannot be read: said to matter where there is no lsm backend") {
    Facts facts = debian();
    facts.active_lsms.reset();
    facts.securityfs = false;
    const Diagnosis works = diagnose(facts, all("", "", ""));
    const Diagnosis refused = diagnose(facts, none(eperm));
    const Finding& good = finding(works, "active_lsms");
    const Finding& bad = finding(refused, "active_lsms");
    CHECK(good.found == "cannot be read: securityfs is not mounted");
    CHECK(good.cost.empty());
    CHECK(good.remedy.empty());
    CHECK(bad.found == good.found);
    CHECK(bad.cost == "whether bpf is among them cannot be told");
    CHECK(bad.remedy == "mount -t securityfs none /sys/kernel/security");
}

TEST_CASE("one backend that was asked for") {
    Trials trials = all("", "", "");
    trials.backends = {trial(Backend::fentry, "")};
    CHECK(diagnose(debian(), trials).sentence == "watch works here, with the fentry backend");
    trials.backends = {trial(Backend::fentry, eperm)};
    CHECK(diagnose(debian(), trials).sentence ==
          std::string("the fentry backend does not work here: ") + eperm);
}

TEST_CASE("words of states and verdicts") {
    const struct {
        State state;
        const char* name;
    } states[] = {{State::good, "good"},
                  {State::limited, "limited"},
                  {State::missing, "missing"},
                  {State::neutral, "neutral"}};
    for (const auto& [state, name] : states)
        CHECK(std::string(state_name(state)) == name);
    const struct {
        Health health;
        const char* name;
    } verdicts[] = {{Health::best, "best"},
                    {Health::works, "works"},
                    {Health::not_privileged, "not_privileged"},
                    {Health::not_possible, "not_possible"}};
    for (const auto& [health, name] : verdicts)
        CHECK(std::string(health_name(health)) == name);
}

TEST_CASE("features hang on the backend that is used") {
    const Facts facts = debian();
    const Trials lsm_trials = all("", "", ""), tracepoint_trials = all(eperm, eperm, "");
    const Diagnosis lsm = diagnose(facts, lsm_trials);
    const Diagnosis tracepoint = diagnose(facts, tracepoint_trials);
    for (const char* key : {"io_uring", "exec_opens", "denied_by", "path_kfuncs"}) {
        CAPTURE(key);
        CHECK(has(lsm, key));
        CHECK(!has(tracepoint, key));
    }
    for (const char* key : {"failures", "latency", "early_failures", "failed_maps", "inventory"}) {
        CAPTURE(key);
        CHECK(has(lsm, key));
        CHECK(has(tracepoint, key));
    }
    Facts least = debian();
    least.privileges.effective = both;
    CHECK(has(lsm, "layer"));
    CHECK(!has(diagnose(least, lsm_trials), "layer"));
}

TEST_CASE("text fits 80 columns, begins with the verdict and ends with remedies") {
    for (const System& row : systems()) {
        CAPTURE(row.what);
        Facts facts = debian();
        row.change(facts);
        const Diagnosis d = diagnose(facts, row.trials);
        const std::string text = doctor_text(facts, row.trials, d);
        CHECK(text.starts_with("watch "));
        CHECK((text.find("WHAT TO DO") != std::string::npos) ==
              std::any_of(d.findings.begin(), d.findings.end(),
                          [](const Finding& f) { return !f.remedy.empty(); }));
        std::istringstream lines(text);
        for (std::string line; std::getline(lines, line);) {
            CAPTURE(line);
            CHECK(display_width(line) <= 80);
            CHECK(!line.ends_with(' '));
        }
    }
}

TEST_CASE("bytes from outside are escaped") {
    Facts facts = debian();
    facts.active_lsms = "a\x1b[31m\nb";
    facts.release = "6.12\xff";
    Trials trials = all("", "", "");
    trials.backends[0].opened = "/x\x1b\"\n";
    const Diagnosis d = diagnose(facts, trials);
    for (const std::string& text :
         {doctor_text(facts, trials, d), doctor_json(facts, trials, d, "1")}) {
        CHECK(text.find('\x1b') == std::string::npos);
        CHECK(text.find('\xff') == std::string::npos);
    }
    const std::string json = doctor_json(facts, trials, d, "1");
    CHECK(std::count(json.begin(), json.end(), '\n') == 1);
    CHECK(json.starts_with("{\"version\":\"1\",\"verdict\":\"best\","));
}
