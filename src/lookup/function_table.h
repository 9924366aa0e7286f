// SPDX-License-Identifier: GPL-2.0-only
// Pure: which function an address is in.
#pragma once

#include "lookup/elf_parts.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace fileaudit {

class FunctionTable {
public:
    FunctionTable() = default;
    // Of several names for one address, the plainest stays.
    explicit FunctionTable(std::vector<ElfFunction> functions);

    // The function that the byte at `address` belongs to. Valid while the table is.
    const ElfFunction* find(uint64_t address) const;

    size_t size() const { return functions_.size(); }

private:
    std::vector<ElfFunction> functions_; // by start
};

} // namespace fileaudit
