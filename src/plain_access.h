// SPDX-License-Identifier: GPL-2.0-only
// What we may do once no capability is left.
#pragma once

namespace fileaudit {

// Whether new files could be made in this directory, by its owner, mode and ACL alone.
bool may_write_without_privileges(int directory_fd);

} // namespace fileaudit
