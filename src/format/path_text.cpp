// SPDX-License-Identifier: GPL-2.0-only
#include "format/path_text.h"

#include "format/escape.h"
#include "format/names.h"

namespace fileaudit {

void append_path(Buffer& out, const Path& path, bool one_word) {
    if (path.status == FA_ST_ABSENT) {
        out.push_back('-');
        return;
    }
    if (path.status != 0) {
        out.push_back('[');
        append_status(out, path.status);
        out.push_back(']');
        if (path.has_text() && !one_word)
            out.push_back(' ');
    }
    if (path.has_text())
        append_escaped(out, path.text, one_word);
}

} // namespace fileaudit
