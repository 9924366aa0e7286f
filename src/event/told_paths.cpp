// SPDX-License-Identifier: GPL-2.0-only
#include "event/told_paths.h"

#include <cstddef>
#include <cstring>
#include <utility>

namespace fileaudit {

// Appends a path's text, which is at the beginning of `rest` if it is here.
bool ToldPaths::put_text(const fa_path_ref& path, uint32_t id, bool is_here,
                         std::string_view& rest) {
    if (is_here) {
        if (path.len > rest.size() || (id != 0 && path.len > FA_TOLD_LEN_MAX))
            return false;
        const std::string_view text = rest.substr(0, path.len);
        rest.remove_prefix(path.len);
        whole_.append(text);
        if (id == 0)
            return true;
        Entry& entry = entries_[id % FA_TOLD_MAX];
        std::swap(entry.before, entry.now);
        entry.now.id = id;
        entry.now.text.assign(text);
        return true;
    }
    const Entry& entry = entries_[id % FA_TOLD_MAX];
    const Told& told = entry.now.id == id ? entry.now : entry.before;
    if (id == 0 || told.id != id || told.text.size() != path.len)
        return false;
    whole_.append(told.text);
    return true;
}

std::optional<std::string_view> ToldPaths::whole(std::string_view record) {
    fa_event head;
    if (record.size() < sizeof head)
        return record; // the decoder says what is wrong
    uint32_t flags;
    std::memcpy(&flags, record.data() + offsetof(fa_event, flags), sizeof flags);
    if ((flags & FA_EV_TOLD) == 0)
        return record;
    fa_told_ids ids;
    if (record.size() < sizeof head + sizeof ids)
        return std::nullopt;
    std::memcpy(&head, record.data(), sizeof head);
    std::memcpy(&ids, record.data() + record.size() - sizeof ids, sizeof ids);
    std::string_view rest = record.substr(sizeof head, record.size() - sizeof head - sizeof ids);

    if (entries_.empty())
        entries_.resize(FA_TOLD_MAX);
    whole_.resize(sizeof head); // filled in when its size is known
    for (size_t i = 0; i < FA_PATH_COUNT; ++i)
        if (!put_text(head.paths[i], ids.id[i], ids.is_text_here[i] != 0, rest))
            return std::nullopt;
    whole_.append(rest);
    head.flags &= ~static_cast<uint32_t>(FA_EV_TOLD);
    head.size = static_cast<uint32_t>(whole_.size());
    std::memcpy(whole_.data(), &head, sizeof head);
    return whole_;
}

} // namespace fileaudit
