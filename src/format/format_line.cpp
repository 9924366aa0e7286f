// SPDX-License-Identifier: GPL-2.0-only
#include "format/format_line.h"

#include "format/field_text.h"

namespace fileaudit {

void LineFormatter::append_event(Buffer& out, const Event& event) {
    for (const TemplatePiece& piece : line_) {
        append(out, piece.literal);
        if (piece.field == nullptr)
            continue;
        if (const auto* const number = std::get_if<NumberValue>(&piece.field->value)) {
            if (const auto value = number->of(event))
                append_format(out, fmt::runtime(piece.format), *value);
            else
                append_format(out, fmt::runtime(piece.absent), std::string_view("-"));
            continue;
        }
        value_.clear();
        if (piece.field->is_time())
            time_.append_time(value_, event.ts_ns);
        else if (!append_field(value_, *piece.field, event, TextForm::words))
            value_.push_back('-');
        append_format(out, fmt::runtime(piece.format),
                      std::string_view(value_.data(), value_.size()));
    }
    out.push_back('\n');
}

} // namespace fileaudit
