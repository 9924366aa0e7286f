// SPDX-License-Identifier: GPL-2.0-only
// What another program says.
#pragma once

#include <cstdio>
#include <doctest/doctest.h>
#include <string>

// Its standard output without newlines at the end.
inline std::string output_of(const std::string& command) {
    FILE* const pipe = popen(command.c_str(), "r");
    REQUIRE(pipe != nullptr);
    std::string text;
    for (int c; (c = fgetc(pipe)) != EOF;)
        text += static_cast<char>(c);
    pclose(pipe);
    while (text.ends_with('\n'))
        text.pop_back();
    return text;
}
