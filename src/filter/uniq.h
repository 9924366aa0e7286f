// SPDX-License-Identifier: GPL-2.0-only
// --uniq in user space: which combinations of an event's fields were met before. Bounded: the
// least recently met is forgotten, and would be shown again. The kernel's own is bpf/uniq.bpf.h.
#pragma once

#include "../../bpf/filter_abi.h"
#include "event/event.h"

#include <cstdint>
#include <list>
#include <string>
#include <string_view>
#include <unordered_map>

namespace fileaudit {

class Uniq {
public:
    // `keys`: enum fa_uniq_key bits, not 0. `most`: combinations remembered.
    explicit Uniq(uint32_t keys, size_t most = FA_UNIQ_MAX);
    Uniq(Uniq&&) = default;
    Uniq(const Uniq&) = delete; // known_ points into by_age_

    // Whether this combination was met before; then it is the most recently met. Never for an
    // event with a truncated or unstable path among its keys: nobody knows.
    bool met_before(const Event& event);

    // From now on it was.
    void remember(const Event& event);

private:
    std::string combination(const Event& event) const;
    bool renew(std::string_view met); // whether it is known; then it is the most recently met

    uint32_t keys_;
    size_t most_;
    std::list<std::string> by_age_; // the most recently met first
    std::unordered_map<std::string_view, std::list<std::string>::iterator> known_;
};

} // namespace fileaudit
