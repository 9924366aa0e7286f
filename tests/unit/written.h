// SPDX-License-Identifier: GPL-2.0-only
// What a function appends to a buffer, as a string.
#pragma once

#include "format/buffer.h"

#include <string>

template<class Write> std::string written(Write write) {
    fileaudit::Buffer out;
    write(out);
    return {out.data(), out.size()};
}
