// SPDX-License-Identifier: GPL-2.0-only
// Files that are read whole, or cannot be.
#include "text_file.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <string>
#include <sys/mman.h>
#include <unistd.h>

using namespace fileaudit;

TEST_CASE("text file: whole, or not at all") {
    const int file = memfd_create("text", MFD_CLOEXEC);
    REQUIRE(file >= 0);
    const std::string name = fmt::format("/proc/self/fd/{}", file);
    for (const size_t size : {0, 1, 4095, 4096, 4097, 10000}) {
        CAPTURE(size);
        const std::string text(size, '\0');
        REQUIRE(ftruncate(file, 0) == 0);
        REQUIRE(pwrite(file, text.data(), size, 0) == static_cast<ssize_t>(size));
        CHECK(read_text(name) == text);
    }
    close(file);
    CHECK(read_text("/proc/self/comm").value_or("").ends_with('\n'));
    CHECK(read_text("/proc/self/comm") == read_value("/proc/self/comm").value_or("") + '\n');
    CHECK_FALSE(read_value("/nowhere/at/all"));
    CHECK_FALSE(read_text("/nowhere/at/all"));
    CHECK_FALSE(read_text("/"));              // EISDIR
    CHECK_FALSE(read_text("/proc/self/mem")); // opens, but there is nothing at 0: EIO
}
