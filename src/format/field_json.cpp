// SPDX-License-Identifier: GPL-2.0-only
#include "format/field_json.h"

#include "format/json_fields.h"
#include "format/names.h"
#include "format/text_cells.h"

namespace fileaudit {

namespace {

class AppendJson {
public:
    AppendJson(Buffer& out, const JsonColumn& column, const Event& event)
        : out_(out), column_(column), event_(event) {}

    void operator()(const TimeValue&) const {}

    void operator()(const NumberValue& value) const {
        if (const auto number = value.of(event_)) {
            append_head();
            append_number(out_, *number);
        }
    }

    void operator()(const DurationValue& value) const {
        const uint64_t ns = value.of(event_);
        if (ns == 0)
            return;
        append_head();
        append_duration(out_, ns, value.unit_ns);
    }

    void operator()(const WordValue& value) const {
        const std::string_view word = value.of(event_);
        if (word.empty())
            return;
        append_head();
        out_.push_back('"');
        append(out_, word);
        out_.push_back('"');
    }

    void operator()(const WordsValue& value) const {
        const size_t before = out_.size();
        append_head();
        out_.push_back('"');
        const size_t begin = out_.size();
        value.append(out_, event_);
        if (out_.size() == begin)
            out_.resize(before);
        else
            out_.push_back('"');
    }

    void operator()(const BytesValue& value) const {
        if (const auto bytes = value.of(event_)) {
            append_head();
            append_text_value(out_, column_.field->name, *bytes);
        }
    }

    void operator()(const PathValue& value) const {
        const Path& path = value.of(event_);
        if (value.always || path.status != FA_ST_ABSENT) {
            append_head();
            append_path_value(out_, column_.field->name, path);
        }
    }

    void operator()(const VerdictValue& value) const {
        const Path& path = value.of(event_);
        if (value.always || path.status != FA_ST_ABSENT)
            append_words_field(out_, column_.field->name,
                               [&](Buffer& out) { append_status(out, path.status); });
    }

    void operator()(const FlagValue& value) const {
        if (value.of(event_))
            append_true_field(out_, column_.field->name);
    }

    void operator()(const ListValue& value) const {
        value.append_json(out_, event_, column_.field->name);
    }

private:
    void append_head() const { append(out_, column_.head); }

    Buffer& out_;
    const JsonColumn& column_;
    const Event& event_;
};

} // namespace

JsonColumn::JsonColumn(const Field* column) : field(column) {
    Buffer key;
    append_key(key, column->key());
    head.assign(key.data(), key.size());
}

void append_json_field(Buffer& out, const JsonColumn& column, const Event& event) {
    std::visit(AppendJson(out, column, event), column.field->value);
}

} // namespace fileaudit
