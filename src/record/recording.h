// SPDX-License-Identifier: GPL-2.0-only
// --record: the file of a recording, written in batches of whole frames. What was written is
// there for whoever reads it meanwhile, and stays when we are killed.
#pragma once

#include "cli/options.h"
#include "fd.h"
#include "record/recorder.h"
#include "result.h"

#include <memory>
#include <string>

namespace fileaudit {

class Recording {
public:
    // Makes options.record, readable by its owner alone; null when nothing is to be recorded.
    // Refuses a file that holds something, one that another fileaudit records into, and what is no
    // regular file.
    static Result<std::unique_ptr<Recording>> create(const Options& options, WallClock clock);

    Recorder& recorder() { return recorder_; }

    // Writes what was recorded so far. A failure is said at once and ends the recording: nothing
    // more is written, and what is in the file are whole frames.
    void flush();

    // The last flush.
    void finish(const Ledger& ledger, uint64_t monotonic_ns);

    bool failed() const { return failed_; }

private:
    Recording(Fd file, std::string name, const RecordingHeader& header)
        : file_(std::move(file)), name_(std::move(name)), recorder_(header, [this] { flush(); }) {}

    Fd file_; // locked as long as it is written
    std::string name_;
    Recorder recorder_;
    bool failed_ = false;
};

} // namespace fileaudit
