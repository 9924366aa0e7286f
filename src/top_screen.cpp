// SPDX-License-Identifier: GPL-2.0-only
#include "top_screen.h"

#include "clocks.h"
#include "summary_tables.h"

#include <algorithm>

namespace fileaudit {

TopScreen::TopScreen(const ViewSource& source)
    : source_(source), sort_(source.options.summary.sort), time_(TimeStyle::local, read_clock()),
      terminal_(source.sink.fd()), size_(terminal_.size()), next_ns_(monotonic_ns()) {}

void TopScreen::show(const Ledger& ledger) {
    const uint64_t now = monotonic_ns();
    if (now >= next_ns_)
        next_ns_ = next_time(next_ns_, source_.options.summary.interval);
    due_ns_ = next_ns_;
    size_ = terminal_.size();
    time_.set_clock(read_clock());
    Buffer time;
    time_.append_time(time, now);
    // a screen that could not be written yet is outdated
    source_.sink.buffer().clear();
    append_screen(source_.sink.buffer(), size_,
                  source_.pipeline.rows()->table(source_.session.totals(), sort_, rows()), sort_,
                  {time.data(), time.size()}, ledger);
}

void TopScreen::finish() {
    source_.sink.buffer().clear();
    terminal_.leave();
    finished_ = true;
    append_summary(source_, sort_, rows(), std::max<size_t>(size_.columns, 20));
}

bool TopScreen::take_input() {
    for (const char key : plain_keys(terminal_.read_input())) {
        if (key == 'q')
            return false;
        if (const auto sort = sort_of_key(key)) {
            sort_ = *sort;
            due_ns_ = 0;
        }
    }
    return true;
}

std::optional<size_t> TopScreen::rows() const {
    const size_t fit = rows_that_fit(size_);
    return std::min<size_t>(fit, source_.options.summary.rows.value_or(fit));
}

} // namespace fileaudit
