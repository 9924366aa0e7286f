// SPDX-License-Identifier: GPL-2.0-only
#include "pipeline.h"

namespace fileaudit {

Pipeline::Pipeline(const Options& options, const UserFilter& filter, Sink& sink, WallClock clock)
    : sink_(sink), matcher_(filter), formatter_(make_formatter(options, clock)),
      limit_(options.count) {}

bool Pipeline::take(const void* data, size_t size) {
    const auto event = decoder_.decode(data, size);
    if (!event) {
        ++decode_errors_;
        return true;
    }
    if (event->flags & FA_EV_CANARY)
        return true;
    switch (matcher_.judge(*event)) {
    case Verdict::filtered:
        ++filtered_;
        return true;
    case Verdict::folded:
        ++folded_;
        return true;
    case Verdict::over_rate:
        ++over_rate_;
        return true;
    case Verdict::undecided:
        ++undecided_;
        return true;
    case Verdict::show:
        break;
    }
    formatter_->append_event(sink_.buffer(), *event);
    ++shown_;
    return !count_reached();
}

} // namespace fileaudit
