// SPDX-License-Identifier: GPL-2.0-only
// Cheapest question first; the path last, because only it can be undecided.
#include "match.h"

#include <algorithm>

namespace fileaudit {

Matcher::Matcher(const Options& options)
    : ops_(options.ops), comms_(options.comms), paths_(options.paths) {}

Verdict Matcher::judge(const Event& event) const {
    if (!wants_op(event.op) || !wants_comm(event.comm))
        return Verdict::filtered;
    return judge_path(event.target());
}

bool Matcher::wants_op(fa_op op) const {
    switch (op) {
    case FA_OP_OPEN:
        return ops_.open;
    case FA_OP_MMAP:
        return ops_.mmap;
    case FA_OP_EXEC:
        return ops_.exec;
    }
    return false;
}

bool Matcher::wants_comm(std::string_view comm) const {
    return comms_.empty() || std::find(comms_.begin(), comms_.end(), comm) != comms_.end();
}

Verdict Matcher::judge_path(const Path& target) const {
    if (paths_.empty())
        return Verdict::show;
    // A truncated text is only the path's tail, so no glob can be trusted on it.
    if ((target.status & (FA_ST_TRUNCATED | FA_ST_UNSTABLE)) != 0)
        return Verdict::undecided;
    if (!target.has_text())
        return Verdict::filtered;
    const bool matched = std::any_of(paths_.begin(), paths_.end(), [&](const PathPattern& path) {
        return path.matches(target.text);
    });
    return matched ? Verdict::show : Verdict::filtered;
}

} // namespace fileaudit
