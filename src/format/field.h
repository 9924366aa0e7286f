// SPDX-License-Identifier: GPL-2.0-only
// What an event can be asked for by name: one table serves every format, --columns, --template,
// `fileaudit fields` and the JSON Schema.
#pragma once

#include "event/event.h"
#include "format/buffer.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace fileaudit {

// How a field's value is had. What has no value is absent: left out of JSON, "-" in text.

struct TimeValue {}; // the formatter's own; see time_format.h

struct NumberValue {
    std::optional<uint64_t> (*of)(const Event&);
};

// Nanoseconds, written in a larger unit with three decimals.
struct DurationValue {
    uint64_t (*of)(const Event&); // 0: absent
    uint32_t unit_ns;
};

// A word of ours out of a fixed set.
struct WordValue {
    std::string_view (*of)(const Event&); // "": absent
    std::span<const std::string_view> all;
};

// Words of ours, joined; appends nothing when absent. `pattern`: of the whole, as in JSON Schema.
struct WordsValue {
    void (*append)(Buffer&, const Event&);
    const char* pattern;
};

// Bytes from outside.
struct BytesValue {
    std::optional<std::string_view> (*of)(const Event&);
};

// A path; in JSON its verdict is beside it.
struct PathValue {
    const Path& (*of)(const Event&);
    bool always; // else absent without a text
};

// The verdict on a path.
struct VerdictValue {
    const Path& (*of)(const Event&);
    bool always;
};

struct FlagValue {
    bool (*of)(const Event&); // false: absent
};

// Several values: text in which spaces may be; in JSON an array. Both append nothing when absent.
struct ListValue {
    void (*append_text)(Buffer&, const Event&);
    void (*append_json)(Buffer&, const Event&, std::string_view key); // with its comma
    const char* items;                                                // JSON Schema of an item
};

using FieldValue = std::variant<TimeValue, NumberValue, DurationValue, WordValue, WordsValue,
                                BytesValue, PathValue, VerdictValue, FlagValue, ListValue>;

// Which backends can tell it.
enum FieldBackends : uint8_t {
    by_lsm = 1 << 0,
    by_fentry = 1 << 1,
    by_tracepoint = 1 << 2,
    by_all = by_lsm | by_fentry | by_tracepoint,
};

struct Field {
    std::string_view name;
    FieldValue value;
    std::string_view title;         // of its column
    uint8_t width;                  // of its column, at least
    bool always;                    // every event has it
    std::string_view meaning;       // begins in lower case, without a full stop
    std::string_view needs = "";    // the option without which it is absent
    uint8_t backends = by_all;      // enum FieldBackends
    std::string_view since = "6.1"; // the first kernel that tells it
    bool in_json = true;            // one of the keys of --json

    // In JSON, CSV and logfmt.
    std::string_view key() const { return is_time() ? "ts" : name; }

    bool is_path() const { return std::holds_alternative<PathValue>(value); }
    bool is_time() const { return std::holds_alternative<TimeValue>(value); }
    // Goes to the right of its column.
    bool is_number() const {
        return std::holds_alternative<NumberValue>(value) ||
               std::holds_alternative<DurationValue>(value);
    }
};

// All of them, in the order of JSON's keys.
std::span<const Field> all_fields();

// By its name, or "ts", as JSON calls the time. Null: there is none.
const Field* find_field(std::string_view name);

std::vector<std::string> field_names();

// For tables written in our code: the name must be one.
const Field& field(std::string_view name);

} // namespace fileaudit
