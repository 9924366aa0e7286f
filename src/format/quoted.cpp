// SPDX-License-Identifier: GPL-2.0-only
#include "format/quoted.h"

#include <string>

namespace fileaudit {

void quote(Buffer& out, size_t begin, char escape) {
    const std::string value(out.data() + begin, out.size() - begin);
    out.resize(begin);
    out.push_back('"');
    for (const char c : value) {
        if (c == '"')
            out.push_back(escape);
        out.push_back(c);
    }
    out.push_back('"');
}

} // namespace fileaudit
