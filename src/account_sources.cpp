// SPDX-License-Identifier: GPL-2.0-only
#include "account_sources.h"

#include <initializer_list>
#include <nss.h>

namespace fileaudit {

// A static program that asked the modules of /etc/nsswitch.conf would load them, and with them a C library that
// need not be ours: so it reads /etc/passwd and /etc/group alone.
void choose_account_sources() {
#ifdef FILEAUDIT_STATIC
    for (const char* database : {"passwd", "group", "initgroups"})
        __nss_configure_lookup(database, "files");
#endif
}

} // namespace fileaudit
