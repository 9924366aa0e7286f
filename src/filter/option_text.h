// SPDX-License-Identifier: GPL-2.0-only
// An option and its values as the user would recognise them, for --explain: `--pid 1,!2`,
// `--path '/etc/**'`. Hostile bytes are escaped.
#pragma once

#include "filter/filters.h"
#include "filter/option_words.h"

#include <chrono>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace fileaudit {

// Between commas, excluded ones with a `!`; in quotes when a shell would want them. At most
// `most_values_told` of each side, then "and 12 more".
inline constexpr size_t most_values_told = 10;
std::string list_text(const std::vector<std::string>& include,
                      const std::vector<std::string>& exclude);

std::string value_text(const std::string& name);
std::string value_text(uint64_t number);
std::string value_text(const IdRange& range);
std::string value_text(const Device& device);
std::string value_text(std::chrono::nanoseconds time); // "5ms", "0.25us"
std::string value_text(const NamePattern& glob);
std::string value_text(const PathPattern& glob);

template<class T> std::vector<std::string> value_texts(const std::vector<T>& values) {
    std::vector<std::string> texts;
    for (const T& value : values)
        texts.push_back(value_text(value));
    return texts;
}

template<class T> std::string list_text(const Choice<T>& choice) {
    return list_text(value_texts(choice.include), value_texts(choice.exclude));
}

// Errnos by their names.
std::string errno_text(const Choice<uint32_t>& errnos);

// The bits of a mask in the words of its option.
std::string list_text(const Mask& mask, std::span<const OptionWord> words);

} // namespace fileaudit
