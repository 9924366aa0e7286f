// SPDX-License-Identifier: GPL-2.0-only
#include "format/byte_run.h"

#include <doctest/doctest.h>
#include <string>

using namespace fileaudit;

namespace {

size_t run_until_x(std::string_view text) {
    return byte_run(text, [](auto byte) { return (byte == 'x') | (byte > 0x7F); });
}

} // namespace

TEST_CASE("a byte that stops is found wherever it is") {
    for (size_t size = 0; size <= 70; ++size) {
        CHECK(run_until_x(std::string(size, 'a')) == size);
        for (size_t at = 0; at < size; ++at)
            for (const char stop : {'x', '\x80', '\xFF'}) {
                std::string text(size, 'a');
                text[at] = stop;
                CHECK(run_until_x(text) == at);
                text.back() = 'x'; // the first one counts
                CHECK(run_until_x(text) == at);
            }
    }
}

TEST_CASE("nothing behind the text is looked at") {
    const std::string text(40, 'a');
    for (size_t size = 0; size < text.size(); ++size) {
        std::string cut = text;
        cut[size] = 'x';
        CHECK(run_until_x(std::string_view(cut).substr(0, size)) == size);
    }
}
