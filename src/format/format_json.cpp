// SPDX-License-Identifier: GPL-2.0-only
#include "format/format_json.h"

#include "format/json_fields.h"

namespace fileaudit {

namespace {

// Every field has its comma in front: the first one's makes room for the brace.
void close_object(Buffer& out, size_t begin) {
    if (out.size() == begin)
        out.push_back('{');
    else
        out.data()[begin] = '{';
    append(out, "}\n");
}

void append_time_field(Buffer& out, TimeFormat& time, uint64_t monotonic_ns) {
    if (time.style() == TimeStyle::none)
        return;
    append_key(out, "ts");
    if (time.is_number())
        return time.append_time(out, monotonic_ns);
    out.push_back('"');
    time.append_time(out, monotonic_ns);
    out.push_back('"');
}

} // namespace

void JsonFormatter::append_event(Buffer& out, const Event& event) {
    const size_t begin = out.size();
    for (const JsonColumn& column : columns_)
        if (column.field->is_time())
            append_time_field(out, time_, event.ts_ns);
        else
            append_json_field(out, column, event);
    close_object(out, begin);
}

void JsonFormatter::append_loss(Buffer& out, uint64_t monotonic_ns, const Ledger& ledger) {
    const size_t begin = out.size();
    TimeFormat time(TimeStyle::iso, time_.clock());
    append_word_field(out, "op", "loss");
    append_time_field(out, time, monotonic_ns);
    append_number_field(out, "lost", ledger.lost_total());
    for (size_t i = 0; i < loss_reasons; ++i)
        append_number_field(out, loss_name(static_cast<Loss>(i)), ledger.lost[i]);
    close_object(out, begin);
}

} // namespace fileaudit
