// SPDX-License-Identifier: GPL-2.0-only
// Pure: joins an inventory and the live events that came while it was taken, so that nothing is
// told twice and nothing is left out. Each file that is held was read at its own moment; a live
// event of it before that moment led to what was found.
#pragma once

#include "event/event.h"

#include <cstdint>
#include <map>
#include <set>
#include <vector>

namespace fileaudit {

class HeldFiles {
public:
    // One entry of the inventory: FA_OP_HELD_OPEN or FA_OP_HELD_MAP. False when it was there
    // already: threads that share descriptors or memory are listed each when their main thread
    // has ended.
    bool add(const Event& held);

    // Which of the live events, in their order, told of what add() was told as well: of several
    // opens that had the same struct file one after another the last, all maps of a file that
    // the process still maps.
    std::vector<bool> told_already(const std::vector<Event>& live) const;

private:
    struct Key {
        bool map;
        uint32_t pid;
        uint64_t file; // opens only
        uint64_t dev, ino;

        auto operator<=>(const Key&) const = default;
    };
    struct Place {
        uint32_t pid;
        uint64_t at;   // descriptor, or address of the map
        uint64_t file; // opens only: a descriptor may have been used again meanwhile
        bool map;

        auto operator<=>(const Place&) const = default;
    };
    static Key key(const Event& event, bool map);

    std::map<Key, uint64_t> seen_at_; // the latest moment at which it was found
    std::set<Place> places_;
};

} // namespace fileaudit
