// SPDX-License-Identifier: GPL-2.0-only
// Pure: what the kernel decides of an event (bpf/filter.bpf.h), decided of one in a recording.
// Names are compared with those that the event has been given; what match.h does comes behind it.
#pragma once

#include "event/event.h"
#include "filter/cgroup_words.h"
#include "filter/filter_plan.h"
#include "filter/filters.h"
#include "filter/match.h"
#include "result.h"

#include <random>
#include <string>
#include <vector>

namespace fileaudit {

class ReplayMatch {
public:
    // `host_mntns`: the inode number of the mount namespace that --host-only is about; 0: not
    // known. Refuses what names something of this machine or of a moment: --follow, --ino-of,
    // a process behind --mntns.
    static Result<ReplayMatch> make(const Filters& filters, uint32_t host_mntns);

    // The rest of the filters, for match.h; --uniq and --rate are all there.
    const UserFilter& rest() const { return plan_.user; }

    // Events in their order: --sample chooses by chance, the same ones in each replay.
    Verdict judge(const Event& named);

    // How many failures were left out for no other reason than that none were asked for; those
    // that --uniq, --sample and --rate would thin count each.
    uint64_t failures_left_out() const { return failures_left_out_; }

private:
    using Answer = CgroupWords::Answer;
    struct Ids {
        Choice<IdRange> ranges;
        Choice<std::string> names;
    };

    static Result<Ids> parse_ids(const Choice<std::string>& words, std::string_view option);
    Result<void> parse_namespaces(uint32_t host_mntns);
    static bool passes(const Ids& ids, uint32_t id, std::string_view name);
    Verdict decide(const Event& event) const;
    bool passes_verdict(const Event& event) const;
    Answer ask_task(const Event& event) const;
    bool ask_how(const Event& event) const;
    Answer ask_latency(const Event& event) const;
    Answer ask_file(const Event& event) const;
    bool ask_use(const Event& event) const;
    bool ask_inode(const Event& event) const;
    bool asks_about_inode() const;

    Filters filters_;
    FilterPlan plan_;
    Ids uids_, gids_;
    Choice<uint32_t> mount_namespaces_;
    Choice<NamePattern> fstypes_;
    CgroupWords cgroups_;
    std::minstd_rand random_;
    uint64_t failures_left_out_ = 0;
};

} // namespace fileaudit
