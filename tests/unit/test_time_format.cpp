// SPDX-License-Identifier: GPL-2.0-only
// Event times: the zone, the fraction, the kept second, a clock that is set anew.
#include "format/time_format.h"
#include "time_zone.h"
#include "written.h"

#include <doctest/doctest.h>

using namespace fileaudit;

namespace {

std::string shown(TimeFormat& format, uint64_t ns) {
    return written([&](Buffer& out) { format.append_time(out, ns); });
}

} // namespace

TEST_CASE("time_format: UTC with nanoseconds") {
    const struct {
        int64_t offset_ns;
        uint64_t monotonic_ns;
        const char* text;
    } rows[] = {
        {0, 0, "1970-01-01T00:00:00.000000000Z"},
        {0, 999'999'999, "1970-01-01T00:00:00.999999999Z"},
        {1'767'323'045'000'000'000, 123'456'789, "2026-01-02T03:04:05.123456789Z"},
        {951'782'400'000'000'000, 0, "2000-02-29T00:00:00.000000000Z"},
        {-1, 0, "1969-12-31T23:59:59.999999999Z"},
        {-2'500'000'000, 1'000'000'000, "1969-12-31T23:59:58.500000000Z"},
    };
    for (const auto& row : rows) {
        TimeFormat format(TimeFormat::Zone::utc, {row.offset_ns});
        CHECK(shown(format, row.monotonic_ns) == row.text);
    }
}

TEST_CASE("time_format: local time, milliseconds cut and not rounded") {
    const TimeZone zone("XXX-05:30"); // east of Greenwich
    TimeFormat format(TimeFormat::Zone::local, {1'767'323'045'000'000'000});
    CHECK(shown(format, 0) == "08:34:05.000");
    CHECK(shown(format, 999'999'999) == "08:34:05.999");
}

TEST_CASE("time_format: the kept second follows events and clock") {
    TimeFormat format(TimeFormat::Zone::utc, {0});
    CHECK(shown(format, 1'000'000'000) == "1970-01-01T00:00:01.000000000Z");
    CHECK(shown(format, 1'000'000'001) == "1970-01-01T00:00:01.000000001Z");
    CHECK(shown(format, 2'000'000'000) == "1970-01-01T00:00:02.000000000Z");
    CHECK(shown(format, 1'500'000'000) == "1970-01-01T00:00:01.500000000Z"); // from another CPU
    format.set_clock({60'000'000'000});
    CHECK(shown(format, 1'500'000'000) == "1970-01-01T00:01:01.500000000Z");
}
