// SPDX-License-Identifier: GPL-2.0-only
// The login names of user ids, by the passwd database of this system.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>

namespace fileaudit {

class UserNames {
public:
    explicit UserNames(size_t most = 4096) : most_(most) {}

    // "" when nobody has the id, or the database does not answer. Asked once for each id, unless
    // more than `most` have been. Valid until the next call.
    std::string_view find(uint32_t uid);

private:
    size_t most_;
    std::unordered_map<uint32_t, std::string> names_;
};

} // namespace fileaudit
