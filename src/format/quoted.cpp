// SPDX-License-Identifier: GPL-2.0-only
#include "format/quoted.h"

#include <algorithm>

namespace fileaudit {

void quote(Buffer& out, size_t begin, char escape) {
    const auto inner =
        static_cast<size_t>(std::count(out.data() + begin, out.data() + out.size(), '"'));
    extend(out, inner + 2);
    const char* from = out.data() + (out.size() - inner - 2);
    char* to = out.data() + out.size(); // from the end, so that nothing is overwritten unread
    *--to = '"';
    while (to != out.data() + begin + 1) {
        *--to = *--from;
        if (*from == '"')
            *--to = escape;
    }
    *--to = '"';
}

} // namespace fileaudit
