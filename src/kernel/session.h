// SPDX-License-Identifier: GPL-2.0-only
// The one room that knows libbpf: load, attach, read the ring and the counters.
#pragma once

#include "../../bpf/event.h"
#include "kernel/attach_plan.h"
#include "kernel/knobs.h"
#include "result.h"

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <utility>

struct fileaudit_bpf;
struct ring_buffer;

namespace fileaudit {

// What the kernel side counted since attaching, by enum fa_counter, over all CPUs.
using KernelCounts = std::array<uint64_t, FA_CNT_COUNT>;

// An array map's values, mapped read-only.
class Mapping {
public:
    Mapping() = default;
    Mapping(Mapping&& other) noexcept
        : data_(std::exchange(other.data_, nullptr)), bytes_(other.bytes_) {}
    Mapping& operator=(Mapping&& other) noexcept {
        std::swap(data_, other.data_);
        std::swap(bytes_, other.bytes_);
        return *this;
    }
    ~Mapping();

    // False: see errno.
    bool map(int map_fd, size_t bytes);
    const void* data() const { return data_; }

private:
    void* data_ = nullptr;
    size_t bytes_ = 0;
};

class Session {
public:
    // One record's bytes, valid during the call. False: stop reading for now.
    using OnRecord = std::function<bool(const void* data, size_t size)>;

    // Loads and attaches the programs of one attempt. The error's message is the reason alone.
    static Result<std::unique_ptr<Session>> start(const Attempt& attempt, const SessionPlan& plan);

    // Loads what inventory() needs and attaches nothing.
    static Result<std::unique_ptr<Session>> start_inventory(const SessionPlan& plan);

    ~Session();
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;

    // Everything that the processes hold open and mapped now, by the filters, as records of
    // FA_OP_HELD_OPEN, then of FA_OP_HELD_MAP.
    Result<void> inventory(const std::function<void(const void*, size_t)>& on_record) const;

    // The inventory is complete: what only it needed is detached.
    void end_inventory();

    // Takes a process that has ended out of the filter on pids, should it be there still: it
    // may have ended before its end could be noticed.
    void forget_pid(uint32_t pid);

    // How many of the processes that the filter on pids includes have not ended. Needs no
    // system call.
    uint64_t tracked_left() const;

    // While armed, our own opens and mmaps come through, marked FA_EV_CANARY.
    void arm_canary(bool armed);

    // Hands over the records in the ring, at most `limit`, and returns how many.
    size_t consume(size_t limit, const OnRecord& on_record);

    // Readable when much is unread; otherwise the reader comes by on its own.
    int wake_fd() const;

    // Makes it readable with the next record, too. One may be in the ring already: look after this.
    void ask_to_be_woken();

    // Takes effect at once; what is in the ring stays readable.
    void detach();

    // Needs no system call and so no privileges.
    KernelCounts counts() const;

    // The rows of the summary that are in use; empty when none is made. Needs no system call.
    std::span<const fa_total> totals() const;

    // How often the kernel skipped a nested run of a program (bpf_prog_info.recursion_misses).
    uint64_t recursion_misses() const;

private:
    Session() = default;
    static Result<std::unique_ptr<Session>> load(const Attempt* attempt, const SessionPlan& plan);
    int learn_own_ids();
    int learn_same_files(const Choice<Fd>& files);
    int join_descendants();
    static int on_sample(void* self, void* data, size_t size);

    struct SkeletonFree {
        void operator()(::fileaudit_bpf* skeleton) const;
    };
    struct RingFree {
        void operator()(ring_buffer* ring) const;
    };

    std::unique_ptr<::fileaudit_bpf, SkeletonFree> skeleton_;
    std::unique_ptr<ring_buffer, RingFree> ring_;
    Mapping counters_, totals_;
    size_t cpus_ = 0;
    uint64_t pids_given_ = 0; // included ones
    // while consuming
    const OnRecord* on_record_ = nullptr;
    size_t left_ = 0;
    size_t taken_ = 0;
};

} // namespace fileaudit
