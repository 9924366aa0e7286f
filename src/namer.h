// SPDX-License-Identifier: GPL-2.0-only
// What user space adds to an event: names of its user, cgroup and container, and of the frames of
// its user stack.
#pragma once

#include "cli/options.h"
#include "event_names.h"
#include "lookup/cgroup_names.h"
#include "lookup/symbols.h"
#include "lookup/user_names.h"

#include <optional>

namespace fileaudit {

class Namer final : public EventNames {
public:
    // Goes through the cgroups and, with --ustack, the libraries of this system: to be made before
    // events wait to be read.
    explicit Namer(const Options& options);

    // Fills in what the output shows, and all there is when it is recorded.
    void name(Event& event) override;

private:
    struct Owners {
        UserNames users;
        CgroupNames cgroups;
    };
    std::optional<Owners> owners_;     // none: the output does not show them
    std::optional<GroupNames> groups_; // for a recording
    std::optional<Symbols> symbols_;
};

} // namespace fileaudit
