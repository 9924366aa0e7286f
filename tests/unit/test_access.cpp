// SPDX-License-Identifier: GPL-2.0-only
// How an event uses its file. The flags are written as numbers, as x86-64 has them: libc's own
// names differ from the kernel's.
#include "filter/access.h"
#include "sample.h"

#include <doctest/doctest.h>

using namespace fileaudit;

TEST_CASE("access: of an open, from its flags and mode") {
    const struct {
        uint32_t flags, mode, access;
    } rows[] = {
        {0, 0x1, FA_ACC_READ},
        {01, 0x2, FA_ACC_WRITE},
        {02, 0x3, FA_ACC_READ | FA_ACC_WRITE},
        {03, 0x0, 0}, // for ioctl(2) only
        {02000000, 0x1, FA_ACC_READ},
        {02001, 0x2, FA_ACC_WRITE | FA_ACC_APPEND},
        {0101, 0x2, FA_ACC_WRITE | FA_ACC_CREATE},
        {0301, 0x2, FA_ACC_WRITE | FA_ACC_CREATE | FA_ACC_EXCL},
        {01000, 0x1, FA_ACC_READ | FA_ACC_TRUNC},
        {0200000, 0x1, FA_ACC_READ}, // O_DIRECTORY alone
        {020200002, 0x3, FA_ACC_READ | FA_ACC_WRITE | FA_ACC_TMPFILE},
        {0x20, 0x1, FA_ACC_READ | FA_ACC_EXECUTE | FA_ACC_EXEC}, // for execve(2)
        {010000000, 0x4000, FA_ACC_PATH},
        {010200002, 0x4000, FA_ACC_PATH},
        {0, 0x4000, FA_ACC_PATH},
        {010000000, 0, FA_ACC_PATH},
    };
    for (const fa_op op : {FA_OP_OPEN, FA_OP_HELD_OPEN}) {
        for (const auto& row : rows) {
            CAPTURE(row.flags);
            Event event = sample_event();
            event.op = op;
            event.open_flags = row.flags;
            event.open_mode = row.mode;
            event.prot = 7; // of maps only
            event.map_flags = 1;
            CHECK(access_bits(event) == row.access);
            CHECK(sharing_bits(event) == 0);
        }
    }
}

TEST_CASE("access: of a map, from its protection and flags") {
    const struct {
        uint32_t prot, flags, access, sharing;
    } rows[] = {
        {0, 0x02, 0, FA_PRIVATE},
        {1, 0x02, FA_ACC_READ, FA_PRIVATE},
        {2, 0x01, FA_ACC_WRITE, FA_SHARED},
        {5, 0x802, FA_ACC_READ | FA_ACC_EXECUTE, FA_PRIVATE},
        {7, 0x03, FA_ACC_READ | FA_ACC_WRITE | FA_ACC_EXECUTE, FA_SHARED}, // MAP_SHARED_VALIDATE
        {1, 0x11, FA_ACC_READ, FA_SHARED},
        {1, 0x08, FA_ACC_READ, FA_PRIVATE}, // MAP_DROPPABLE
    };
    for (const fa_op op : {FA_OP_MMAP, FA_OP_HELD_MAP}) {
        for (const auto& row : rows) {
            CAPTURE(row.prot);
            Event event = sample_event();
            event.op = op;
            event.open_flags = 02002; // of opens only
            event.prot = row.prot;
            event.map_flags = row.flags;
            CHECK(access_bits(event) == row.access);
            CHECK(sharing_bits(event) == row.sharing);
        }
    }
}

TEST_CASE("access: of an exec") {
    Event event = sample_event();
    event.op = FA_OP_EXEC;
    CHECK(access_bits(event) == (FA_ACC_EXECUTE | FA_ACC_EXEC));
    CHECK(sharing_bits(event) == 0);
}
