// SPDX-License-Identifier: GPL-2.0-only
#include "format/format_csv.h"

#include "format/field_text.h"

namespace fileaudit {

namespace {

// Quotes what was appended since `begin` if it needs it.
void quote(Buffer& out, size_t begin) {
    const std::string value(out.data() + begin, out.size() - begin);
    if (value.find_first_of(",\"") == value.npos && !value.starts_with(' ') &&
        !value.ends_with(' '))
        return;
    out.resize(begin);
    out.push_back('"');
    for (const char c : value) {
        if (c == '"')
            out.push_back('"');
        out.push_back(c);
    }
    out.push_back('"');
}

} // namespace

void CsvFormatter::append_header(Buffer& out) {
    for (const Field* const field : columns_) {
        if (field != columns_.front())
            out.push_back(',');
        append(out, field->is_time() ? "ts" : field->name);
    }
    out.push_back('\n');
}

void CsvFormatter::append_event(Buffer& out, const Event& event) {
    for (const Field* const field : columns_) {
        if (field != columns_.front())
            out.push_back(',');
        const size_t begin = out.size();
        if (field->is_time())
            time_.append_time(out, event.ts_ns);
        else
            append_field(out, *field, event, TextForm::values);
        quote(out, begin);
    }
    out.push_back('\n');
}

} // namespace fileaudit
