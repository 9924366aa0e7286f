// SPDX-License-Identifier: GPL-2.0-only
#include "doctor/proc_text.h"

#include "lookup/container_names.h"

#include <charconv>

namespace fileaudit {
namespace {

// Calls for each part between two of `separator`.
template<class Call> void each(std::string_view text, char separator, Call call) {
    while (!text.empty()) {
        const size_t end = text.find(separator);
        call(text.substr(0, end));
        text = end == text.npos ? "" : text.substr(end + 1);
    }
}

} // namespace

std::optional<int> number_in(std::string_view text) {
    int number = 0;
    const char* const end = text.data() + text.size();
    const auto [at, error] = std::from_chars(text.data(), end, number);
    return error == std::errc() && at == end ? std::optional(number) : std::nullopt;
}

std::string chosen_word(std::string_view text) {
    const size_t begin = text.find_first_of("[("), end = text.find_first_of("])");
    if (begin == text.npos || end == text.npos || end < begin)
        return "";
    return std::string(text.substr(begin + 1, end - begin - 1));
}

uint64_t hex_field(std::string_view text, std::string_view label) {
    uint64_t number = 0;
    each(text, '\n', [&](std::string_view line) {
        if (!line.starts_with(label))
            return;
        line.remove_prefix(std::min(line.find_first_not_of(" \t", label.size()), line.size()));
        std::from_chars(line.data(), line.data() + line.size(), number, 16);
    });
    return number;
}

std::string preemption_of(std::string_view chosen, std::string_view version,
                          std::string_view boot_line) {
    if (std::string word = chosen_word(chosen); !word.empty())
        return word;
    std::string booted;
    each(boot_line, ' ', [&](std::string_view word) {
        if (word.starts_with("preempt="))
            booted = word.substr(8);
    });
    const auto built = [&](std::string_view word) {
        bool found = false;
        each(version, ' ', [&](std::string_view part) { found = found || part == word; });
        return found;
    };
    if (built("PREEMPT_RT"))
        return "rt";
    if (built("PREEMPT_DYNAMIC")) // what it is without a word in the boot line cannot be told
        return booted;
    return built("PREEMPT") ? "full" : "";
}

Mounts read_mounts(std::string_view mountinfo) {
    Mounts mounts;
    each(mountinfo, '\n', [&](std::string_view line) {
        // ID PARENT MAJ:MIN ROOT PLACE OPTIONS [TAG...] - TYPE SOURCE OPTIONS
        std::string_view place, options, type;
        int field = 0, behind = -1;
        each(line, ' ', [&](std::string_view word) {
            if (field == 4)
                place = word;
            if (field == 5)
                options = word;
            if (behind == 0)
                type = word;
            if (field > 5 && word == "-")
                behind = 0;
            else if (behind >= 0)
                ++behind;
            ++field;
        });
        mounts.tracefs = mounts.tracefs || type == "tracefs";
        mounts.securityfs = mounts.securityfs || type == "securityfs";
        mounts.cgroup2 = mounts.cgroup2 || type == "cgroup2";
        if (place == "/sys")
            mounts.sys_read_only = options == "ro" || options.starts_with("ro,");
    });
    return mounts;
}

std::string container_runtime(const ContainerSigns& signs) {
    std::string runtime;
    each(signs.cgroups, '\n', [&](std::string_view line) {
        // ID:CONTROLLERS:PATH, a component at a time
        const size_t colon = line.find(':', line.find(':') + 1);
        if (line.find(':') == line.npos || colon == line.npos)
            return;
        const std::string_view path = line.substr(colon + 1);
        if (const auto container = container_at(path, {}))
            runtime = container->runtime;
    });
    // what a cgroup's name says of the runtime is best; a namespace of their own may hide it
    if (!runtime.empty() && runtime != "oci")
        return runtime;
    if (!signs.told.empty() && signs.told != "oci")
        return signs.told;
    if (signs.dockerenv)
        return "docker";
    if (signs.containerenv)
        return "podman";
    return runtime.empty() && signs.told.empty() && !signs.kubernetes ? "" : "container";
}

} // namespace fileaudit
