// SPDX-License-Identifier: GPL-2.0-only
#include "record/recorded_names.h"

#include "record/frames.h"

namespace fileaudit {

namespace {

constexpr size_t most_stacks = 4096; // kept

// As Recorder does, so that both forget the same.
template<class Names> auto& entry_of(Names& names, typename Names::key_type id) {
    if (names.size() == most_names && !names.contains(id))
        names.clear();
    return names[id];
}

bool take_name(std::unordered_map<uint32_t, std::string>& names, std::string_view payload) {
    if (payload.size() < sizeof(uint32_t) || payload.size() > sizeof(uint32_t) + longest_name)
        return false;
    entry_of(names, raw_at<uint32_t>(payload, 0)) = payload.substr(sizeof(uint32_t));
    return true;
}

template<class Names> std::string_view find(const Names& names, uint32_t id) {
    const auto known = names.find(id);
    return known == names.end() ? std::string_view() : std::string_view(known->second);
}

} // namespace

bool RecordedNames::take(FrameType type, std::string_view payload) {
    switch (type) {
    case FrameType::user:
        return take_name(users_, payload);
    case FrameType::group:
        return take_name(groups_, payload);
    case FrameType::cgroup:
        return take_cgroup(payload);
    case FrameType::text:
        return take_text(payload);
    case FrameType::stack:
        return take_stack(payload);
    default:
        return true;
    }
}

bool RecordedNames::take_cgroup(std::string_view payload) {
    constexpr size_t texts = sizeof(uint64_t) + sizeof(uint16_t);
    if (payload.size() < texts)
        return false;
    const size_t length = raw_at<uint16_t>(payload, sizeof(uint64_t));
    const std::string_view both = payload.substr(texts);
    if (length > both.size() || length > longest_name || both.size() - length > longest_name ||
        (length != 0 && both.front() != '/'))
        return false;
    entry_of(cgroups_, raw_at<uint64_t>(payload, 0)) = {std::string(both.substr(0, length)),
                                                        std::string(both.substr(length))};
    return true;
}

bool RecordedNames::take_text(std::string_view payload) {
    if (payload.size() < sizeof(uint32_t) || payload.size() > sizeof(uint32_t) + longest_text)
        return false;
    const auto number = raw_at<uint32_t>(payload, 0);
    // they are given one after the other, from 0 again when there is no room for more
    if (number >= most_texts || number > texts_.size())
        return false;
    if (number == texts_.size())
        texts_.emplace_back();
    texts_[number] = payload.substr(sizeof(uint32_t));
    return true;
}

bool RecordedNames::take_stack(std::string_view payload) {
    if (payload.size() % sizeof(uint32_t) != 0 || payload.size() > FA_FRAMES_MAX * sizeof(uint32_t))
        return false;
    stack_.clear();
    for (size_t at = 0; at < payload.size(); at += sizeof(uint32_t)) {
        const auto number = raw_at<uint32_t>(payload, at);
        if (number >= texts_.size())
            return false;
        stack_.push_back(number);
    }
    return true;
}

void RecordedNames::name(Event& event) {
    event.user = find(users_, event.uid);
    event.group = find(groups_, event.gid);
    if (const auto known = cgroups_.find(event.cgroup); known != cgroups_.end()) {
        event.cgroup_path = known->second.path;
        event.container = known->second.container;
    }
    name_stack(event);
}

void RecordedNames::name_stack(Event& event) {
    if (event.stack.empty())
        return;
    std::string key;
    if (keeps_stacks_)
        key.assign(reinterpret_cast<const char*>(event.stack.data()), event.stack.size_bytes());
    frame_names_.clear();
    if (stack_.size() == event.stack.size()) {
        for (const uint32_t number : stack_)
            frame_names_.push_back(texts_[number]);
        if (keeps_stacks_) {
            if (kept_.size() == most_stacks)
                kept_.clear();
            kept_[key].assign(frame_names_.begin(), frame_names_.end());
        }
    } else if (const auto kept = kept_.find(key); kept != kept_.end()) {
        frame_names_.assign(kept->second.begin(), kept->second.end());
    }
    stack_.clear();
    event.frame_names = frame_names_;
}

} // namespace fileaudit
