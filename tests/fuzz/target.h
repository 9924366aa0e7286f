// SPDX-License-Identifier: GPL-2.0-only
// One fuzz target: what it does with some bytes. A claim that does not hold ends the program.
#pragma once

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string_view>
#include <vector>

struct Target {
    const char* name;
    void (*run)(std::string_view bytes);
};

void fuzz_decode(std::string_view bytes);
void fuzz_replay(std::string_view bytes);
void fuzz_path_pattern(std::string_view bytes);
void fuzz_name_pattern(std::string_view bytes);
void fuzz_template(std::string_view bytes);
void fuzz_values(std::string_view bytes);
void fuzz_system_text(std::string_view bytes);
void fuzz_elf(std::string_view bytes);

#define CLAIM(condition)                                                                           \
    do {                                                                                           \
        if (!(condition)) {                                                                        \
            std::fprintf(stderr, "%s:%d: does not hold: %s\n", __FILE__, __LINE__, #condition);    \
            std::abort();                                                                          \
        }                                                                                          \
    } while (false)

// The bytes up to the next newline, and removes both.
inline std::string_view take_line(std::string_view& bytes) {
    const size_t end = bytes.find('\n');
    const std::string_view line = bytes.substr(0, end);
    bytes = end == bytes.npos ? std::string_view() : bytes.substr(end + 1);
    return line;
}
