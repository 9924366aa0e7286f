// SPDX-License-Identifier: GPL-2.0-only
#include "event/held_files.h"

#include <algorithm>

namespace fileaudit {

HeldFiles::Key HeldFiles::key(const Event& event, bool map) {
    return {map, event.pid, map ? 0 : event.file, uint64_t{event.dev_major} << 32 | event.dev_minor,
            event.ino};
}

bool HeldFiles::add(const Event& held) {
    const bool map = held.op == FA_OP_HELD_MAP;
    const Place place{held.pid, map ? held.map_start : static_cast<uint64_t>(held.fd),
                      map ? 0 : held.file, map};
    if (!places_.insert(place).second)
        return false;
    uint64_t& seen = seen_at_[key(held, map)];
    seen = std::max(seen, held.ts_ns);
    return true;
}

std::vector<bool> HeldFiles::told_already(const std::vector<Event>& live) const {
    std::vector<bool> told(live.size(), false);
    std::map<Key, size_t> last_open;
    for (size_t i = 0; i < live.size(); ++i) {
        const Event& event = live[i];
        if (event.op != FA_OP_OPEN && event.op != FA_OP_MMAP)
            continue;
        const bool map = event.op == FA_OP_MMAP;
        const Key k = key(event, map);
        const auto found = seen_at_.find(k);
        // at a system call's exit the file has been there for a while already
        const uint64_t begun = event.begun_ns != 0 ? event.begun_ns : event.ts_ns;
        if (found == seen_at_.end() || begun > found->second)
            continue;
        if (map)
            told[i] = true;
        else
            last_open[k] = i;
    }
    for (const auto& [_, i] : last_open)
        told[i] = true;
    return told;
}

} // namespace fileaudit
