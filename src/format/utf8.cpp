// SPDX-License-Identifier: GPL-2.0-only
// Strict UTF-8 decoding by the table of well-formed byte sequences (Unicode 3.9, table 3-7).
#include "format/utf8.h"

#include "format/byte_run.h"

namespace fileaudit {

Utf8Char first_utf8_char(std::string_view bytes) {
    const auto lead = static_cast<unsigned char>(bytes[0]);
    if (lead < 0x80)
        return {lead, 1, true};

    // What the lead byte says: how many bytes follow, and the range of the
    // second one, which is where overlong forms and surrogates are told apart.
    size_t following = 0;
    unsigned char low = 0x80, high = 0xBF;
    char32_t code = 0;
    if (lead >= 0xC2 && lead <= 0xDF) {
        following = 1;
        code = lead & 0x1Fu;
    } else if (lead >= 0xE0 && lead <= 0xEF) {
        following = 2;
        code = lead & 0x0Fu;
        if (lead == 0xE0)
            low = 0xA0;
        if (lead == 0xED)
            high = 0x9F;
    } else if (lead >= 0xF0 && lead <= 0xF4) {
        following = 3;
        code = lead & 0x07u;
        if (lead == 0xF0)
            low = 0x90;
        if (lead == 0xF4)
            high = 0x8F;
    } else {
        return {0, 1, false};
    }

    for (size_t i = 1; i <= following; ++i) {
        if (i == bytes.size())
            return {0, i, false};
        const auto byte = static_cast<unsigned char>(bytes[i]);
        if (byte < low || byte > high)
            return {0, i, false};
        code = (code << 6) | (byte & 0x3Fu);
        low = 0x80;
        high = 0xBF;
    }
    return {code, following + 1, true};
}

bool valid_utf8(std::string_view bytes) {
    while (!bytes.empty()) {
        bytes.remove_prefix(byte_run(bytes, [](auto byte) { return byte > 0x7F; }));
        if (bytes.empty())
            break;
        const Utf8Char c = first_utf8_char(bytes);
        if (!c.valid)
            return false;
        bytes.remove_prefix(c.length);
    }
    return true;
}

} // namespace fileaudit
