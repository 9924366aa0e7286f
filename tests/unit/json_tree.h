// SPDX-License-Identifier: GPL-2.0-only
// JSON as a tree, by RFC 8259, written apart from what writes it. What is no JSON fails the test.
#pragma once

#include "unescape.h"

#include <algorithm>
#include <doctest/doctest.h>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

struct Json {
    std::string text; // a string's bytes; a number, true, false or null as it is written
    bool is_string = false, is_object = false, is_array = false;
    std::vector<std::pair<std::string, Json>> members; // of an object
    std::vector<Json> items;                           // of an array

    const Json* find(std::string_view key) const {
        for (const auto& [name, value] : members)
            if (name == key)
                return &value;
        return nullptr;
    }
    const Json& operator[](std::string_view key) const {
        const Json* const value = find(key);
        REQUIRE_MESSAGE(value != nullptr, std::string(key));
        return *value;
    }
    std::vector<std::string> keys() const {
        std::vector<std::string> keys;
        for (const auto& member : members)
            keys.push_back(member.first);
        return keys;
    }
    std::vector<std::string> texts() const {
        std::vector<std::string> texts;
        for (const Json& item : items)
            texts.push_back(item.text);
        return texts;
    }
};

class JsonReader {
public:
    explicit JsonReader(std::string_view json) : rest_(json) {}

    Json whole() {
        Json value = next();
        skip_blanks();
        REQUIRE(rest_.empty());
        return value;
    }

private:
    void skip_blanks() {
        rest_.remove_prefix(std::min(rest_.find_first_not_of(" \t\r\n"), rest_.size()));
    }
    bool take(char c) {
        skip_blanks();
        if (!rest_.starts_with(c))
            return false;
        rest_.remove_prefix(1);
        return true;
    }
    std::string string() {
        skip_blanks();
        REQUIRE(rest_.starts_with('"'));
        size_t end = 1;
        while (end < rest_.size() && rest_[end] != '"')
            end += rest_[end] == '\\' ? 2 : 1;
        const auto bytes = parse_json_string(rest_.substr(0, end + 1));
        REQUIRE(bytes.has_value());
        rest_.remove_prefix(end + 1);
        return *bytes;
    }
    Json next() {
        Json value;
        if (take('{')) {
            value.is_object = true;
            for (bool more = !take('}'); more; more = !take('}')) {
                REQUIRE((value.members.empty() || take(',')));
                std::string key = string();
                REQUIRE(value.find(key) == nullptr); // once each
                REQUIRE(take(':'));
                value.members.emplace_back(std::move(key), next());
            }
        } else if (take('[')) {
            value.is_array = true;
            for (bool more = !take(']'); more; more = !take(']')) {
                REQUIRE((value.items.empty() || take(',')));
                value.items.push_back(next());
            }
        } else if (rest_.starts_with('"')) {
            value.is_string = true;
            value.text = string();
        } else {
            const size_t length = std::min(rest_.find_first_of(",]} \t\r\n"), rest_.size());
            value.text = rest_.substr(0, length);
            rest_.remove_prefix(length);
            const bool is_word =
                value.text == "true" || value.text == "false" || value.text == "null";
            REQUIRE((is_word ||
                     (!value.text.empty() &&
                      value.text.find_first_not_of("-0123456789.eE+") == std::string::npos)));
        }
        return value;
    }

    std::string_view rest_;
};

inline Json json_tree(std::string_view json) {
    return JsonReader(json).whole();
}
