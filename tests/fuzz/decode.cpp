// SPDX-License-Identifier: GPL-2.0-only
// A record: refused in a sentence, or an event whose texts lie within it and that every format can
// show; cut short anywhere it is refused.
#include "event/decode.h"

#include "events.h"
#include "target.h"

#include <cstring>
#include <string>

using namespace fileaudit;

void fuzz_decode(std::string_view bytes) {
    // the size and version that a record must begin with, else few inputs come any further
    std::string record(bytes);
    if (record.size() >= 8 && (record[6] & 0x40) != 0) {
        const auto size = static_cast<uint32_t>(record.size());
        const uint16_t version = FA_WIRE_VERSION;
        std::memcpy(record.data(), &size, sizeof(size));
        std::memcpy(record.data() + 4, &version, sizeof(version));
        record[6] = static_cast<char>(record[6] & ~0x40);
    }
    Decoder decoder;
    const DecodeResult event = decoder.decode(record.data(), record.size());
    if (!event) {
        CLAIM(!event.error().empty());
        return check_text(event.error(), false);
    }
    for (const Path& path : event->paths)
        CLAIM(path.text.size() <= FA_PATH_TEXT_MAX);
    CLAIM(event->ancestors.size() <= FA_ANCESTORS_MAX && event->stack.size() <= FA_FRAMES_MAX);
    check_all_formats(*event);
    Decoder other;
    CLAIM(!other.decode(record.data(), record.size() - 1));
    record.push_back('\0');
    CLAIM(!other.decode(record.data(), record.size()));
}
