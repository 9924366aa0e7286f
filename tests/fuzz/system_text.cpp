// SPDX-License-Identifier: GPL-2.0-only
// Texts of /proc, /sys and /etc, of which traced processes have a say in some: cgroups, mounts.
#include "doctor/proc_text.h"
#include "events.h"
#include "lookup/cgroup_tree.h"
#include "lookup/container_names.h"
#include "lookup/frame_text.h"
#include "lookup/lookup_cgroups.h"
#include "lookup/lookup_fstypes.h"
#include "target.h"

#include <sstream>

using namespace fileaudit;

void fuzz_system_text(std::string_view bytes) {
    const std::string_view first = take_line(bytes);
    (void)number_in(first);
    (void)chosen_word(first);
    (void)hex_field(bytes, "CapEff:");
    (void)preemption_of(first, bytes, bytes);
    (void)read_mounts(bytes);
    (void)container_runtime({.cgroups = std::string(bytes)});
    if (const auto container = container_of(first, bytes.substr(0, 4096)))
        CLAIM(!container->name.empty() && !container->runtime.empty());
    (void)container_at(bytes.substr(0, 4096), {{"oci", std::string(first)}});
    std::istringstream text{std::string(bytes)}, other{std::string(bytes)}, none;
    if (const auto mount = find_cgroup_mount(text))
        CLAIM(!mount->empty());
    const auto types = fstypes_from(other, none);
    if (first.size() <= 256)
        (void)find_fstypes(types, first);
    const CgroupTree tree{"/sys/fs/cgroup",
                          {{"/", 1}, {"/" + std::string(first), 2}, {"/a/b.service", 3}}};
    if (bytes.size() <= 256)
        for (const auto& found : {find_cgroups(tree, bytes), find_containers(tree, {}, bytes),
                                  find_services(tree, bytes)})
            if (!found)
                check_text(found.error().message, false);
    BuildId id{};
    CLAIM(frame_text(first, bytes.size(), bytes, 128).size() <= 128);
    (void)build_id_text(id);
}
