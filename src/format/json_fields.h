// SPDX-License-Identifier: GPL-2.0-only
// Fields of a JSON object, each with a comma in front. Keys are ours and need no escaping; all
// bytes from outside go through append_json_string(), and where they were not UTF-8 the field
// `<key>_hex` beside theirs carries them exactly.
#pragma once

#include "event/event.h"
#include "format/buffer.h"

#include <string_view>

namespace fileaudit {

// `,"key":`
void append_key(Buffer& out, std::string_view key);

void append_number_field(Buffer& out, std::string_view key, uint64_t number);

// A word of ours.
void append_word_field(Buffer& out, std::string_view key, std::string_view word);

// `"key":true`
void append_true_field(Buffer& out, std::string_view key);

// A string whose value `append_words(out)` writes; its words need no escaping.
template<class AppendWords>
void append_words_field(Buffer& out, std::string_view key, AppendWords append_words) {
    append_key(out, key);
    out.push_back('"');
    append_words(out);
    out.push_back('"');
}

// Any bytes.
void append_text_field(Buffer& out, std::string_view key, std::string_view bytes);

// `<key>` (null without a text) and `<key>_status`.
void append_path_fields(Buffer& out, std::string_view key, const Path& path);

// What follows the key: of append_text_field(), and of append_path_fields().
void append_text_value(Buffer& out, std::string_view key, std::string_view bytes);
void append_path_value(Buffer& out, std::string_view key, const Path& path);

} // namespace fileaudit
