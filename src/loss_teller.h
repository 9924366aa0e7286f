// SPDX-License-Identifier: GPL-2.0-only
// The ledger gathered from kernel and reader, and losses told while they happen.
#pragma once

#include "cli/options.h"
#include "event/ledger.h"
#include "kernel/session.h"
#include "pipeline.h"

namespace fileaudit {

// What the reader itself has counted.
Ledger make_ledger(const Pipeline& pipeline);
// With what the kernel has.
Ledger make_ledger(const Session& session, const Pipeline& pipeline);

class LossTeller {
public:
    // `end` is that of the sentence on stderr, a text that lasts; null: a remedy.
    LossTeller(const Options& options, Pipeline& pipeline, const char* end = nullptr)
        : quiet_(options.quiet), end_(end), pipeline_(pipeline) {}

    // What was lost since the last call, if anything: a line on stderr and a record in
    // streams that have one. `now` is CLOCK_MONOTONIC in nanoseconds.
    void tell(const Ledger& total, uint64_t now);

private:
    bool quiet_;
    const char* end_;
    Pipeline& pipeline_;
    Ledger told_;
};

} // namespace fileaudit
