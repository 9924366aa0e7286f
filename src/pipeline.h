// SPDX-License-Identifier: GPL-2.0-only
// record → decode → match → record → name → format → sink, and the ledger of what became of each.
// On the way, the rows of a summary learn their keys and searches become one line.
#pragma once

#include "chains.h"
#include "cli/options.h"
#include "event/decode.h"
#include "event/ledger.h"
#include "event_names.h"
#include "filter/match.h"
#include "filter/replay_match.h"
#include "format/format.h"
#include "record/recorder.h"
#include "sink.h"
#include "summary/rows.h"

#include <memory>
#include <optional>

namespace fileaudit {

class Pipeline {
public:
    // `recorder`: gets what the filters let through, before --uniq, --rate, --chains and --count
    // leave anything out; null for none.
    Pipeline(const Options& options, const UserFilter& filter, EventNames& names, Sink& sink,
             WallClock clock, Recorder* recorder = nullptr);
    // Of a recording: `replayed` does what the kernel did when it was made.
    Pipeline(const Options& options, const UserFilter& filter, ReplayMatch& replayed,
             EventNames& names, Sink& sink, WallClock clock);
    Pipeline(const Pipeline&) = delete;
    Pipeline& operator=(const Pipeline&) = delete;

    // In front of the events: on a terminal, and where the format has it in every file.
    void append_header();

    // One record. False when no more should be read: the count is reached.
    bool take(const void* data, size_t size);

    // Shows what was kept for too long. CLOCK_MONOTONIC, in nanoseconds; every record up to then
    // must have been taken.
    void tick(uint64_t now_ns);

    // Shows what is still kept.
    void finish();

    bool count_reached() const { return limit_ && lines_ >= *limit_; }

    void set_clock(WallClock clock) {
        formatter_->set_clock(clock);
        if (recorder_ != nullptr)
            recorder_->clock(clock);
    }
    // What is recorded, into its file: it comes first there, then to whom it is shown.
    void flush_recording() {
        if (recorder_ != nullptr)
            recorder_->write();
    }
    void append_loss(uint64_t monotonic_ns, const Ledger& ledger) {
        formatter_->append_loss(sink_.buffer(), monotonic_ns, ledger);
    }

    const std::optional<Rows>& rows() const { return rows_; } // of a summary, if there is one
    bool shows_events() const { return shows_events_; }

    uint64_t shown() const { return shown_; } // events; a search is several in one line
    uint64_t filtered() const { return filtered_; }
    uint64_t folded() const { return folded_; }
    uint64_t sampled() const { return sampled_; }
    uint64_t over_rate() const { return over_rate_; }
    uint64_t undecided() const { return undecided_; }
    uint64_t decode_errors() const { return decode_errors_; }

private:
    bool take_decoded(Event& event, std::string_view record);
    Verdict judge(const Event& event);
    void account(Verdict verdict, const Event& event);
    void show(const Event& event);

    EventNames& names_;
    Sink& sink_;
    Decoder decoder_;
    Decoder kept_decoder_; // of what was kept, while an event of the other one is at hand
    Matcher matcher_;
    std::unique_ptr<Formatter> formatter_;
    std::optional<Rows> rows_;
    bool shows_events_, shows_header_;
    bool names_first_; // a row's keys or a filter of a replay hold a name
    Recorder* recorder_ = nullptr;
    ReplayMatch* replayed_ = nullptr;
    std::optional<Chains> chains_;
    Chains::Show show_kept_;
    std::optional<uint64_t> limit_; // of lines
    uint64_t lines_ = 0;
    uint64_t shown_ = 0, filtered_ = 0, folded_ = 0, sampled_ = 0, over_rate_ = 0, undecided_ = 0,
             decode_errors_ = 0;
};

} // namespace fileaudit
