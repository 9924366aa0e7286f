// SPDX-License-Identifier: GPL-2.0-only
// The processes of --pid, and which of them have ended.
#pragma once

#include "fd.h"
#include "result.h"

#include <cstdint>
#include <string>
#include <vector>

namespace fileaudit {

class WatchedProcesses {
public:
    // Ids in this pid namespace; one given twice counts once. Refuses what is no process, and
    // more than the open-file limit allows. Raises that limit, for good, when it is too low: a
    // command, which would inherit it, is never launched beside these.
    static Result<WatchedProcesses> open(const std::vector<uint32_t>& pids);

    // Readable while take_ended() has one to tell.
    int poll_fd() const { return epoll_.get(); }

    // Those that have ended since the last call. Does not wait.
    std::vector<uint32_t> take_ended();

    // Whether take_ended() has told all of them. False when there were none to begin with.
    bool all_ended() const { return !processes_.empty() && ended_ == processes_.size(); }

    // "process 4242 (nginx)", with the comm it had at open().
    std::string describe(uint32_t pid) const;

private:
    struct Process {
        uint32_t pid = 0;
        std::string comm;
        Fd pidfd; // none once it has ended
    };

    Fd epoll_;
    std::vector<Process> processes_;
    size_t ended_ = 0;
};

} // namespace fileaudit
