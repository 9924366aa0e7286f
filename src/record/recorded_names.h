// SPDX-License-Identifier: GPL-2.0-only
// Pure: the names that a recording has for the numbers of its events.
#pragma once

#include "event_names.h"
#include "record/record_file.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace fileaudit {

class RecordedNames final : public EventNames {
public:
    // `keeps_stacks`: an event may be named again when others were named meanwhile (--chains).
    explicit RecordedNames(bool keeps_stacks) : keeps_stacks_(keeps_stacks) {}

    // Takes in a frame of a name; false when it does not add up. Others it leaves alone.
    bool take(FrameType type, std::string_view payload);

    // The first event named after the frame of a stack is the one whose stack that is.
    void name(Event& event) override;

private:
    struct Cgroup {
        std::string path, container;
    };

    bool take_cgroup(std::string_view payload);
    bool take_text(std::string_view payload);
    bool take_stack(std::string_view payload);
    void name_stack(Event& event);

    bool keeps_stacks_;
    std::unordered_map<uint32_t, std::string> users_, groups_;
    std::unordered_map<uint64_t, Cgroup> cgroups_;
    std::vector<std::string> texts_;
    std::vector<uint32_t> stack_;
    std::unordered_map<std::string, std::vector<std::string>> kept_; // by the bytes of a stack
    std::vector<std::string_view> frame_names_;
};

} // namespace fileaudit
