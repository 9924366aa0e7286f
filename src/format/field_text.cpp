// SPDX-License-Identifier: GPL-2.0-only
#include "format/field_text.h"

#include "format/escape.h"
#include "format/names.h"
#include "format/path_text.h"
#include "format/text_cells.h"

#include <algorithm>

namespace fileaudit {

namespace {

class AppendText {
public:
    AppendText(Buffer& out, const Event& event, TextForm form)
        : out_(out), event_(event), form_(form) {}

    void operator()(const TimeValue&) const {}

    void operator()(const NumberValue& value) const {
        if (const auto number = value.of(event_))
            append_number(out_, *number);
    }

    void operator()(const DurationValue& value) const {
        if (const uint64_t ns = value.of(event_); ns != 0)
            append_duration(out_, ns, value.unit_ns);
    }

    void operator()(const WordValue& value) const { append(out_, value.of(event_)); }

    void operator()(const WordsValue& value) const {
        const size_t begin = out_.size();
        value.append(out_, event_);
        if (form_ == TextForm::word) // those of an access: "r-x private"
            std::replace(out_.data() + begin, out_.data() + out_.size(), ' ', ',');
    }

    void operator()(const BytesValue& value) const {
        if (const auto bytes = value.of(event_))
            append_escaped(out_, *bytes, form_ == TextForm::word);
    }

    void operator()(const PathValue& value) const {
        const Path& path = value.of(event_);
        if (form_ != TextForm::values && path.status != FA_ST_ABSENT)
            append_path(out_, path, form_ == TextForm::word);
        else if (path.has_text())
            append_escaped(out_, path.text, false);
    }

    void operator()(const VerdictValue& value) const {
        const Path& path = value.of(event_);
        if (value.always || path.status != FA_ST_ABSENT)
            append_status(out_, path.status);
    }

    void operator()(const FlagValue& value) const {
        if (value.of(event_))
            append(out_, "true");
    }

    void operator()(const ListValue& value) const {
        if (form_ != TextForm::word)
            return value.append_text(out_, event_);
        Buffer words; // rare: it may allocate
        value.append_text(words, event_);
        for (const char c : std::string_view(words.data(), words.size()))
            c == ' ' ? append(out_, "\\x20") : out_.push_back(c);
    }

private:
    Buffer& out_;
    const Event& event_;
    TextForm form_;
};

} // namespace

bool append_field(Buffer& out, const Field& field, const Event& event, TextForm form) {
    const size_t begin = out.size();
    std::visit(AppendText(out, event, form), field.value);
    return out.size() != begin;
}

} // namespace fileaudit
