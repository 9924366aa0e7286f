// SPDX-License-Identifier: GPL-2.0-only
// Option values: what is taken, and the sentence for what is not.
#include "cli/parse_values.h"

#include <doctest/doctest.h>
#include <string>

using namespace fileaudit;

namespace {

// The sentence of a refusal; "taken" when there was none.
template<class T> std::string sentence(const Result<T>& result) {
    if (result)
        return "taken";
    CHECK(result.error().status == Exit::usage);
    return result.error().message;
}

} // namespace

TEST_CASE("parse_values: sizes") {
    const struct {
        const char* text;
        uint64_t bytes;
    } rows[] = {
        {"1", 1},
        {"4096", 4096},
        {"4K", 4096},
        {"4k", 4096},
        {"4KiB", 4096},
        {"8M", 8u << 20},
        {"8MiB", 8u << 20},
        {"1G", 1u << 30},
        {"17179869183G", 17179869183u * (uint64_t{1} << 30)},
        {"18446744073709551615", UINT64_MAX},
    };
    for (const auto& row : rows) {
        CAPTURE(row.text);
        const auto size = parse_size(row.text, "--ring-size");
        REQUIRE(size.has_value());
        CHECK(*size == row.bytes);
    }
}

TEST_CASE("parse_values: sizes refused") {
    for (const char* text : {"", "M", "-1", "+1", " 1", "1 ", "8MB", "8Mi", "8T", "1.5M", "0x10"}) {
        CHECK(sentence(parse_size(text, "--ring-size")) ==
              "--ring-size: '" + std::string(text) +
                  "' is not a size; give bytes, or K, M or G as in 8M");
    }
    for (const char* text : {"18446744073709551616", "17179869184G", "18446744073709551615K"}) {
        CHECK(sentence(parse_size(text, "--ring-size")) ==
              "--ring-size: '" + std::string(text) +
                  "' is too large a size; give a smaller one such as 8M");
    }
    CHECK(sentence(parse_size("0M", "--ring-size")) ==
          "--ring-size: '0M' is no size at all; give one above 0 such as 8M");
}

TEST_CASE("parse_values: durations") {
    const struct {
        const char* text;
        int64_t ns;
    } rows[] = {
        {"500ms", 500'000'000},    {"10s", 10'000'000'000},
        {"10", 10'000'000'000},    {"2m", 120'000'000'000},
        {"1h", 3'600'000'000'000}, {"0.1", 100'000'000},
        {".5s", 500'000'000},      {"1.5h", 5'400'000'000'000},
        {"0.000000001", 1},        {"876000h", 3'153'600'000'000'000'000},
    };
    for (const auto& row : rows) {
        CAPTURE(row.text);
        const auto duration = parse_duration(row.text, "--duration");
        REQUIRE(duration.has_value());
        CHECK(duration->count() == row.ns);
    }
}

TEST_CASE("parse_values: durations refused") {
    for (const char* text : {"", "s", "-1s", "+1", " 1", "1 s", "1d", "1e3", "inf", "nan", "0x1",
                             ".", "1.2.3", "1,5"}) {
        CHECK(sentence(parse_duration(text, "--duration")) ==
              "--duration: '" + std::string(text) +
                  "' is not a duration; give a number with ms, s, m or h, such as 500ms or 10s");
    }
    for (const std::string& text : {std::string("876001h"), std::string(400, '9')}) {
        CHECK(sentence(parse_duration(text, "--duration")) ==
              "--duration: '" + text +
                  "' is longer than 100 years; leave the option out for no limit");
    }
    for (const char* text : {"0", "0ms", "0.0s"}) {
        CHECK(sentence(parse_duration(text, "--duration")) ==
              "--duration: '" + std::string(text) +
                  "' is no time at all; give a duration above 0 such as 10s");
    }
}

TEST_CASE("parse_values: short times") {
    const struct {
        const char* text;
        int64_t ns;
    } rows[] = {
        {"5ms", 5'000'000},      {"200us", 200'000}, {"7", 7'000'000},
        {"1.5s", 1'500'000'000}, {".25us", 250},     {"0.000001", 1},
    };
    for (const auto& row : rows) {
        CAPTURE(row.text);
        const auto time = parse_short_time(row.text, "--slower-than");
        REQUIRE(time.has_value());
        CHECK(time->count() == row.ns);
    }
    for (const char* text : {"", "us", "-1", "1m", "1h", "1 ms", "inf", "5msx", "1e3"})
        CHECK(sentence(parse_short_time(text, "--slower-than")) ==
              "--slower-than: '" + std::string(text) +
                  "' is not a time; give a number with us, ms or s, such as 200us or 5ms");
    for (const char* text : {"0", "0us", "0.0000001ms"})
        CHECK(sentence(parse_short_time(text, "--slower-than")) ==
              "--slower-than: '" + std::string(text) +
                  "' is no time at all; give one above 0 such as 5ms");
    CHECK(
        sentence(parse_short_time("3153600001s", "--slower-than")).find("longer than 100 years") !=
        std::string::npos);
}

TEST_CASE("parse_values: numbers") {
    const struct {
        const char* text;
        uint64_t least, most;
        std::optional<uint64_t> number;
    } rows[] = {
        {"0", 0, 9, 0},
        {"007", 1, 9, 7},
        {"9", 1, 9, 9},
        {"1", 1, 9, 1},
        {"18446744073709551615", 0, UINT64_MAX, UINT64_MAX},
        {"0", 1, 9, {}},
        {"10", 1, 9, {}},
        {"18446744073709551616", 0, UINT64_MAX, {}},
        {"", 0, 9, {}},
        {"-1", 0, 9, {}},
        {"+1", 0, 9, {}},
        {" 1", 0, 9, {}},
        {"1 ", 0, 9, {}},
        {"1x", 0, 9, {}},
        {"0x1", 0, 9, {}},
        {"1.0", 0, 9, {}},
    };
    for (const auto& row : rows) {
        CAPTURE(row.text);
        CHECK(parse_number(row.text, row.least, row.most) == row.number);
    }
    CHECK_FALSE(parse_number({}, 0, 9).has_value());
}
