// SPDX-License-Identifier: GPL-2.0-only
// Pure: what is recorded, as the bytes of a recording. Names go into it before the first event that
// has them, since the machine that replays it has other accounts, cgroups and libraries.
#pragma once

#include "event/event.h"
#include "event/ledger.h"
#include "format/time_format.h"
#include "record/frames.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace fileaudit {

class Recorder {
public:
    // `write` is called when much is in bytes() in the midst of many events.
    explicit Recorder(const RecordingHeader& header, std::function<void()> write = nullptr)
        : write_(std::move(write)) {
        writer_.bytes() = header_bytes(header);
    }

    // The wall clock of the events that follow.
    void clock(WallClock clock) { clock_ = clock; }

    // One record, and the event it was decoded to, with its names.
    void event(std::string_view record, const Event& named);

    // What became of all events up to `monotonic_ns`; written when it is other than before.
    void losses(const Ledger& ledger, uint64_t monotonic_ns);

    // The last; `ledger` as losses().
    void finish(const Ledger& ledger, uint64_t monotonic_ns);

    // Has it written now, by whoever was given at the start.
    void write() const {
        if (write_)
            write_();
    }

    // What is not in the file yet: whole frames. Whoever has written them clears it.
    std::string& bytes() { return writer_.bytes(); }

private:
    using Names = std::unordered_map<uint32_t, std::string>;
    struct Cgroup {
        std::string path, container;
    };

    void name(FrameType type, Names& known, uint32_t id, std::string_view name);
    void cgroup(uint64_t id, std::string_view path, std::string_view container);
    void stack(const Event& event);
    uint32_t text(std::string_view text);
    void write_clock();
    void write_losses(const Ledger& ledger, uint64_t monotonic_ns);

    std::function<void()> write_;
    FrameWriter writer_;
    WallClock clock_;
    std::optional<int64_t> written_offset_;
    Names users_, groups_;
    std::unordered_map<uint64_t, Cgroup> cgroups_;
    std::unordered_map<std::string, uint32_t> texts_;
    std::vector<uint32_t> stack_;
    std::string key_; // of a look into texts_
    uint64_t events_ = 0;
    std::optional<Ledger> told_;
};

} // namespace fileaudit
