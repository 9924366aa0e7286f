// SPDX-License-Identifier: GPL-2.0-only
// A file's type and permissions as letters.
#pragma once

#include "format/buffer.h"

#include <cstdint>

namespace fileaudit {

// A st_mode as ls -l shows it: "-rw-r--r--", "drwxrwsr-t".
void append_mode(Buffer& out, uint16_t mode);

} // namespace fileaudit
