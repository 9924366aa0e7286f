// SPDX-License-Identifier: GPL-2.0-only
#include "format/field_json.h"

#include "format/json_fields.h"
#include "format/names.h"
#include "format/text_cells.h"

namespace fileaudit {

namespace {

class AppendJson {
public:
    AppendJson(Buffer& out, std::string_view key, const Event& event)
        : out_(out), key_(key), event_(event) {}

    void operator()(const TimeValue&) const {}

    void operator()(const NumberValue& value) const {
        if (const auto number = value.of(event_))
            append_number_field(out_, key_, *number);
    }

    void operator()(const DurationValue& value) const {
        const uint64_t ns = value.of(event_);
        if (ns == 0)
            return;
        append_key(out_, key_);
        append_duration(out_, ns, value.unit_ns);
    }

    void operator()(const WordValue& value) const {
        if (const std::string_view word = value.of(event_); !word.empty())
            append_word_field(out_, key_, word);
    }

    void operator()(const WordsValue& value) const {
        const size_t before = out_.size();
        append_key(out_, key_);
        out_.push_back('"');
        const size_t begin = out_.size();
        value.append(out_, event_);
        if (out_.size() == begin)
            out_.resize(before);
        else
            out_.push_back('"');
    }

    void operator()(const BytesValue& value) const {
        if (const auto bytes = value.of(event_))
            append_text_field(out_, key_, *bytes);
    }

    void operator()(const PathValue& value) const {
        const Path& path = value.of(event_);
        if (value.always || path.status != FA_ST_ABSENT)
            append_path_fields(out_, key_, path);
    }

    void operator()(const VerdictValue& value) const {
        const Path& path = value.of(event_);
        if (value.always || path.status != FA_ST_ABSENT)
            append_words_field(out_, key_, [&](Buffer& out) { append_status(out, path.status); });
    }

    void operator()(const FlagValue& value) const {
        if (value.of(event_))
            append_true_field(out_, key_);
    }

    void operator()(const ListValue& value) const { value.append_json(out_, event_, key_); }

private:
    Buffer& out_;
    std::string_view key_;
    const Event& event_;
};

} // namespace

void append_json_field(Buffer& out, const Field& field, const Event& event) {
    std::visit(AppendJson(out, field.name, event), field.value);
}

} // namespace fileaudit
