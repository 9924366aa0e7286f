// SPDX-License-Identifier: GPL-2.0-only
// The one room that knows libbpf: load, attach, read the ring and the counters.
#pragma once

#include "../bpf/event.h"
#include "attach_plan.h"
#include "kernel_features.h"
#include "options.h"
#include "result.h"

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>

struct fileaudit_bpf;
struct ring_buffer;

namespace fileaudit {

// What the kernel side counted since attaching, by enum fa_counter, over all CPUs.
using KernelCounts = std::array<uint64_t, FA_CNT_COUNT>;

class Session {
public:
    // One record's bytes, valid during the call. False: stop reading for now.
    using OnRecord = std::function<bool(const void* data, size_t size)>;

    // Loads and attaches the programs of one attempt. `pids`: only these processes (empty:
    // all); `follow`: and whatever they fork. The error's message is the reason alone.
    static Result<std::unique_ptr<Session>> start(const Attempt& attempt, const Options& options,
                                                  const Features& features,
                                                  std::span<const uint32_t> pids, bool follow);
    ~Session();
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;

    // While armed, our own opens and mmaps come through, marked FA_EV_CANARY.
    void arm_canary(bool armed);

    // Hands over the records in the ring, at most `limit`, and returns how many.
    size_t consume(size_t limit, const OnRecord& on_record);

    // Readable when much is unread; otherwise the reader comes by on its own.
    int wake_fd() const;

    // Takes effect at once; what is in the ring stays readable.
    void detach();

    // Needs no system call and so no privileges.
    KernelCounts counts() const;

    // How often the kernel skipped a nested run of a program (bpf_prog_info.recursion_misses).
    uint64_t recursion_misses() const;

private:
    Session() = default;
    static int on_sample(void* self, void* data, size_t size);

    struct SkeletonFree {
        void operator()(::fileaudit_bpf* skeleton) const;
    };
    struct RingFree {
        void operator()(ring_buffer* ring) const;
    };

    std::unique_ptr<::fileaudit_bpf, SkeletonFree> skeleton_;
    std::unique_ptr<ring_buffer, RingFree> ring_;
    const void* counters_ = nullptr; // the counters map, mapped read-only
    size_t counters_bytes_ = 0;
    size_t cpus_ = 0;
    // while consuming
    const OnRecord* on_record_ = nullptr;
    size_t left_ = 0;
    size_t taken_ = 0;
};

} // namespace fileaudit
