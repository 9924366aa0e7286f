// SPDX-License-Identifier: GPL-2.0-only
// --chains: the failed opens of a search along a path, and the success that may end it, as one
// line. A search is kept until it ends; other threads' events are not held back by it.
#pragma once

#include "event/event.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace fileaudit {

class Chains {
public:
    static constexpr size_t most_attempts = 64; // of one search; then it is shown
    static constexpr uint64_t patience_ns = 200'000'000;

    // What is kept of all searches together; beyond, the one longest without news is shown.
    struct Limits {
        size_t searches = 4096; // one a thread
        size_t bytes = 16u << 20;
    };

    // A line that was kept: the record of a search's last failure, and the failures before it.
    // Both are valid during the call.
    using Show = std::function<void(std::string_view record, std::span<const Tried> tried)>;

    Chains() = default;
    explicit Chains(Limits limits) : limits_(limits) {}

    // `event` was decoded from `record`; events come in the order they are to be shown. First
    // shows every search that it ends. Then nothing, when the event is kept as part of a search;
    // else the failures that are to be shown with it, valid until the next call.
    std::optional<std::span<const Tried>> take(const Event& event, std::string_view record,
                                               const Show& show);

    // Shows the searches without news for `patience_ns`. CLOCK_MONOTONIC, in nanoseconds; all
    // events up to then must have been taken.
    void expire(uint64_t now_ns, const Show& show);

    // Shows all that is kept.
    void finish(const Show& show);

private:
    struct Attempt {
        uint16_t status = 0, error = 0;
        std::string path;
    };
    struct Search {
        uint32_t tid = 0;
        std::string name; // the last component looked for
        std::vector<Attempt> attempts;
        std::string last_record;
        uint64_t last_ns = 0;
        size_t bytes = 0;
    };
    using Searches = std::list<Search>;

    void keep(Searches::iterator search, const Event& event, std::string_view record);
    Search remove(Searches::iterator search);
    void list_tried(const Search& search);
    void show_failed(const Search& search, const Show& show);

    Limits limits_;
    Searches by_age_; // the longest without news first
    std::unordered_map<uint32_t, Searches::iterator> by_tid_;
    size_t bytes_ = 0;
    Search ended_; // what the last take() returned points into these two
    std::vector<Tried> tried_;
};

} // namespace fileaudit
