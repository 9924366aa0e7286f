// SPDX-License-Identifier: GPL-2.0-only
#include "event/held_files.h"

#include <doctest/doctest.h>

using namespace fileaudit;

namespace {

constexpr uint32_t pid = 7;

Event opened(fa_op op, uint64_t ts, uint64_t file, uint64_t ino) {
    Event e;
    e.op = op;
    e.pid = pid;
    e.ts_ns = ts;
    e.file = file;
    e.ino = ino;
    e.fd = 3;
    return e;
}

Event mapped(fa_op op, uint64_t ts, uint64_t ino, uint64_t start = 0x1000) {
    Event e = opened(op, ts, 0xf11e, ino);
    e.map_start = start;
    e.map_end = start + 0x1000;
    return e;
}

Event of(uint32_t other, Event e) {
    e.pid = other;
    return e;
}

Event begun(uint64_t at, Event e) {
    e.begun_ns = at;
    return e;
}

} // namespace

TEST_CASE("a live event is told already when it led to what was found later") {
    const Event found_open = opened(FA_OP_HELD_OPEN, 100, 0xa, 1);
    const Event found_map = mapped(FA_OP_HELD_MAP, 100, 1);
    struct Case {
        const char* name;
        std::vector<Event> held, live;
        std::vector<bool> told;
    };
    const Case cases[] = {
        {"nothing is held", {}, {opened(FA_OP_OPEN, 50, 0xa, 1)}, {false}},
        {"opened before", {found_open}, {opened(FA_OP_OPEN, 50, 0xa, 1)}, {true}},
        {"opened after", {found_open}, {opened(FA_OP_OPEN, 150, 0xa, 1)}, {false}},
        {"returned after, but begun before",
         {found_open},
         {begun(99, opened(FA_OP_OPEN, 150, 0xa, 1))},
         {true}},
        {"begun after", {found_open}, {begun(101, opened(FA_OP_OPEN, 150, 0xa, 1))}, {false}},
        {"another open of the same file", {found_open}, {opened(FA_OP_OPEN, 50, 0xb, 1)}, {false}},
        {"its struct file was another file's before",
         {found_open},
         {opened(FA_OP_OPEN, 50, 0xa, 2)},
         {false}},
        {"opened, closed, opened again: the last is held",
         {found_open},
         {opened(FA_OP_OPEN, 50, 0xa, 1), opened(FA_OP_OPEN, 60, 0xa, 1)},
         {false, true}},
        {"of another process", {found_open}, {of(8, opened(FA_OP_OPEN, 50, 0xa, 1))}, {false}},
        {"a map is no open", {found_open}, {mapped(FA_OP_MMAP, 50, 1)}, {false}},
        {"mapped before", {found_map}, {mapped(FA_OP_MMAP, 50, 1)}, {true}},
        {"every map of the file",
         {found_map},
         {mapped(FA_OP_MMAP, 50, 1), mapped(FA_OP_MMAP, 60, 1)},
         {true, true}},
        {"mapped after", {found_map}, {mapped(FA_OP_MMAP, 150, 1)}, {false}},
        {"another file mapped", {found_map}, {mapped(FA_OP_MMAP, 50, 2)}, {false}},
        {"an exec is never held",
         {found_open, found_map},
         {opened(FA_OP_EXEC, 50, 0xa, 1)},
         {false}},
    };
    for (const Case& c : cases) {
        CAPTURE(c.name);
        HeldFiles files;
        for (const Event& held : c.held)
            CHECK(files.add(held));
        CHECK(files.told_already(c.live) == c.told);
    }
}

TEST_CASE("what threads that share it list again is told once") {
    HeldFiles files;
    CHECK(files.add(opened(FA_OP_HELD_OPEN, 100, 0xa, 1)));
    CHECK_FALSE(files.add(opened(FA_OP_HELD_OPEN, 110, 0xa, 1)));
    CHECK(files.add(opened(FA_OP_HELD_OPEN, 120, 0xb, 1))); // the descriptor was used again
    CHECK(files.add(of(8, opened(FA_OP_HELD_OPEN, 130, 0xa, 1))));
    CHECK(files.add(mapped(FA_OP_HELD_MAP, 140, 1)));
    CHECK_FALSE(files.add(mapped(FA_OP_HELD_MAP, 150, 1)));
    CHECK(files.add(mapped(FA_OP_HELD_MAP, 160, 1, 0x2000)));
}
