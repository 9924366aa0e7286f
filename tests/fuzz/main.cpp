// SPDX-License-Identifier: GPL-2.0-only
// All fuzz targets in one program: FILEAUDIT_FUZZ names the one to run.
#include "target.h"

#include <cstring>

namespace {

constexpr Target targets[] = {
    {"decode", fuzz_decode},
    {"replay", fuzz_replay},
    {"path_pattern", fuzz_path_pattern},
    {"name_pattern", fuzz_name_pattern},
    {"template", fuzz_template},
    {"values", fuzz_values},
    {"system_text", fuzz_system_text},
    {"elf", fuzz_elf},
};

const Target* chosen = nullptr;

} // namespace

extern "C" int LLVMFuzzerInitialize(int*, char***) {
    const char* const name = std::getenv("FILEAUDIT_FUZZ");
    for (const Target& target : targets)
        if (name != nullptr && std::strcmp(name, target.name) == 0)
            chosen = &target;
    if (chosen == nullptr) {
        std::fputs("set FILEAUDIT_FUZZ to one of:", stderr);
        for (const Target& target : targets)
            std::fprintf(stderr, " %s", target.name);
        std::fputs("\n", stderr);
        std::exit(2);
    }
    setenv("TZ", "UTC", 1);
    return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    // a copy of just that size, so that to read behind it is seen
    const std::vector<char> bytes(data, data + size);
    chosen->run({bytes.data(), bytes.size()});
    return 0;
}
