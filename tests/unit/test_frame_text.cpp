// SPDX-License-Identifier: GPL-2.0-only
#include "lookup/frame_text.h"

#include <algorithm>
#include <doctest/doctest.h>

using namespace fileaudit;

TEST_CASE("frame_text: a function, an offset, a file") {
    CHECK(frame_text("openat", 0x54, "libc.so.6", 256) == "openat+0x54 (libc.so.6)");
    CHECK(frame_text("", 0x1234, "libfoo.so.1", 256) == "+0x1234 (libfoo.so.1)");
    CHECK(frame_text("f", 0, "", 256) == "f+0x0 ()");
    CHECK(frame_text("0123456789", 0x10, "file", 64) == "0123456789+0x10 (file)");
}

TEST_CASE("frame_text: whatever the names, within bounds and with the offset") {
    for (const unsigned longest : {64u, 256u})
        for (const unsigned function : {0u, 1u, 40u, 240u, 250u, 8000u})
            for (const unsigned file : {0u, 1u, 31u, 32u, 33u, 128u, 129u, 5000u})
                for (const uint64_t offset : {uint64_t{0}, UINT64_MAX}) {
                    const std::string text = frame_text(std::string(function, 'f'), offset,
                                                        std::string(file, 'l'), longest);
                    CAPTURE(text);
                    CHECK(text.size() <= longest);
                    CHECK(text.ends_with(')'));
                    CHECK(text.find(offset == 0 ? "+0x0 (" : "+0xffffffffffffffff (") !=
                          std::string::npos);
                }
    CHECK(frame_text(std::string(70, 'f'), 1, "lib", 64) == std::string(51, 'f') + "...+0x1 (lib)");
}

TEST_CASE("frame_text: build ids of every usual length") {
    BuildId id{};
    const struct {
        size_t bytes;
        const char* text;
    } rows[] = {
        {20, "abababababababababababababababababababab"},
        {19, "ababababababababababababababababababab00"}, // of 20 bytes, as likely as any
        {16, "abababababababababababababababab"},
        {8, "abababababababab"},
    };
    for (const auto& row : rows) {
        id.fill(0);
        std::fill_n(id.begin(), row.bytes, uint8_t{0xab});
        CHECK(build_id_text(id) == row.text);
    }
}

TEST_CASE("frame_text: C++ names are plain ones") {
    const struct {
        const char *name, *trusted, *not_trusted;
    } rows[] = {
        {"openat", "openat", "openat"},
        {"memcpy@@GLIBC_2.14", "memcpy", "memcpy"},
        {"_ZN9fileaudit7SymbolsC2ERKS0_", "fileaudit::Symbols::Symbols(fileaudit::Symbols const&)",
         "_ZN9fileaudit7SymbolsC2ERKS0_"},
        {"_ZNSt6vectorIiSaIiEE9push_backEOi",
         "std::vector<int, std::allocator<int> >::push_back(int&&)",
         "_ZNSt6vectorIiSaIiEE9push_backEOi"},
        {"_Zno name", "_Zno name", "_Zno name"},
        {"_Z", "_Z", "_Z"},
        {"i", "i", "i"}, // a type as the demangler has it, but a function called i
        {"", "", ""},
    };
    for (const auto& row : rows) {
        CHECK(plain_function(row.name, true) == row.trusted);
        CHECK(plain_function(row.name, false) == row.not_trusted);
    }
}
