// SPDX-License-Identifier: GPL-2.0-only
// The names of users and groups by their ids, from the databases of this system.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>

namespace fileaudit {

class IdNames {
public:
    using LookUp = std::string (*)(uint32_t id); // "" when there is none

    explicit IdNames(LookUp look_up, size_t most = 4096) : look_up_(look_up), most_(most) {}

    // "" when nobody has the id, or the database does not answer. Asked once for each id, unless
    // more than `most` have been. Valid until the next call.
    std::string_view find(uint32_t id);

private:
    LookUp look_up_;
    size_t most_;
    std::unordered_map<uint32_t, std::string> names_;
};

// Login names.
class UserNames : public IdNames {
public:
    explicit UserNames(size_t most = 4096);
};

class GroupNames : public IdNames {
public:
    explicit GroupNames(size_t most = 4096);
};

} // namespace fileaudit
