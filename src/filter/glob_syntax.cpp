// SPDX-License-Identifier: GPL-2.0-only
// The classes of globs.
#include "filter/glob_syntax.h"

namespace fileaudit {

namespace {

bool negates(std::string_view glob, size_t at) {
    return at < glob.size() && (glob[at] == '!' || glob[at] == '^');
}

std::optional<std::string> parse_member(std::string_view glob, size_t& at, unsigned char& byte) {
    if (at < glob.size() && glob[at] == '\\')
        ++at;
    if (at == glob.size())
        return std::string(unclosed_set);
    byte = static_cast<unsigned char>(glob[at++]);
    return std::nullopt;
}

} // namespace

size_t set_end(std::string_view glob, size_t at) {
    ++at;
    if (negates(glob, at))
        ++at;
    for (bool first = true; at < glob.size(); first = false) {
        if (glob[at] == ']' && !first)
            return at + 1;
        at += glob[at] == '\\' ? 2 : 1;
    }
    return std::string_view::npos;
}

std::optional<std::string> parse_set(std::string_view glob, size_t& at, ByteSet& members) {
    members.reset();
    ++at;
    const bool negated = negates(glob, at);
    if (negated)
        ++at;
    for (bool first = true; first || at == glob.size() || glob[at] != ']'; first = false) {
        unsigned char low = 0;
        if (auto refusal = parse_member(glob, at, low))
            return refusal;
        unsigned char high = low;
        if (at + 1 < glob.size() && glob[at] == '-' && glob[at + 1] != ']') {
            ++at;
            if (auto refusal = parse_member(glob, at, high))
                return refusal;
        }
        if (high < low)
            return "has a class whose range runs backwards; write the lower byte first";
        for (unsigned byte = low; byte <= high; ++byte)
            members.set(byte);
    }
    ++at;
    if (negated)
        members.flip();
    return std::nullopt;
}

} // namespace fileaudit
