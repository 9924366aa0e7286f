// SPDX-License-Identifier: GPL-2.0-only
#include "lookup/frame_text.h"

#include <algorithm>
#include <cstdlib>
#include <cxxabi.h>
#include <fmt/format.h>
#include <memory>

namespace fileaudit {
namespace {

std::string cut(std::string_view text, size_t longest) {
    constexpr std::string_view mark = "...";
    if (text.size() <= longest)
        return std::string(text);
    return fmt::format("{}{}", text.substr(0, longest - mark.size()), mark);
}

} // namespace

std::string frame_text(std::string_view function, uint64_t offset, std::string_view file,
                       size_t longest) {
    const std::string tail = fmt::format("+0x{:x} ({})", offset, cut(file, longest / 2));
    return cut(function, longest - tail.size()) + tail;
}

std::string build_id_text(const BuildId& id) {
    // sha1 has 20 bytes, md5 and uuid 16, lld's fast 8
    size_t size = id.size();
    for (const size_t shorter : {size_t{16}, size_t{8}})
        if (std::all_of(id.begin() + static_cast<ptrdiff_t>(shorter), id.end(),
                        [](uint8_t byte) { return byte == 0; }))
            size = shorter;
    std::string text;
    for (size_t i = 0; i < size; ++i) {
        constexpr const char* digits = "0123456789abcdef";
        text += digits[id[i] >> 4];
        text += digits[id[i] & 15];
    }
    return text;
}

std::string plain_function(const std::string& name, bool demangle) {
    std::string plain = name.substr(0, name.find('@'));
    if (!demangle || !plain.starts_with("_Z"))
        return plain;
    int status = 0;
    const std::unique_ptr<char, decltype(&free)> text(
        abi::__cxa_demangle(plain.c_str(), nullptr, nullptr, &status), free);
    return status == 0 && text ? text.get() : plain;
}

} // namespace fileaudit
