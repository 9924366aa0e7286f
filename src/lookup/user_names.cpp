// SPDX-License-Identifier: GPL-2.0-only
#include "lookup/user_names.h"

#include <cerrno>
#include <grp.h>
#include <pwd.h>
#include <vector>

namespace fileaudit {
namespace {

// A record that takes more room than this (bytes) is not waited for.
constexpr size_t largest_record = 1u << 20;

// getpwuid_r() and getgrgid_r() with the room they ask for.
template<class Entry, class Get> std::string look_up(Get get, uint32_t id, char* Entry::*name) {
    std::vector<char> room(4096);
    for (;;) {
        Entry entry{};
        Entry* found = nullptr;
        const int error = get(id, &entry, room.data(), room.size(), &found);
        if (error == ERANGE && room.size() < largest_record)
            room.resize(room.size() * 2);
        else
            return found == nullptr ? "" : found->*name;
    }
}

} // namespace

std::string_view IdNames::find(uint32_t id) {
    if (const auto known = names_.find(id); known != names_.end())
        return known->second;
    if (names_.size() >= most_)
        names_.clear();
    return names_.emplace(id, look_up_(id)).first->second;
}

UserNames::UserNames(size_t most)
    : IdNames([](uint32_t id) { return look_up(getpwuid_r, id, &passwd::pw_name); }, most) {}

GroupNames::GroupNames(size_t most)
    : IdNames([](uint32_t id) { return look_up(getgrgid_r, id, &group::gr_name); }, most) {}

} // namespace fileaudit
