// SPDX-License-Identifier: GPL-2.0-only
#include "privileges.h"

#include <cerrno>
#include <cstring>
#include <fmt/format.h>
#include <memory>
#include <sys/capability.h>
#include <sys/prctl.h>

namespace fileaudit {

namespace {

// So that nothing we could execute gets any back. It takes CAP_SETPCAP; without it there is
// no_new_privs all the same.
void empty_bounding_set() {
    for (int capability = 0; prctl(PR_CAPBSET_READ, capability, 0, 0, 0) >= 0; ++capability)
        prctl(PR_CAPBSET_DROP, capability, 0, 0, 0);
}

} // namespace

Result<void> drop_privileges(bool keep_kill) {
    empty_bounding_set();
    const std::unique_ptr<std::remove_pointer_t<cap_t>, int (*)(void*)> caps(cap_init(), cap_free);
    const cap_value_t kill = CAP_KILL;
    bool done = caps != nullptr;
    if (done && keep_kill) {
        cap_flag_value_t had = CAP_CLEAR;
        const std::unique_ptr<std::remove_pointer_t<cap_t>, int (*)(void*)> now(cap_get_proc(),
                                                                                cap_free);
        if (now && cap_get_flag(now.get(), CAP_KILL, CAP_PERMITTED, &had) == 0 && had == CAP_SET)
            done = cap_set_flag(caps.get(), CAP_PERMITTED, 1, &kill, CAP_SET) == 0 &&
                   cap_set_flag(caps.get(), CAP_EFFECTIVE, 1, &kill, CAP_SET) == 0;
    }
    done = done && cap_set_proc(caps.get()) == 0 && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0;
    if (!done)
        return fail(Exit::privilege, fmt::format("cannot drop privileges ({}); a security module "
                                                 "may forbid capset or prctl to this process",
                                                 strerror(errno)));
    return {};
}

} // namespace fileaudit
