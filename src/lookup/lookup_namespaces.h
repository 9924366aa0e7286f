// SPDX-License-Identifier: GPL-2.0-only
// Mount namespaces, as inode numbers.
#pragma once

#include "result.h"

#include <cstdint>
#include <string>

namespace fileaudit {

// --mntns: the namespace of the process of that id, else the namespace of that inode number, in
// which a process must be.
Result<uint32_t> find_mount_namespace(const std::string& text);

// --host-only: that of the host's process 1.
Result<uint32_t> host_mount_namespace();

} // namespace fileaudit
