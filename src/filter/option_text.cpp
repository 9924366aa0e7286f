// SPDX-License-Identifier: GPL-2.0-only
// Values in the words of the command line.
#include "filter/option_text.h"

#include "format/escape.h"

#include <algorithm>
#include <fmt/format.h>

namespace fileaudit {

namespace {

bool needs_quotes(std::string_view text) {
    return text.empty() || !std::all_of(text.begin(), text.end(), [](char byte) {
               return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
                      (byte >= '0' && byte <= '9') ||
                      std::string_view("_-./:,@%+=!").find(byte) != std::string_view::npos;
           });
}

std::vector<std::string> words_of(uint32_t bits, std::span<const OptionWord> words) {
    std::vector<std::string> texts;
    for (const OptionWord& word : words) {
        if ((bits & word.bits) != word.bits)
            continue;
        texts.emplace_back(word.word);
        bits &= ~word.bits;
    }
    return texts;
}

} // namespace

std::string list_text(const std::vector<std::string>& include,
                      const std::vector<std::string>& exclude) {
    std::string text;
    size_t untold = 0;
    const auto add = [&](const std::vector<std::string>& values, std::string_view sign) {
        for (size_t i = 0; i < std::min(values.size(), most_values_told); ++i)
            text += fmt::format("{}{}{}", text.empty() ? "" : ",", sign, values[i]);
        untold += values.size() - std::min(values.size(), most_values_told);
    };
    add(include, "");
    add(exclude, "!");
    const char* const quote = needs_quotes(text) ? "'" : "";
    text = quote + escaped(text) + quote;
    if (untold != 0)
        text += fmt::format(" and {} more", untold);
    return text;
}

std::string list_text(const Mask& mask, std::span<const OptionWord> words) {
    return list_text(words_of(mask.include, words), words_of(mask.exclude, words));
}

std::string value_text(const std::string& name) {
    return name;
}

std::string value_text(uint64_t number) {
    return fmt::format("{}", number);
}

std::string value_text(const IdRange& range) {
    return range.first == range.last ? fmt::format("{}", range.first)
                                     : fmt::format("{}-{}", range.first, range.last);
}

std::string value_text(const Device& device) {
    return fmt::format("{}:{}", device.major, device.minor);
}

std::string value_text(const NamePattern& glob) {
    return glob.glob();
}

std::string value_text(const PathPattern& glob) {
    return glob.glob();
}

} // namespace fileaudit
