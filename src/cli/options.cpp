// SPDX-License-Identifier: GPL-2.0-only
// The names of option values.
#include "cli/options.h"

namespace fileaudit {

const char* backend_name(Backend backend) {
    switch (backend) {
    case Backend::lsm:
        return "lsm";
    case Backend::fentry:
        return "fentry";
    case Backend::tracepoint:
        return "tracepoint";
    }
    return "unknown";
}

} // namespace fileaudit
