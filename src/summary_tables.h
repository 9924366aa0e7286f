// SPDX-License-Identifier: GPL-2.0-only
// Tables one below the other: the one at the end of a watch (--summary), and those of `top` where
// there is no screen to draw on.
#pragma once

#include "view.h"

namespace fileaudit {

// One table, plain (see append_table() for `width`), or as JSON if that is the format.
void append_summary(const ViewSource& source, SortBy sort, std::optional<size_t> rows,
                    std::optional<size_t> width = std::nullopt);

// --summary: behind the events, an empty line between them.
class TableAtEnd final : public View {
public:
    explicit TableAtEnd(const ViewSource& source) : source_(source) {}

    void finish() override;

private:
    ViewSource source_;
};

// top: one after each interval and one at the end; as text with the time above each.
class TablesByInterval final : public View {
public:
    explicit TablesByInterval(const ViewSource& source);

    uint64_t due_ns() const override { return due_ns_; }
    void show(const Ledger&) override;
    void finish() override;

private:
    void append_next();

    ViewSource source_;
    bool first_ = true;
    uint64_t due_ns_;
};

} // namespace fileaudit
