// SPDX-License-Identifier: GPL-2.0-only
// How far bytes are all of one kind, sixteen at a time: of nearly every name and path all are.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace fileaudit {

// The length of the longest start of `text` without a byte that `stops` says yes to. It is asked
// with a byte, or with sixteen as a vector of the compiler's (and then has `|` instead of `||`).
template<class Stops> size_t byte_run(std::string_view text, Stops stops) {
    static_assert(std::endian::native == std::endian::little, "the first byte is the lowest");
    using Bytes = unsigned char __attribute__((vector_size(16)));
    constexpr size_t many = sizeof(Bytes), half = many / 2;
    // where in the sixteen bytes at `at` the first one is that stops; `many`: none does
    const auto first_stop = [&](size_t at) -> size_t {
        Bytes bytes;
        std::memcpy(&bytes, text.data() + at, many);
        const auto marks = stops(bytes);
        uint64_t halves[2];
        std::memcpy(halves, &marks, many);
        if (halves[0] != 0)
            return static_cast<size_t>(std::countr_zero(halves[0])) / 8;
        return half +
               (halves[1] != 0 ? static_cast<size_t>(std::countr_zero(halves[1])) / 8 : half);
    };
    const size_t size = text.size();
    size_t at = 0;
    for (; at + many <= size; at += many)
        if (const size_t stop = first_stop(at); stop != many)
            return at + stop;
    if (at != 0 && at != size) { // the last sixteen, the first of which were looked at before
        at = size - many;
        return at + first_stop(at);
    }
    while (at < size && !stops(static_cast<unsigned char>(text[at])))
        ++at;
    return at;
}

} // namespace fileaudit
