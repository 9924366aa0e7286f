// SPDX-License-Identifier: GPL-2.0-only
// What is asked of a recording against what it was made with.
#include "format/columns.h"
#include "record/answerable.h"

#include <doctest/doctest.h>
#include <functional>

using namespace fileaudit;

namespace {

Options replay_options(Format format = Format::text) {
    Options options;
    options.action = Action::replay;
    options.format = format;
    options.columns = default_columns(options);
    return options;
}

RecordingHeader made_with(uint32_t recorded, uint32_t ancestry = 0) {
    RecordingHeader header;
    header.recorded = recorded;
    header.ancestry = ancestry;
    return header;
}

} // namespace

TEST_CASE("answerable: what is not there is refused, by the option that is needed") {
    const struct {
        std::function<void(Options&)> ask;
        const char *begin, *needed;
        uint32_t bit;
    } rows[] = {
        {[](Options& o) { o.filters.outcomes = 3; }, "--failed:", "without --failed;",
         recorded_failures},
        {[](Options& o) { o.filters.outcomes = 2; }, "--failed-only:", "without --failed;",
         recorded_failures},
        {[](Options& o) {
             o.filters.outcomes = 2;
             o.filters.errnos.include = {2};
         },
         "--errno:", "without --failed;", recorded_failures},
        {[](Options& o) {
             o.filters.outcomes = 3;
             o.chains = true;
         },
         "--chains:", "without --failed;", recorded_failures},
        {[](Options& o) { o.filters.slower_than = std::chrono::milliseconds(1); },
         "--slower-than:", "without --latency;", recorded_latency},
        {[](Options& o) { o.latency = true; }, "the latency:", "--latency", recorded_latency},
        {[](Options& o) { o.opener = true; }, "the opener:", "--opener", recorded_opener},
        {[](Options& o) { o.args = true; }, "the arguments:", "--args", recorded_args},
        {[](Options& o) { o.ustack = true; }, "the stack:", "--ustack", recorded_stacks},
        {[](Options& o) { o.filters.backing = true; }, "--backing:", "--backing", recorded_backing},
    };
    for (const auto& row : rows) {
        CAPTURE(row.begin);
        Options options = replay_options();
        row.ask(options);
        const auto refused = as_recorded(options, made_with(~row.bit & ~recorded_snapshot));
        REQUIRE(!refused.has_value());
        CHECK(refused.error().message.find(row.begin) == 0);
        CHECK(refused.error().message.find(row.needed) != std::string::npos);
        CHECK(as_recorded(options, made_with(recorded_successes | row.bit)).has_value());
    }
    Options of_snapshot = replay_options();
    of_snapshot.latency = true;
    const auto refused = as_recorded(of_snapshot, made_with(recorded_held | recorded_snapshot));
    REQUIRE(!refused.has_value());
    CHECK(refused.error().message == "the latency: nothing of it is in the recording of a "
                                     "snapshot; leave it out");
    Options ancestry = replay_options();
    ancestry.columns = {&field("pid"), &field("ancestry")};
    CHECK(!as_recorded(ancestry, made_with(recorded_successes)).has_value());
    CHECK(as_recorded(ancestry, made_with(recorded_successes, 2)).has_value());
}

TEST_CASE("answerable: the usual columns are those of the recording") {
    const Options replayed =
        as_recorded(replay_options(),
                    made_with(recorded_successes | recorded_args | recorded_held, 3))
            .value();
    CHECK(shows(replayed, "args"));
    CHECK(shows(replayed, "ancestry"));
    CHECK(!shows(replayed, "opener"));
    CHECK(replayed.existing);
    CHECK(replayed.action == Action::replay);

    Options chosen = replay_options();
    chosen.columns = {&field("pid")};
    CHECK(as_recorded(chosen, made_with(recorded_successes | recorded_args))->columns ==
          chosen.columns);
}

TEST_CASE("answerable: a recording of failures alone shows them, one of a snapshot is one") {
    CHECK(as_recorded(replay_options(), made_with(recorded_failures))->filters.outcomes ==
          FA_OUTCOME_FAILED);
    const auto all =
        as_recorded(replay_options(), made_with(recorded_successes | recorded_failures));
    CHECK(all->filters.outcomes == FA_OUTCOME_OK);
    CHECK(as_recorded(replay_options(),
                      made_with(recorded_successes | recorded_held | recorded_snapshot))
              ->action == Action::snapshot);
    CHECK(shows(*as_recorded(replay_options(Format::json),
                             made_with(recorded_successes | recorded_both_ways)),
                "resolver"));
}
