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

const char* format_name(Format format) {
    switch (format) {
    case Format::text:
        return "text";
    case Format::wide:
        return "wide";
    case Format::json:
        return "json";
    case Format::csv:
        return "csv";
    case Format::logfmt:
        return "logfmt";
    case Format::line_template:
        return "template";
    }
    return "unknown";
}

} // namespace fileaudit
