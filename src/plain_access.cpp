// SPDX-License-Identifier: GPL-2.0-only
#include "plain_access.h"

#include <fcntl.h>
#include <memory>
#include <sys/capability.h>
#include <unistd.h>

namespace fileaudit {

bool may_write_without_privileges(int directory_fd) {
    using Caps = std::unique_ptr<std::remove_pointer_t<cap_t>, int (*)(void*)>;
    const Caps before(cap_get_proc(), cap_free);
    const Caps none(before ? cap_dup(before.get()) : nullptr, cap_free);
    if (!none || cap_clear_flag(none.get(), CAP_EFFECTIVE) != 0 || cap_set_proc(none.get()) != 0)
        return true; // it will be told when it fails
    const bool may = faccessat(directory_fd, ".", W_OK | X_OK, AT_EACCESS) == 0;
    cap_set_proc(before.get());
    return may;
}

} // namespace fileaudit
