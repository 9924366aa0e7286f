// SPDX-License-Identifier: GPL-2.0-only
// record → decode → match → format → sink, and the ledger of what became of each.
#pragma once

#include "cli/options.h"
#include "event/decode.h"
#include "event/ledger.h"
#include "filter/match.h"
#include "format/format.h"
#include "sink.h"

#include <memory>

namespace fileaudit {

class Pipeline {
public:
    Pipeline(const Options& options, const UserFilter& filter, Sink& sink, WallClock clock);

    void append_header() { formatter_->append_header(sink_.buffer()); }

    // One record. False when no more should be read: the count is reached.
    bool take(const void* data, size_t size);

    bool count_reached() const { return limit_ && shown_ >= *limit_; }

    void set_clock(WallClock clock) { formatter_->set_clock(clock); }
    void append_loss(uint64_t monotonic_ns, const Ledger& ledger) {
        formatter_->append_loss(sink_.buffer(), monotonic_ns, ledger);
    }

    uint64_t shown() const { return shown_; }
    uint64_t filtered() const { return filtered_; }
    uint64_t folded() const { return folded_; }
    uint64_t over_rate() const { return over_rate_; }
    uint64_t undecided() const { return undecided_; }
    uint64_t decode_errors() const { return decode_errors_; }

private:
    Sink& sink_;
    Decoder decoder_;
    Matcher matcher_;
    std::unique_ptr<Formatter> formatter_;
    std::optional<uint64_t> limit_;
    uint64_t shown_ = 0, filtered_ = 0, folded_ = 0, over_rate_ = 0, undecided_ = 0,
             decode_errors_ = 0;
};

} // namespace fileaudit
