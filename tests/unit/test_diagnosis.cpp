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
