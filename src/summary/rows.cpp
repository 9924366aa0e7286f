// SPDX-License-Identifier: GPL-2.0-only
#include "summary/rows.h"

#include "format/names.h"

#include <algorithm>
#include <linux/fcntl.h>

namespace fileaudit {

namespace {

// As in the events of the row, but without O_DIRECTORY, which makes no row of its own.
std::string access_words(const Event& event) {
    Event bare = event;
    if ((bare.open_flags & O_TMPFILE) != O_TMPFILE)
        bare.open_flags &= ~static_cast<uint32_t>(O_DIRECTORY);
    Buffer words;
    append_access(words, bare);
    return {words.data(), words.size()};
}

// The kernel goes on counting meanwhile.
RowCounts counts_of(const fa_total& total) {
    return {total.opens, total.failures, total.maps, total.execs, total.processes, total.map_bytes};
}

void add(RowCounts& sum, const RowCounts& counts) {
    sum.opens += counts.opens;
    sum.failures += counts.failures;
    sum.maps += counts.maps;
    sum.execs += counts.execs;
    sum.map_bytes += counts.map_bytes;
}

} // namespace

RowKeys row_keys(const Event& event, uint32_t keys) {
    RowKeys row;
    const auto is_key = [keys](fa_uniq_key key) { return (keys & key) != 0; };
    if (is_key(FA_KEY_PID))
        row.pid = event.pid;
    if (is_key(FA_KEY_TID))
        row.tid = event.tid;
    if (is_key(FA_KEY_PPID))
        row.ppid = event.ppid;
    if (is_key(FA_KEY_UID))
        row.uid = event.uid;
    if (is_key(FA_KEY_GID))
        row.gid = event.gid;
    if (is_key(FA_KEY_COMM))
        row.comm = event.comm;
    if (is_key(FA_KEY_OP))
        row.op = event.op;
    if (is_key(FA_KEY_ACCESS))
        row.access = access_words(event);
    if (is_key(FA_KEY_MNTNS))
        row.mntns = event.mntns;
    if (is_key(FA_KEY_FSTYPE))
        row.fstype = event.fstype;
    if (is_key(FA_KEY_INO)) {
        row.dev_major = event.dev_major;
        row.dev_minor = event.dev_minor;
        row.ino = event.ino;
    }
    for (size_t which = 0; which < FA_PATH_COUNT; ++which)
        if ((keys & static_cast<uint32_t>(FA_KEY_PATH) << which) != 0)
            row.paths[which] = {std::string(event.paths[which].text), event.paths[which].status};
    if (is_key(FA_KEY_ERRNO))
        row.error = event.error;
    if (is_key(FA_KEY_VIA))
        row.via = event.via;
    if (is_key(FA_KEY_CGROUP)) {
        row.cgroup = event.cgroup;
        row.cgroup_path = event.cgroup_path;
    }
    return row;
}

uint64_t value(const RowCounts& counts, SortBy column) {
    switch (column) {
    case SortBy::opens:
        return counts.opens;
    case SortBy::failures:
        return counts.failures;
    case SortBy::maps:
        return counts.maps;
    case SortBy::execs:
        return counts.execs;
    case SortBy::processes:
        return counts.processes;
    case SortBy::mapped:
        return counts.map_bytes;
    }
    return 0;
}

Rows::Known* Rows::find_or_add(const Event& event) {
    if (event.total == 0 || event.total > FA_TOTALS_MAX)
        return nullptr;
    if (event.total > known_.size())
        known_.resize(event.total);
    return &known_[event.total - 1];
}

void Rows::learn(const Event& event) {
    Known* row = find_or_add(event);
    if (row && !row->keys)
        *row = {std::make_unique<const RowKeys>(row_keys(event, by_)), false};
}

void Rows::refuse(const Event& event) {
    Known* row = find_or_add(event);
    if (row && !row->keys)
        row->refused = true;
}

const Rows::Known& Rows::known(size_t row) const {
    static const Known nothing;
    return row < known_.size() ? known_[row] : nothing;
}

Table Rows::table(std::span<const fa_total> totals, SortBy sort, std::optional<size_t> most) const {
    Table table;
    table.by = by_;
    for (size_t i = 0; i < totals.size(); ++i) {
        const RowCounts counts = counts_of(totals[i]);
        const Known& row = known(i);
        if (counts.events() == 0 || row.refused)
            continue;
        add(table.total, counts);
        if (row.keys)
            table.rows.push_back({row.keys.get(), counts});
        else
            add(table.not_named, counts);
    }
    std::stable_sort(table.rows.begin(), table.rows.end(), [&](const Row& a, const Row& b) {
        if (value(a.counts, sort) != value(b.counts, sort))
            return value(a.counts, sort) > value(b.counts, sort);
        if (a.counts.opens != b.counts.opens)
            return a.counts.opens > b.counts.opens;
        return *a.keys < *b.keys;
    });
    if (most && table.rows.size() > *most) {
        table.left_out = table.rows.size() - *most;
        table.rows.erase(table.rows.begin() + static_cast<ptrdiff_t>(*most), table.rows.end());
    }
    return table;
}

Rows::Events Rows::events(std::span<const fa_total> totals) const {
    Events events;
    for (size_t i = 0; i < totals.size(); ++i)
        (known(i).refused ? events.refused : events.counted) += counts_of(totals[i]).events();
    return events;
}

} // namespace fileaudit
