// SPDX-License-Identifier: GPL-2.0-only
// Cheapest question first. What one option filters stays filtered, however undecided another is;
// only what all let through is weighed against what was shown before.
#include "filter/match.h"

namespace fileaudit {

namespace {

template<class Pattern> bool lets_through(const Choice<Pattern>& choice, std::string_view text) {
    return choice.lets_through([&](const Pattern& pattern) { return pattern.matches(text); });
}

Verdict judge_path(const Choice<PathPattern>& choice, const Path& path) {
    if (choice.empty())
        return Verdict::show;
    // The text is only the path's tail, or not there: no glob can be trusted on it.
    if ((path.status & (FA_ST_TRUNCATED | FA_ST_UNSTABLE)) != 0)
        return choice.include.empty() ? Verdict::show : Verdict::undecided;
    const bool passes = path.has_text() ? lets_through(choice, path.text) : choice.include.empty();
    return passes ? Verdict::show : Verdict::filtered;
}

} // namespace

Matcher::Matcher(const UserFilter& filter) : filter_(filter), uniq_(filter.uniq) {}

Verdict Matcher::judge(const Event& event) {
    if (const Verdict verdict = judge_patterns(filter_, event); verdict != Verdict::show)
        return verdict;
    if (filter_.uniq != 0 && uniq_.met_before(event))
        return Verdict::folded;
    if (filter_.rate != 0 && is_over_rate(event))
        return Verdict::over_rate;
    if (filter_.uniq != 0)
        uniq_.remember(event);
    return Verdict::show;
}

Verdict judge_patterns(const UserFilter& filter, const Event& event) {
    if (!lets_through(filter.comms, event.comm))
        return Verdict::filtered;
    Verdict verdict = Verdict::show;
    for (size_t which = 0; which < FA_PATH_COUNT; ++which) {
        const Verdict of_path = judge_path(filter.paths[which], event.paths[which]);
        if (of_path == Verdict::filtered)
            return of_path;
        if (of_path == Verdict::undecided)
            verdict = of_path;
    }
    return verdict;
}

bool Matcher::is_over_rate(const Event& event) {
    const uint64_t second = event.ts_ns / 1'000'000'000;
    // CPUs take turns, so an event can be a little older than the one before: it counts with that.
    if (second > second_) {
        second_ = second;
        shown_in_second_ = 0;
    }
    if (shown_in_second_ == filter_.rate)
        return true;
    ++shown_in_second_;
    return false;
}

} // namespace fileaudit
