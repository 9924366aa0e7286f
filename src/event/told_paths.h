// SPDX-License-Identifier: GPL-2.0-only
// Paths that the kernel's side tells once: puts their texts back where records name them by id.
// Pure: bytes in, bytes out.
#pragma once

#include "../../bpf/event.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fileaudit {

class ToldPaths {
public:
    // A record as it came through the ring → as decoders and recordings have it: with every text,
    // and without FA_EV_TOLD. Records must be given in their order. What needs no change is
    // returned as it is; otherwise the bytes are valid until the next call. Nothing: the record
    // does not add up, or names a path that no record before it told.
    std::optional<std::string_view> whole(std::string_view record);

private:
    struct Told {
        uint32_t id = 0;
        std::string text;
    };
    // An entry of the kernel's, and the one before: who sends by an id may have found it just
    // before another took its place.
    struct Entry {
        Told now, before;
    };

    bool put_text(const fa_path_ref& path, uint32_t id, bool is_here, std::string_view& rest);

    std::vector<Entry> entries_;
    std::string whole_;
};

} // namespace fileaudit
