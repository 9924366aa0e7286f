// SPDX-License-Identifier: GPL-2.0-only
#include "lookup/user_names.h"

#include <cerrno>
#include <pwd.h>
#include <vector>

namespace fileaudit {
namespace {

// A record that takes more room than this (bytes) is not waited for.
constexpr size_t largest_record = 1u << 20;

std::string look_up_name(uint32_t uid) {
    std::vector<char> room(4096);
    for (;;) {
        passwd entry{};
        passwd* found = nullptr;
        const int error = getpwuid_r(uid, &entry, room.data(), room.size(), &found);
        if (error == ERANGE && room.size() < largest_record)
            room.resize(room.size() * 2);
        else
            return found == nullptr ? "" : found->pw_name;
    }
}

} // namespace

std::string_view UserNames::find(uint32_t uid) {
    if (const auto known = names_.find(uid); known != names_.end())
        return known->second;
    if (names_.size() >= most_)
        names_.clear();
    return names_.emplace(uid, look_up_name(uid)).first->second;
}

} // namespace fileaudit
