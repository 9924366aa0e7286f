// SPDX-License-Identifier: GPL-2.0-only
#include "namer.h"

#include "format/columns.h"
#include "lookup/known_containers.h"

#include <sys/mman.h>

namespace fileaudit {

Namer::Namer(const Options& options) {
    const bool shown =
        shows(options, "user") || shows(options, "cgroup") || shows(options, "container");
    const bool is_recorded = !options.record.empty();
    if ((shown && options.summary.events) || options.summary.by_cgroup() || is_recorded)
        owners_.emplace(
            Owners{UserNames(), CgroupNames(CgroupNames::mount_here(), containers_with_state)});
    if (is_recorded)
        groups_.emplace();
    if (options.ustack)
        symbols_.emplace();
}

void Namer::name(Event& event) {
    if (owners_) {
        event.user = owners_->users.find(event.uid);
        if (const CgroupName* const cgroup = owners_->cgroups.find(event.cgroup)) {
            event.cgroup_path = cgroup->path;
            event.container = cgroup->container;
        }
    }
    if (groups_)
        event.group = groups_->find(event.gid);
    if (!symbols_)
        return;
    if (event.is_map() && (event.prot & PROT_EXEC) != 0 && event.target().status == 0)
        symbols_->note_mapped(event.target().text, event.ino);
    const Path& exe = event.exe();
    event.frame_names =
        symbols_->names(event.stack, exe.status == 0 ? exe.text : std::string_view());
}

} // namespace fileaudit
