// SPDX-License-Identifier: GPL-2.0-only
#include "pipeline.h"

#include "terminal.h"

#include <utility>

namespace fileaudit {

Pipeline::Pipeline(const Options& options, const UserFilter& filter, EventNames& names, Sink& sink,
                   WallClock clock, Recorder* recorder)
    : names_(names), sink_(sink), matcher_(filter),
      formatter_(make_formatter(options, clock, shows_color(options.color, sink.fd()))),
      shows_events_(options.summary.events),
      shows_header_(!options.quiet && options.summary.events),
      names_first_(options.summary.by_cgroup()), recorder_(recorder), limit_(options.count) {
    if (options.summary.shown)
        rows_.emplace(options.summary.by);
    if (!options.chains)
        return;
    chains_.emplace();
    show_kept_ = [this](std::string_view record, std::span<const Tried> tried) {
        auto event = kept_decoder_.decode(record.data(), record.size());
        event->tried = tried; // what is kept was decoded before
        names_.name(*event);
        show(*event);
    };
}

Pipeline::Pipeline(const Options& options, const UserFilter& filter, ReplayMatch& replayed,
                   EventNames& names, Sink& sink, WallClock clock)
    : Pipeline(options, filter, names, sink, clock) {
    replayed_ = &replayed;
    names_first_ = true;
}

void Pipeline::append_header() {
    if (!shows_header_)
        return;
    const bool is_data = formatter_->header_is_data();
    if (is_data)
        sink_.set_header([this](Buffer& out) { formatter_->append_header(out); });
    if (sink_.is_terminal() || is_data)
        formatter_->append_header(sink_.buffer());
}

bool Pipeline::take(const void* data, size_t size) {
    auto event = decoder_.decode(data, size);
    if (!event) {
        ++decode_errors_;
        return true;
    }
    if ((event->flags & FA_EV_CANARY) != 0)
        return true;
    return take_decoded(*event, {static_cast<const char*>(data), size});
}

bool Pipeline::take_decoded(Event& event, std::string_view record) {
    if (names_first_)
        names_.name(event);
    const Verdict verdict = judge(event);
    account(verdict, event);
    const bool passes =
        verdict == Verdict::show || verdict == Verdict::folded || verdict == Verdict::over_rate;
    const bool shows = verdict == Verdict::show && shows_events_;
    bool has_names = names_first_;
    if (passes && recorder_ != nullptr) {
        if (!std::exchange(has_names, true))
            names_.name(event);
        recorder_->event(record, event);
    }
    if (!shows)
        return true;
    if (chains_) {
        const auto tried = chains_->take(event, record, show_kept_);
        if (!tried)
            return !count_reached();
        event.tried = *tried;
        has_names = false; // what was kept was named meanwhile
    }
    if (!has_names)
        names_.name(event);
    show(event);
    return !count_reached();
}

Verdict Pipeline::judge(const Event& event) {
    if (replayed_ != nullptr)
        if (const Verdict verdict = replayed_->judge(event); verdict != Verdict::show)
            return verdict;
    return matcher_.judge(event);
}

void Pipeline::account(Verdict verdict, const Event& event) {
    switch (verdict) {
    case Verdict::show:
        break;
    case Verdict::filtered:
        if (rows_)
            rows_->refuse(event);
        ++filtered_;
        return;
    case Verdict::sampled:
        ++sampled_;
        return;
    case Verdict::folded:
        ++folded_;
        break;
    case Verdict::over_rate:
        ++over_rate_;
        break;
    case Verdict::undecided: // so its row is counted, without a name
        ++undecided_;
        return;
    }
    if (rows_)
        rows_->learn(event);
}

void Pipeline::tick(uint64_t now_ns) {
    if (chains_)
        chains_->expire(now_ns, show_kept_);
}

void Pipeline::finish() {
    if (chains_)
        chains_->finish(show_kept_);
}

// `event` has its names.
void Pipeline::show(const Event& event) {
    if (count_reached())
        return;
    formatter_->append_event(sink_.buffer(), event);
    ++lines_;
    shown_ += 1 + event.tried.size();
}

} // namespace fileaudit
