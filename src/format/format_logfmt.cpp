// SPDX-License-Identifier: GPL-2.0-only
#include "format/format_logfmt.h"

#include "format/byte_run.h"
#include "format/field_text.h"
#include "format/quoted.h"

namespace fileaudit {

namespace {

bool needs_quotes(std::string_view value) {
    return value.empty() || byte_run(value, [](auto byte) {
                                return (byte == ' ') | (byte == '"') | (byte == '=');
                            }) != value.size();
}

// Of a bytes field that is there but empty "" is shown, as it is of the exec of an empty name.
bool is_there(const Field& field, const Event& event) {
    const auto* const bytes = std::get_if<BytesValue>(&field.value);
    return bytes != nullptr && bytes->of(event).has_value();
}

} // namespace

void LogfmtFormatter::append_event(Buffer& out, const Event& event) {
    const size_t line = out.size();
    for (const Field* const field : columns_) {
        const size_t before = out.size();
        if (before != line)
            out.push_back(' ');
        append(out, field->key());
        out.push_back('=');
        const size_t begin = out.size();
        if (field->is_time())
            time_.append_time(out, event.ts_ns);
        else if (!append_field(out, *field, event, TextForm::values) && !is_there(*field, event)) {
            out.resize(before);
            continue;
        }
        if (needs_quotes({out.data() + begin, out.size() - begin}))
            quote(out, begin, '\\');
    }
    out.push_back('\n');
}

void LogfmtFormatter::append_loss(Buffer& out, uint64_t monotonic_ns, const Ledger& ledger) {
    append(out, "op=loss ts=");
    TimeFormat(TimeStyle::iso, time_.clock()).append_time(out, monotonic_ns);
    append(out, " lost=");
    append_number(out, ledger.lost_total());
    for (size_t i = 0; i < loss_reasons; ++i) {
        append_format(out, " {}={}", loss_name(static_cast<Loss>(i)), ledger.lost[i]);
    }
    out.push_back('\n');
}

} // namespace fileaudit
