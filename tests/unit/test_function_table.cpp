// SPDX-License-Identifier: GPL-2.0-only
#include "lookup/function_table.h"

#include <doctest/doctest.h>

using namespace fileaudit;

namespace {

ElfFunction function(uint64_t start, uint64_t size, const char* name, bool is_local = false) {
    return {start, start + size, 0x1000, is_local, name};
}

} // namespace

TEST_CASE("function_table: what covers an address") {
    const FunctionTable table({
        function(0x500, 0, "_start"),
        function(0x200, 0x100, "outer"),
        function(0x100, 0x10, "first"),
        function(0x240, 0x10, "inner"),
        function(0x600, 0, "label"),
        function(0x700, 0x20, "local_of_file", true),
        function(0x700, 0x20, "__libc_open64"),
        function(0x700, 0x20, "open64"),
        function(0x700, 0x20, "open"),
        function(0x700, 0, "a"),
        function(0xf00, 0, "last"),
    });
    const struct {
        uint64_t address;
        const char* name; // null: none
    } rows[] = {
        {0, nullptr},      {0xff, nullptr},   {0x100, "first"},      {0x10f, "first"},
        {0x110, nullptr},  {0x200, "outer"},  {0x23f, "outer"},      {0x240, "inner"},
        {0x24f, "inner"},  {0x250, "outer"},  {0x2ff, "outer"},      {0x300, nullptr},
        {0x500, "_start"}, {0x5ff, "_start"}, {0x600, "label"},      {0x6ff, "label"},
        {0x700, "open"},   {0x71f, "open"},   {0x720, nullptr},      {0xf00, "last"},
        {0xfff, "last"},   {0x1000, nullptr}, {UINT64_MAX, nullptr},
    };
    for (const auto& row : rows) {
        INFO(row.address);
        const ElfFunction* const found = table.find(row.address);
        REQUIRE((found != nullptr) == (row.name != nullptr));
        if (found != nullptr)
            CHECK(found->name == row.name);
    }
    CHECK(FunctionTable().find(0) == nullptr);
}
