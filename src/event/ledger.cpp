// SPDX-License-Identifier: GPL-2.0-only
// The loss ledger in words.
#include "event/ledger.h"

#include <fmt/format.h>
#include <numeric>

namespace fileaudit {

const char* loss_name(Loss reason) {
    switch (reason) {
    case Loss::ring_full:
        return "ring_full";
    case Loss::scratch_busy:
        return "scratch_busy";
    case Loss::recursion_skipped:
        return "recursion_skipped";
    case Loss::path_undecided:
        return "path_undecided";
    case Loss::track_full:
        return "track_full";
    case Loss::totals_full:
        return "totals_full";
    case Loss::decode_error:
        return "decode_error";
    case Loss::count:
        break;
    }
    return "unknown";
}

uint64_t Ledger::lost_total() const {
    return std::accumulate(lost.begin(), lost.end(), uint64_t{0});
}

std::string describe_losses(const Ledger& ledger) {
    std::string text;
    for (size_t i = 0; i < loss_reasons; ++i) {
        if (ledger.lost[i] == 0)
            continue;
        if (!text.empty())
            text += ", ";
        text += fmt::format("{} {}", ledger.lost[i], loss_name(static_cast<Loss>(i)));
    }
    return text;
}

std::string closing_line(const Ledger& ledger) {
    std::string line =
        fmt::format("{} {} {}, {} filtered", ledger.shown, ledger.shown == 1 ? "event" : "events",
                    ledger.only_counted ? "counted" : "shown", ledger.filtered);
    if (ledger.folded != 0)
        line += fmt::format(", {} folded", ledger.folded);
    if (ledger.sampled != 0)
        line += fmt::format(", {} sampled out", ledger.sampled);
    if (ledger.over_rate != 0)
        line += fmt::format(", {} over the rate", ledger.over_rate);
    line += fmt::format(", {} lost", ledger.lost_total());
    if (ledger.lost_total() != 0)
        line += fmt::format(" ({})", describe_losses(ledger));
    return line;
}

} // namespace fileaudit
