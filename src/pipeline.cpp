// SPDX-License-Identifier: GPL-2.0-only
#include "pipeline.h"

#include "terminal.h"

namespace fileaudit {

Pipeline::Pipeline(const Options& options, const UserFilter& filter, Namer& namer, Sink& sink,
                   WallClock clock)
    : namer_(namer), sink_(sink), matcher_(filter),
      formatter_(make_formatter(options, clock, shows_color(options.color, sink.fd()))),
      shows_events_(options.summary.events),
      shows_header_(!options.quiet && options.summary.events),
      names_rows_(options.summary.by_cgroup()), limit_(options.count) {
    if (options.summary.shown)
        rows_.emplace(options.summary.by);
    if (!options.chains)
        return;
    chains_.emplace();
    show_kept_ = [this](std::string_view record, std::span<const Tried> tried) {
        auto event = kept_decoder_.decode(record.data(), record.size());
        event->tried = tried; // what is kept was decoded before
        show(*event);
    };
}

void Pipeline::append_header() {
    if (shows_header_ && (sink_.is_terminal() || formatter_->header_is_data()))
        formatter_->append_header(sink_.buffer());
}

bool Pipeline::take(const void* data, size_t size) {
    auto event = decoder_.decode(data, size);
    if (!event) {
        ++decode_errors_;
        return true;
    }
    if (event->flags & FA_EV_CANARY)
        return true;
    if (names_rows_)
        namer_.name(*event);
    if (!judge(*event) || !shows_events_)
        return true;
    if (chains_) {
        const std::string_view record(static_cast<const char*>(data), size);
        const auto tried = chains_->take(*event, record, show_kept_);
        if (!tried)
            return !count_reached();
        event->tried = *tried;
    }
    show(*event);
    return !count_reached();
}

// Whether it is to be shown.
bool Pipeline::judge(const Event& event) {
    switch (matcher_.judge(event)) {
    case Verdict::show:
        if (rows_)
            rows_->learn(event);
        return true;
    case Verdict::filtered:
        if (rows_)
            rows_->refuse(event);
        ++filtered_;
        return false;
    case Verdict::folded:
        ++folded_;
        break;
    case Verdict::over_rate:
        ++over_rate_;
        break;
    case Verdict::undecided: // so its row is counted, without a name
        ++undecided_;
        return false;
    }
    if (rows_)
        rows_->learn(event);
    return false;
}

void Pipeline::tick(uint64_t now_ns) {
    if (chains_)
        chains_->expire(now_ns, show_kept_);
}

void Pipeline::finish() {
    if (chains_)
        chains_->finish(show_kept_);
}

void Pipeline::show(Event& event) {
    if (count_reached())
        return;
    if (!names_rows_) // else it has its names
        namer_.name(event);
    formatter_->append_event(sink_.buffer(), event);
    ++lines_;
    shown_ += 1 + event.tried.size();
}

} // namespace fileaudit
