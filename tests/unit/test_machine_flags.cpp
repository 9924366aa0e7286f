// SPDX-License-Identifier: GPL-2.0-only
// The flags of an open on another architecture, as here.
#include "record.h"
#include "record/machine_flags.h"

#include <doctest/doctest.h>

using namespace fileaudit;

TEST_CASE("machine flags: arm has O_DIRECTORY, O_NOFOLLOW, O_DIRECT and O_LARGEFILE elsewhere") {
    const struct {
        uint32_t arm, generic; // octal as in the kernel's fcntl.h
    } rows[] = {
        {040000, 0200000},   // O_DIRECTORY
        {0100000, 0400000},  // O_NOFOLLOW
        {0200000, 040000},   // O_DIRECT
        {0400000, 0100000},  // O_LARGEFILE
        {02003101, 02003101} // the same: O_CLOEXEC, O_APPEND, O_TRUNC, O_CREAT, O_WRONLY
        ,
        {0, 0},
        {0740000, 0740000},
    };
    for (const auto& row : rows) {
        CAPTURE(row.arm);
        CHECK(MachineFlags::between("aarch64", "x86_64")->translate(row.arm) == row.generic);
        CHECK(MachineFlags::between("x86_64", "aarch64")->translate(row.generic) == row.arm);
        CHECK(MachineFlags::between("x86_64", "riscv64")->translate(row.arm) == row.arm);
        CHECK(MachineFlags::between("armv7l", "aarch64")->translate(row.arm) == row.arm);
    }
    CHECK(MachineFlags::between("mips64", "mips64")->translate(7) == 7);
    for (const auto& [from, to] : {std::pair("ppc64le", "x86_64"), std::pair("x86_64", "mips64"),
                                   std::pair("", "x86_64"), std::pair("arm\x1b", "x86_64")})
        CHECK(!MachineFlags::between(from, to));
    CHECK(MachineFlags::between("a\x1b", "x86_64").error().message.find('\x1b') ==
          std::string::npos);
}

TEST_CASE("machine flags: in a record nothing else is touched") {
    MachineFlags flags = MachineFlags::between("aarch64", "x86_64").value();
    Record record;
    record.open_flags = 040000;
    Record native = record;
    native.open_flags = 0200000;
    const std::string bytes = record.bytes();
    CHECK(flags.translate_record(bytes) == native.bytes());
    CHECK(flags.translate_record("short") == "short");
}
