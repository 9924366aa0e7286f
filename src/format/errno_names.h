// SPDX-License-Identifier: GPL-2.0-only
// errno values and their names: those of <errno.h>, and those the kernel keeps to itself but a
// hook inside of it can see (ERESTARTSYS, …).
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace fileaudit {

// "ENOENT"; "" for 0 and for what has no name. Of several names the kernel's first: EAGAIN,
// EDEADLK, EOPNOTSUPP.
std::string_view errno_name(uint16_t number);

// The reverse, with EWOULDBLOCK, EDEADLOCK and ENOTSUP, too. Exactly as written above.
std::optional<uint16_t> errno_number(std::string_view name);

} // namespace fileaudit
