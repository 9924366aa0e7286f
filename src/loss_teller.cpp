// SPDX-License-Identifier: GPL-2.0-only
#include "loss_teller.h"

#include "messages.h"

namespace fileaudit {

Ledger make_ledger(const Pipeline& pipeline) {
    Ledger ledger;
    ledger.shown = pipeline.shown();
    ledger.filtered = pipeline.filtered();
    ledger.folded = pipeline.folded();
    ledger.sampled = pipeline.sampled();
    ledger.over_rate = pipeline.over_rate();
    ledger[Loss::path_undecided] = pipeline.undecided();
    ledger[Loss::decode_error] = pipeline.decode_errors();
    return ledger;
}

Ledger make_ledger(const Session& session, const Pipeline& pipeline) {
    const KernelCounts kernel = session.counts();
    Ledger ledger = make_ledger(pipeline);
    ledger.filtered += kernel[FA_CNT_FILTERED];
    ledger.folded += kernel[FA_CNT_FOLDED];
    ledger.sampled += kernel[FA_CNT_SAMPLED];
    ledger.over_rate += kernel[FA_CNT_OVER_RATE];
    ledger[Loss::ring_full] = kernel[FA_CNT_RING_FULL];
    ledger[Loss::scratch_busy] = kernel[FA_CNT_SCRATCH_BUSY];
    ledger[Loss::track_full] = kernel[FA_CNT_TRACK_FULL];
    ledger[Loss::totals_full] = kernel[FA_CNT_TOTALS_FULL];
    ledger[Loss::recursion_skipped] = session.recursion_misses();
    ledger[Loss::path_undecided] += kernel[FA_CNT_UNDECIDED];
    if (pipeline.rows() && !pipeline.shows_events()) {
        // A record tells the keys of a row and no more: its events are counted without it, too.
        const Rows::Events events = pipeline.rows()->events(session.totals());
        ledger.only_counted = true;
        ledger.shown = events.counted;
        ledger.filtered = kernel[FA_CNT_FILTERED] + events.refused;
        ledger[Loss::ring_full] = 0;
        ledger[Loss::path_undecided] = kernel[FA_CNT_UNDECIDED];
    }
    return ledger;
}

namespace {

const char* remedy(const Ledger& lost) {
    return lost[Loss::ring_full] != 0 ? "; a larger --buffer or a narrower filter helps"
                                      : "; see LOSSES in man fileaudit";
}

} // namespace

void LossTeller::tell(const Ledger& total, uint64_t now) {
    Ledger fresh = total;
    for (size_t i = 0; i < loss_reasons; ++i)
        fresh.lost[i] -= told_.lost[i];
    if (fresh.lost_total() == 0)
        return;
    pipeline_.append_loss(now, fresh);
    if (!quiet_)
        say(fmt::format("lost {} event{} ({}){}", fresh.lost_total(),
                        fresh.lost_total() == 1 ? "" : "s", describe_losses(fresh),
                        end_ != nullptr ? end_ : remedy(fresh)));
    told_ = total;
}

} // namespace fileaudit
