// SPDX-License-Identifier: GPL-2.0-only
// What is read of an ELF file.
#pragma once

#include <array>
#include <cstdint>
#include <string>

namespace fileaudit {

// As the kernel has it: a shorter one is padded with zeros.
using BuildId = std::array<uint8_t, 20>;

// A part of the file that becomes executable memory.
struct CodeSegment {
    uint64_t file_offset = 0, bytes = 0, address = 0;
};

struct ElfFunction {
    uint64_t start = 0, end = 0; // addresses; the same: the size is not known
    uint64_t limit = 0;          // the end of its section
    bool is_local = false;
    std::string name; // as in the symbol table, mangled and maybe with a version behind `@`
};

} // namespace fileaudit
