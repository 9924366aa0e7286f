// SPDX-License-Identifier: GPL-2.0-only
#include "lookup/lookup_accounts.h"

#include "filter/id_range.h"
#include "format/escape.h"
#include "lookup/nearest.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fmt/format.h>
#include <grp.h>
#include <optional>
#include <pwd.h>
#include <string_view>
#include <vector>

namespace fileaudit {
namespace {

constexpr size_t most_names = 10000;     // looked at for a suggestion
constexpr size_t largest_record = 16u << 20;

struct Words {
    const char* option;
    const char* one; // "user"
    const char* lister;
};
constexpr Words user_words{"--uid", "user", "getent passwd"};
constexpr Words group_words{"--gid", "group", "getent group"};

// getpwnam_r() and getgrnam_r() with the room they ask for. 0 when the name is in `entry`,
// ENOENT when nobody has it, else what failed.
template<class Entry, class Get> int get_entry(Get get, const std::string& name, Entry& entry) {
    std::vector<char> room(4096);
    for (;;) {
        Entry* found = nullptr;
        const int error = get(name.c_str(), &entry, room.data(), room.size(), &found);
        if (error == ERANGE && room.size() < largest_record) {
            room.resize(room.size() * 2);
            continue;
        }
        if (found != nullptr)
            return 0;
        // getpwnam(3): these, too, can mean that there is no such name
        const bool none = error == 0 || error == ESRCH || error == EBADF || error == EPERM;
        return none ? ENOENT : error;
    }
}

// `next` answers one name after another, then null.
template<class Next> std::vector<std::string> names_from(Next next) {
    std::vector<std::string> names;
    while (names.size() < most_names) {
        const char* const name = next();
        if (name == nullptr)
            break;
        names.emplace_back(name);
    }
    return names;
}

std::vector<std::string> group_names() {
    setgrent();
    auto names = names_from([]() -> const char* {
        const group* const entry = getgrent();
        return entry == nullptr ? nullptr : entry->gr_name;
    });
    endgrent();
    return names;
}

tl::unexpected<Error> no_such(int error, const std::string& text,
                              const std::vector<std::string>& names, const Words& words) {
    if (error != ENOENT)
        return fail(Exit::failure, fmt::format("{}: cannot look up the {} '{}': {}", words.option,
                                               words.one, escaped(text), strerror(error)));
    return fail(Exit::usage,
                fmt::format("{}: '{}' is no {} of this system{}", words.option, escaped(text),
                            words.one,
                            suggestion(text, names, fmt::format("; {} lists them", words.lister))));
}

} // namespace

std::vector<std::string> user_names() {
    setpwent();
    auto names = names_from([]() -> const char* {
        const passwd* const entry = getpwent();
        return entry == nullptr ? nullptr : entry->pw_name;
    });
    endpwent();
    return names;
}

Result<IdRange> find_user(const std::string& text) {
    if (auto range = parse_id_range(text, user_words.option))
        return *range;
    passwd entry{};
    if (const int error = get_entry(getpwnam_r, text, entry))
        return no_such(error, text, user_names(), user_words);
    return IdRange{entry.pw_uid, entry.pw_uid};
}

Result<IdRange> find_group(const std::string& text) {
    if (auto range = parse_id_range(text, group_words.option))
        return *range;
    group entry{};
    if (const int error = get_entry(getgrnam_r, text, entry))
        return no_such(error, text, group_names(), group_words);
    return IdRange{entry.gr_gid, entry.gr_gid};
}

} // namespace fileaudit
