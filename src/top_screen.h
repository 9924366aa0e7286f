// SPDX-License-Identifier: GPL-2.0-only
// `fileaudit top` on a terminal: one screen, redrawn after each interval and for each key.
#pragma once

#include "terminal.h"
#include "view.h"

namespace fileaudit {

class TopScreen final : public View {
public:
    explicit TopScreen(const ViewSource& source);

    uint64_t due_ns() const override { return due_ns_; }
    void show(const Ledger& ledger) override;
    void finish() override;
    bool owns_terminal() const override { return !finished_; }
    int input_fd() const override { return terminal_.input_fd(); }
    bool take_input() override;
    void resize() override { due_ns_ = 0; }

private:
    std::optional<size_t> rows() const; // how many are shown

    ViewSource source_;
    SortBy sort_;
    TimeFormat time_;
    Terminal terminal_;
    ScreenSize size_;
    uint64_t due_ns_ = 0; // the first one at once
    uint64_t next_ns_;
    bool finished_ = false;
};

} // namespace fileaudit
