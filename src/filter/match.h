// SPDX-License-Identifier: GPL-2.0-only
// The filters that the kernel could not decide, applied to a decoded event.
#pragma once

#include "event/event.h"
#include "filter/filter_plan.h"
#include "filter/uniq.h"

namespace fileaudit {

enum class Verdict {
    show,
    filtered,
    undecided, // an including path filter met a path whose text is not whole: counted as lost
    sampled,   // --sample: not among the ones kept
    folded,    // --uniq: shown before
    over_rate, // --rate: one too many in this second
};

// Of the patterns alone: remembers nothing.
Verdict judge_patterns(const UserFilter& filter, const Event& event);

class Matcher {
public:
    explicit Matcher(const UserFilter& filter);

    // Events in the order they are to be shown: --uniq and --rate remember.
    Verdict judge(const Event& event);

private:
    bool is_over_rate(const Event& event); // counts it when it is not

    UserFilter filter_;
    Uniq uniq_;
    uint64_t second_ = 0, shown_in_second_ = 0;
};

} // namespace fileaudit
