// SPDX-License-Identifier: GPL-2.0-only
#include "record/answerable.h"

#include "format/columns.h"

#include <fmt/format.h>

namespace fileaudit {

namespace {

const char* failure_option(const Options& options) {
    return options.chains                                  ? "--chains"
           : !options.filters.errnos.empty()               ? "--errno"
           : options.filters.outcomes == FA_OUTCOME_FAILED ? "--failed-only"
                                                           : "--failed";
}

} // namespace

Result<Options> as_recorded(Options options, const RecordingHeader& header) {
    const auto has = [&](Recorded bit) { return (header.recorded & bit) != 0; };
    Filters& filters = options.filters;
    const bool usual_columns = options.columns == default_columns(options);
    const struct {
        bool is_asked, is_there;
        const char *option, *needed;
    } questions[] = {
        {(filters.outcomes & FA_OUTCOME_FAILED) != 0, has(recorded_failures),
         failure_option(options), "--failed"},
        {filters.slower_than.count() != 0, has(recorded_latency), "--slower-than", "--latency"},
        {options.latency, has(recorded_latency), "the latency", "--latency"},
        {options.opener, has(recorded_opener), "the opener", "--opener"},
        {options.args, has(recorded_args), "the arguments", "--args"},
        {options.ustack, has(recorded_stacks), "the stack", "--ustack"},
        {filters.backing, has(recorded_backing), "--backing", "--backing"},
        {!usual_columns && shows(options, "ancestry"), header.ancestry > 0, "the ancestry",
         "--ancestry"},
    };
    for (const auto& [is_asked, is_there, option, needed] : questions)
        if (is_asked && !is_there)
            return fail(Exit::usage,
                        has(recorded_snapshot)
                            ? fmt::format("{}: nothing of it is in the recording of a snapshot; "
                                          "leave it out",
                                          option)
                            : fmt::format("{}: nothing of it is in a recording that was made "
                                          "without {}; leave it out, or record anew with {}",
                                          option, needed, needed));
    if (!has(recorded_successes))
        filters.outcomes = FA_OUTCOME_FAILED;
    options.existing = has(recorded_held);
    options.cross_check = has(recorded_both_ways);
    if (has(recorded_snapshot))
        options.action = Action::snapshot;
    if (!usual_columns)
        return options;
    options.latency = has(recorded_latency);
    options.opener = has(recorded_opener);
    options.args = has(recorded_args);
    options.ustack = has(recorded_stacks);
    options.ancestry = header.ancestry;
    options.columns = default_columns(options);
    return options;
}

} // namespace fileaudit
