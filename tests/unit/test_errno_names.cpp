// SPDX-License-Identifier: GPL-2.0-only
// errno names, as the C library has them.
#include "format/errno_names.h"

#include <cerrno>
#include <cstring>
#include <doctest/doctest.h>
#include <string>

using namespace fileaudit;

TEST_CASE("errno_names: all of the C library's, and no others below the kernel's own") {
    int named = 0;
    for (uint16_t number = 1; number < 512; ++number) {
        CAPTURE(number);
        const char* const name = strerrorname_np(number);
        CHECK(errno_name(number) == (name == nullptr ? "" : name));
        if (name == nullptr)
            continue;
        ++named;
        CHECK(errno_number(name) == number);
    }
    CHECK(named > 100);
}

TEST_CASE("errno_names: the kernel's own, whose names lead back") {
    const struct {
        uint16_t number;
        const char* name;
    } rows[] = {
        {512, "ERESTARTSYS"},  {515, "ENOIOCTLCMD"},     {516, "ERESTART_RESTARTBLOCK"},
        {517, "EPROBE_DEFER"}, {518, "EOPENSTALE"},      {519, "ENOPARAM"},
        {524, "ENOTSUPP"},     {530, "ERECALLCONFLICT"},
    };
    for (const auto& row : rows) {
        CHECK(errno_name(row.number) == row.name);
        CHECK(errno_number(row.name) == row.number);
    }
    int named = 0;
    for (uint16_t number = 512; number < UINT16_MAX; ++number) {
        if (errno_name(number).empty())
            continue;
        ++named;
        CHECK(errno_number(errno_name(number)) == number);
    }
    CHECK(named == 18);
}

TEST_CASE("errno_names: second names, and none") {
    CHECK(errno_number("EWOULDBLOCK") == EWOULDBLOCK);
    CHECK(errno_number("EDEADLOCK") == EDEADLOCK);
    CHECK(errno_number("ENOTSUP") == ENOTSUP);
    CHECK(errno_name(0).empty());
    CHECK(errno_name(520).empty());
    CHECK(errno_name(531).empty());
    CHECK(errno_name(UINT16_MAX).empty());
    for (const char* name : {"", "ENOENT ", "enoent", "ENOEN", "2", "E"}) {
        CAPTURE(name);
        CHECK_FALSE(errno_number(name).has_value());
    }
}
