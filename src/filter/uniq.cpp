// SPDX-License-Identifier: GPL-2.0-only
// A combination is a byte string: numbers in eight bytes each, texts after their length, so that
// no two combinations share one.
#include "filter/uniq.h"

#include "filter/access.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace fileaudit {

namespace {

constexpr uint32_t key_of_path(size_t which) {
    return static_cast<uint32_t>(FA_KEY_PATH) << which;
}

void append(std::string& out, uint64_t number) {
    char bytes[sizeof(number)];
    std::memcpy(bytes, &number, sizeof(number));
    out.append(bytes, sizeof(bytes));
}

void append(std::string& out, std::string_view text) {
    append(out, uint64_t{text.size()});
    out.append(text);
}

// Whether all texts among the keys are known to their first byte.
bool is_whole(const Event& event, uint32_t keys) {
    for (size_t which = 0; which < FA_PATH_COUNT; ++which)
        if ((keys & key_of_path(which)) != 0 &&
            (event.paths[which].status & (FA_ST_TRUNCATED | FA_ST_UNSTABLE)) != 0)
            return false;
    return true;
}

} // namespace

Uniq::Uniq(uint32_t keys, size_t most) : keys_(keys), most_(std::max<size_t>(most, 1)) {}

bool Uniq::met_before(const Event& event) {
    return is_whole(event, keys_) && renew(combination(event));
}

void Uniq::remember(const Event& event) {
    if (!is_whole(event, keys_))
        return;
    std::string met = combination(event);
    if (renew(met))
        return;
    if (by_age_.size() == most_) {
        known_.erase(by_age_.back());
        by_age_.pop_back();
    }
    by_age_.push_front(std::move(met));
    known_.emplace(by_age_.front(), by_age_.begin());
}

bool Uniq::renew(std::string_view met) {
    const auto known = known_.find(met);
    if (known == known_.end())
        return false;
    by_age_.splice(by_age_.begin(), by_age_, known->second);
    return true;
}

std::string Uniq::combination(const Event& event) const {
    std::string out;
    const struct {
        uint32_t key;
        uint64_t number;
    } numbers[] = {
        {FA_KEY_PID, event.pid},
        {FA_KEY_TID, event.tid},
        {FA_KEY_PPID, event.ppid},
        {FA_KEY_UID, event.uid},
        {FA_KEY_GID, event.gid},
        {FA_KEY_OP, event.op},
        {FA_KEY_ACCESS, uint64_t{sharing_bits(event)} << 32 | access_bits(event)},
        {FA_KEY_MNTNS, event.mntns},
        {FA_KEY_INO, uint64_t{event.dev_major} << 32 | event.dev_minor},
        {FA_KEY_INO, event.ino},
        {FA_KEY_ERRNO, event.error},
        {FA_KEY_VIA, event.via},
        {FA_KEY_CGROUP, event.cgroup},
    };
    for (const auto& [key, number] : numbers)
        if ((keys_ & key) != 0)
            append(out, number);
    if ((keys_ & FA_KEY_COMM) != 0)
        append(out, event.comm);
    if ((keys_ & FA_KEY_FSTYPE) != 0)
        append(out, event.fstype);
    for (size_t which = 0; which < FA_PATH_COUNT; ++which) {
        if ((keys_ & key_of_path(which)) == 0)
            continue;
        append(out, uint64_t{event.paths[which].status});
        append(out, event.paths[which].text);
    }
    return out;
}

} // namespace fileaudit
