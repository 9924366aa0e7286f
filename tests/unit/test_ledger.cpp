// SPDX-License-Identifier: GPL-2.0-only
// The loss ledger in words.
#include "event/ledger.h"

#include <doctest/doctest.h>
#include <set>

using namespace fileaudit;

TEST_CASE("ledger: nothing lost") {
    Ledger ledger;
    ledger.shown = 120;
    ledger.filtered = 4;
    CHECK(ledger.lost_total() == 0);
    CHECK(describe_losses(ledger).empty());
    CHECK(closing_line(ledger) == "120 events shown, 4 filtered, 0 lost");
}

TEST_CASE("ledger: one event is no events") {
    const struct {
        uint64_t shown;
        const char* line;
    } rows[] = {
        {0, "0 events shown, 1 filtered, 0 lost"},
        {1, "1 event shown, 1 filtered, 0 lost"},
        {2, "2 events shown, 1 filtered, 0 lost"},
    };
    for (const auto& row : rows) {
        Ledger ledger;
        ledger.shown = row.shown;
        ledger.filtered = 1;
        CHECK(closing_line(ledger) == row.line);
    }
}

TEST_CASE("ledger: events that are only counted") {
    Ledger ledger;
    ledger.shown = 12;
    ledger.only_counted = true;
    CHECK(closing_line(ledger) == "12 events counted, 0 filtered, 0 lost");
}

TEST_CASE("ledger: losses by reason") {
    Ledger ledger;
    ledger.shown = 120;
    ledger.filtered = 4;
    ledger[Loss::decode_error] = 1;
    ledger[Loss::ring_full] = 3;
    CHECK(ledger.lost_total() == 4);
    CHECK(describe_losses(ledger) == "3 ring_full, 1 decode_error");
    CHECK(closing_line(ledger) ==
          "120 events shown, 4 filtered, 4 lost (3 ring_full, 1 decode_error)");
}

TEST_CASE("ledger: what was left out as asked is told where there is some, and is no loss") {
    const struct {
        uint64_t folded, sampled, over_rate;
        const char* line;
    } rows[] = {
        {30, 12, 7,
         "120 events shown, 4 filtered, 30 folded, 12 sampled out, 7 over the rate, 0 lost"},
        {30, 0, 0, "120 events shown, 4 filtered, 30 folded, 0 lost"},
        {0, 12, 0, "120 events shown, 4 filtered, 12 sampled out, 0 lost"},
        {0, 0, 7, "120 events shown, 4 filtered, 7 over the rate, 0 lost"},
    };
    for (const auto& row : rows) {
        Ledger ledger;
        ledger.shown = 120;
        ledger.filtered = 4;
        ledger.folded = row.folded;
        ledger.sampled = row.sampled;
        ledger.over_rate = row.over_rate;
        CHECK(ledger.lost_total() == 0);
        CHECK(closing_line(ledger) == row.line);
    }
}

TEST_CASE("ledger: every reason has a name of its own") {
    std::set<std::string> names;
    for (size_t i = 0; i < loss_reasons; ++i)
        names.insert(loss_name(static_cast<Loss>(i)));
    CHECK(names.size() == loss_reasons);
    CHECK(names.count("unknown") == 0);
}
