// SPDX-License-Identifier: GPL-2.0-only
// Values in the words of the command line.
#include "filter/option_text.h"

#include "format/errno_names.h"
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

std::vector<std::string> errno_names(const std::vector<uint32_t>& numbers) {
    std::vector<std::string> names;
    for (const uint32_t number : numbers) {
        const std::string_view name = errno_name(static_cast<uint16_t>(number));
        names.push_back(name.empty() ? value_text(number) : std::string(name));
    }
    return names;
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

std::string errno_text(const Choice<uint32_t>& errnos) {
    return list_text(errno_names(errnos.include), errno_names(errnos.exclude));
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

std::string value_text(std::chrono::nanoseconds time) {
    const auto ns = static_cast<double>(time.count());
    if (ns >= 1e9)
        return fmt::format("{}s", ns / 1e9);
    return ns >= 1e6 ? fmt::format("{}ms", ns / 1e6) : fmt::format("{}us", ns / 1e3);
}

std::string value_text(const NamePattern& glob) {
    return glob.glob();
}

std::string value_text(const PathPattern& glob) {
    return glob.glob();
}

} // namespace fileaudit
