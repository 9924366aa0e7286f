// SPDX-License-Identifier: GPL-2.0-only
// The loss ledger: every event seen is shown, left out as asked (filtered,
// folded, sampled out, over the rate) or lost for a named reason.
#pragma once

#include <array>
#include <cstdint>
#include <string>

namespace fileaudit {

enum class Loss : uint8_t {
    ring_full,         // the ring buffer had no room
    scratch_busy,      // every scratch slot of the CPU was in use
    recursion_skipped, // the kernel skipped a nested run of a program
    path_undecided,    // a path filter met a truncated or unstable path
    track_full,        // a forked child could not be tracked
    totals_full,       // a summary had no room for one more row
    decode_error,      // a record did not parse
    count
};

inline constexpr size_t loss_reasons = static_cast<size_t>(Loss::count);

// The reason's name, as in the JSON loss record and the closing line: "ring_full", …
const char* loss_name(Loss reason);

struct Ledger {
    uint64_t shown = 0;
    bool only_counted = false; // those shown are in a summary alone
    // In the kernel and in user space together; asked for, so no losses.
    uint64_t filtered = 0;
    uint64_t folded = 0;    // --uniq: shown before
    uint64_t sampled = 0;   // --sample: not among the ones kept
    uint64_t over_rate = 0; // --rate: more than so many in that second
    std::array<uint64_t, loss_reasons> lost{};

    uint64_t& operator[](Loss reason) { return lost[static_cast<size_t>(reason)]; }
    uint64_t operator[](Loss reason) const { return lost[static_cast<size_t>(reason)]; }
    uint64_t lost_total() const;
    bool operator==(const Ledger&) const = default;
};

// "3 ring_full, 1 decode_error"; "" when nothing was lost.
std::string describe_losses(const Ledger& ledger);

// "120 events shown, 4 filtered, 0 lost"; with losses "120 events shown, 4 filtered, 3 lost
// (3 ring_full)"; with all that can be left out as asked "120 events shown, 4 filtered, 30 folded,
// 12 sampled out, 7 over the rate, 0 lost". A single one is "1 event shown". In a
// summary alone they are "counted".
std::string closing_line(const Ledger& ledger);

} // namespace fileaudit
