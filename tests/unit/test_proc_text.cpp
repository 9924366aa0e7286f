// SPDX-License-Identifier: GPL-2.0-only
// What the texts of /proc and /sys say.
#include "doctor/proc_text.h"

#include <doctest/doctest.h>

using namespace fileaudit;

TEST_CASE("numbers of sysctls") {
    const struct {
        const char* text;
        std::optional<int> number;
    } rows[] = {
        {"2", 2},
        {"0", 0},
        {"-1", -1},
        {"", std::nullopt},
        {"2x", std::nullopt},
        {" 2", std::nullopt},
        {"99999999999", std::nullopt},
    };
    for (const auto& row : rows) {
        CAPTURE(row.text);
        CHECK(number_in(row.text) == row.number);
    }
}

TEST_CASE("the chosen word") {
    const struct {
        const char *text, *word;
    } rows[] = {
        {"none [integrity] confidentiality", "integrity"},
        {"[none] integrity confidentiality", "none"},
        {"none voluntary (full) lazy", "full"},
        {"none", ""},
        {"", ""},
        {"]x[", ""},
        {"[", ""},
        {"[]", ""},
    };
    for (const auto& row : rows) {
        CAPTURE(row.text);
        CHECK(chosen_word(row.text) == row.word);
    }
}

TEST_CASE("hexadecimal fields of /proc/self/status") {
    const char* const status = "Name:\tx CapEff:\nCapEff:\t000001ffffffffff\nNoNewPrivs:\t1\n"
                               "Seccomp:\t2\nSeccomp_filters:\t7\nShort:";
    const struct {
        const char* label;
        uint64_t number;
    } rows[] = {
        {"CapEff:", 0x1ffffffffff},
        {"NoNewPrivs:", 1},
        {"Seccomp:", 2},
        {"CapBnd:", 0},
        {"Short:", 0},
    };
    for (const auto& row : rows) {
        CAPTURE(row.label);
        CHECK(hex_field(status, row.label) == row.number);
    }
}

TEST_CASE("how a kernel preempts") {
    const struct {
        const char *chosen, *version, *boot_line, *preemption;
    } rows[] = {
        {"none voluntary (full)", "#1 SMP PREEMPT_DYNAMIC Debian", "preempt=none", "full"},
        {"", "#1 SMP PREEMPT_DYNAMIC Debian 6.1", "quiet preempt=full", "full"},
        {"", "#1 SMP PREEMPT_DYNAMIC Debian 6.1", "quiet", ""},
        {"", "#1 SMP PREEMPT_RT Debian", "preempt=none", "rt"},
        {"", "#1 SMP PREEMPT Debian", "", "full"},
        {"", "#1 SMP Debian", "xpreempt=full", ""},
    };
    for (const auto& row : rows) {
        CAPTURE(row.version);
        CHECK(preemption_of(row.chosen, row.version, row.boot_line) == row.preemption);
    }
}

TEST_CASE("mounts") {
    const Mounts host =
        read_mounts("22 28 0:20 / /sys rw,nosuid shared:7 - sysfs sysfs rw\n"
                    "23 22 0:6 / /sys/kernel/security rw,nosuid - securityfs securityfs rw\n"
                    "24 22 0:12 / /sys/kernel/tracing rw shared:9 master:1 - tracefs tracefs rw\n"
                    "25 22 0:25 / /sys/fs/cgroup rw shared:4 - cgroup2 cgroup2 rw\n");
    CHECK((host.tracefs && host.securityfs && host.cgroup2 && !host.sys_read_only));
    const Mounts box = read_mounts("1 2 0:20 / /sys ro,nosuid - sysfs tracefs ro\n"
                                   "3 2 0:21 / /tracefs rw - tmpfs - rw\nnonsense\n - cgroup2");
    CHECK((!box.tracefs && !box.securityfs && !box.cgroup2 && box.sys_read_only));
    CHECK(!read_mounts("1 2 0:20 / /sys ro - sysfs s ro\n4 1 0:20 / /sys rw - sysfs s rw\n")
               .sys_read_only);
}

TEST_CASE("the runtime of a container") {
    const std::string id(64, 'a');
    const struct {
        const char* what;
        ContainerSigns signs;
        const char* runtime;
    } rows[] = {
        {"none", {false, false, "", "0::/user.slice\n", false}, ""},
        {"docker by its cgroup",
         {false, false, "", "0::/system.slice/docker-" + id + ".scope\n", false},
         "docker"},
        {"docker in a cgroup namespace", {true, false, "", "0::/\n", false}, "docker"},
        {"podman says so", {false, true, "podman", "0::/\n", false}, "podman"},
        {"podman by its file", {false, true, "oci", "0::/\n", false}, "podman"},
        {"some pod", {false, false, "", "0::/\n", true}, "container"},
        {"version 1 of cgroups",
         {false, false, "", "4:memory:/docker/" + id + "\n", false},
         "docker"},
        {"nothing can be read", {false, false, "", "", false}, ""},
    };
    for (const auto& row : rows) {
        CAPTURE(row.what);
        CHECK(container_runtime(row.signs) == row.runtime);
    }
}
