// SPDX-License-Identifier: GPL-2.0-only
// The command launched under the tracer: forked early, it waits until everything is
// attached and only then executes, as the user asked for or who called sudo.
#pragma once

#include "fd.h"
#include "result.h"

#include <optional>
#include <string>
#include <sys/types.h>
#include <vector>

namespace fileaudit {

class Command {
public:
    // Finds the program and forks the child that will become it, as `user`; "": as the user who
    // called sudo, or as ourselves. Refuses what is not there or not executable, and a user who
    // is not there or we may not become, before anything is attached. A child never released ends
    // unheard. Call it before changing any signal's disposition: the child keeps what it finds.
    static Result<Command> prepare(const std::vector<std::string>& argv, const std::string& user);

    pid_t pid() const { return pid_; }
    int pidfd() const { return pidfd_.get(); } // readable once it has ended

    // Lets the child execute; fails when it could not.
    Result<void> release();

    void send_signal(int signal) const;

    // Waits for its end and returns the wait status.
    int wait() const;

private:
    pid_t pid_ = -1;
    Fd pidfd_;
    Fd go_;      // written to release; closed unwritten, the child ends
    Fd failure_; // the child's errno when exec failed, else end of file
    std::string name_;
};

} // namespace fileaudit
