// SPDX-License-Identifier: GPL-2.0-only
#include "format/format_csv.h"

#include "format/byte_run.h"
#include "format/field_text.h"
#include "format/quoted.h"

namespace fileaudit {

namespace {

bool needs_quotes(std::string_view value) {
    const size_t plain = byte_run(value, [](auto byte) { return (byte == ',') | (byte == '"'); });
    return plain != value.size() || value.starts_with(' ') || value.ends_with(' ');
}

} // namespace

void CsvFormatter::append_header(Buffer& out) {
    for (const Field* const field : columns_) {
        if (field != columns_.front())
            out.push_back(',');
        append(out, field->key());
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
        if (needs_quotes({out.data() + begin, out.size() - begin}))
            quote(out, begin, '"');
    }
    out.push_back('\n');
}

} // namespace fileaudit
