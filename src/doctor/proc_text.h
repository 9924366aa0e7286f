// SPDX-License-Identifier: GPL-2.0-only
// Pure: what the texts of /proc and /sys say.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace fileaudit {

// A whole number in decimal, and nothing else.
std::optional<int> number_in(std::string_view text);

// "integrity" of "none [integrity] confidentiality"; "" when none is in brackets.
std::string chosen_word(std::string_view text);

// The hexadecimal number behind `label` at the start of a line; 0 without such a line.
uint64_t hex_field(std::string_view text, std::string_view label);

// "none", "voluntary", "full", "lazy" or "rt"; "" when it cannot be told. `chosen` is the text of
// debugfs sched/preempt, the surest; then a preempt= of the boot line; then what the version says
// that it was built for.
std::string preemption_of(std::string_view chosen, std::string_view version,
                          std::string_view boot_line);

struct Mounts {
    bool tracefs = false, securityfs = false, cgroup2 = false;
    bool sys_read_only = false;
};

// Of the text of /proc/self/mountinfo. What lies on top counts.
Mounts read_mounts(std::string_view mountinfo);

struct ContainerSigns {
    bool dockerenv = false, containerenv = false; // /.dockerenv, /run/.containerenv
    std::string told;                             // "podman", of systemd or the environment
    std::string cgroups;                          // the text of /proc/self/cgroup
    bool kubernetes = false;
};

// The runtime whose container this is; "container" when it cannot be told which; "" for none.
std::string container_runtime(const ContainerSigns& signs);

} // namespace fileaudit
