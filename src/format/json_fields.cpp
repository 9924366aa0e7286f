// SPDX-License-Identifier: GPL-2.0-only
#include "format/json_fields.h"

#include "format/escape.h"
#include "format/names.h"

namespace fileaudit {

namespace {

void append_hex_field(Buffer& out, std::string_view key, std::string_view bytes) {
    append(out, ",\"");
    append(out, key);
    append(out, "_hex\":\"");
    append_hex(out, bytes);
    out.push_back('"');
}

} // namespace

void append_key(Buffer& out, std::string_view key) {
    append(out, ",\"");
    append(out, key);
    append(out, "\":");
}

void append_number_field(Buffer& out, std::string_view key, uint64_t number) {
    append_key(out, key);
    append_number(out, number);
}

void append_word_field(Buffer& out, std::string_view key, std::string_view word) {
    append_key(out, key);
    out.push_back('"');
    append(out, word);
    out.push_back('"');
}

void append_true_field(Buffer& out, std::string_view key) {
    append_key(out, key);
    append(out, "true");
}

void append_text_field(Buffer& out, std::string_view key, std::string_view bytes) {
    append_key(out, key);
    append_text_value(out, key, bytes);
}

void append_text_value(Buffer& out, std::string_view key, std::string_view bytes) {
    if (!append_json_string(out, bytes))
        append_hex_field(out, key, bytes);
}

void append_path_fields(Buffer& out, std::string_view key, const Path& path) {
    append_key(out, key);
    append_path_value(out, key, path);
}

void append_path_value(Buffer& out, std::string_view key, const Path& path) {
    bool is_utf8 = true;
    if (path.has_text())
        is_utf8 = append_json_string(out, path.text);
    else
        append(out, "null");
    append(out, ",\"");
    append(out, key);
    append(out, "_status\":\"");
    append_status(out, path.status);
    out.push_back('"');
    if (!is_utf8)
        append_hex_field(out, key, path.text);
}

} // namespace fileaudit
