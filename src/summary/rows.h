// SPDX-License-Identifier: GPL-2.0-only
// The rows of a summary: the kernel's counts joined with the keys that records told. Pure.
#pragma once

#include "cli/options.h"
#include "event/event.h"

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace fileaudit {

// A path that outlives its event.
struct KeptPath {
    std::string text;
    uint16_t status = FA_ST_ABSENT;

    Path path() const { return {status, text}; }
    auto operator<=>(const KeptPath&) const = default;
};

// What makes a row: of those fields that are among the keys; the others are as here. Ordered as
// uniq_words are.
struct RowKeys {
    uint32_t pid = 0, tid = 0, ppid = 0, uid = 0, gid = 0;
    std::string comm;
    fa_op op = FA_OP_OPEN;
    std::string access; // in words
    uint32_t mntns = 0;
    std::string fstype;
    uint32_t dev_major = 0, dev_minor = 0;
    uint64_t ino = 0;
    std::array<KeptPath, FA_PATH_COUNT> paths;
    uint16_t error = 0;
    fa_via via = FA_VIA_UNKNOWN;
    std::string cgroup_path; // "": not known
    uint64_t cgroup = 0;

    auto operator<=>(const RowKeys&) const = default;
};

// `keys`: enum fa_uniq_key bits.
RowKeys row_keys(const Event& event, uint32_t keys);

struct RowCounts {
    uint64_t opens = 0, failures = 0, maps = 0, execs = 0, processes = 0, map_bytes = 0;

    uint64_t events() const { return opens + failures + maps + execs; }
};

// Of the column that rows are ordered by.
uint64_t value(const RowCounts& counts, SortBy column);

struct Row {
    const RowKeys* keys = nullptr; // never null; of the Rows that made it
    RowCounts counts;
};

struct Table {
    uint32_t by = 0;       // enum fa_uniq_key bits
    std::vector<Row> rows; // most first
    size_t left_out = 0;   // rows beyond the limit
    RowCounts total;       // of all rows, whether left out or without a name
    RowCounts not_named;   // of the rows whose keys no record told
};
// `total.processes` and `not_named.processes` are 0: one process may be in several rows.

class Rows {
public:
    // `by`: enum fa_uniq_key bits, what makes a row in the kernel.
    explicit Rows(uint32_t by) : by_(by) {}

    // The keys of the event's row, if they are not known yet. Nothing for an event of no row.
    void learn(const Event& event);

    // The event's row is none that was asked for.
    void refuse(const Event& event);

    // `totals` as the kernel has them: by row, and a row may be empty. At most `most` rows.
    Table table(std::span<const fa_total> totals, SortBy sort, std::optional<size_t> most) const;

    struct Events {
        uint64_t counted = 0, refused = 0;
    };
    // How many events are in the rows, and in the refused ones.
    Events events(std::span<const fa_total> totals) const;

private:
    struct Known {
        std::unique_ptr<const RowKeys> keys; // null: not told yet, or refused
        bool refused = false;
    };

    Known* find_or_add(const Event& event);
    const Known& known(size_t row) const;

    uint32_t by_;
    std::vector<Known> known_; // by row
};

} // namespace fileaudit
