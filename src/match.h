// SPDX-License-Identifier: GPL-2.0-only
// The filters that the kernel could not decide, applied to a decoded event.
// OR inside one option, AND across options. Pids are the kernel's alone: it
// knows the children it follows.
#pragma once

#include "event.h"
#include "options.h"

#include <string>
#include <vector>

namespace fileaudit {

enum class Verdict {
    show,
    filtered,
    undecided, // a path filter met a path whose text is not whole: counted as lost
};

class Matcher {
public:
    explicit Matcher(const Options& options);

    Verdict judge(const Event& event) const;

private:
    bool wants_op(fa_op op) const;
    bool wants_comm(std::string_view comm) const;
    Verdict judge_path(const Path& target) const;

    OpSet ops_;
    std::vector<std::string> comms_;
    std::vector<PathPattern> paths_;
};

} // namespace fileaudit
