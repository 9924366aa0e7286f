// SPDX-License-Identifier: GPL-2.0-only
// Values between double quotes.
#pragma once

#include "format/buffer.h"

namespace fileaudit {

// Puts what was appended since `begin` between double quotes, and `escape` in front of each one
// that is in it.
void quote(Buffer& out, size_t begin, char escape);

} // namespace fileaudit
