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
        TimeFormat format(TimeStyle::iso, {row.offset_ns});
        CHECK(shown(format, row.monotonic_ns) == row.text);
    }
}

TEST_CASE("time_format: local time, milliseconds cut and not rounded") {
    const TimeZone zone("XXX-05:30"); // east of Greenwich
    TimeFormat format(TimeStyle::local, {1'767'323'045'000'000'000});
    CHECK(shown(format, 0) == "08:34:05.000");
    CHECK(shown(format, 999'999'999) == "08:34:05.999");
}

TEST_CASE("time_format: the kept second follows events and clock") {
    TimeFormat format(TimeStyle::iso, {0});
    CHECK(shown(format, 1'000'000'000) == "1970-01-01T00:00:01.000000000Z");
    CHECK(shown(format, 1'000'000'001) == "1970-01-01T00:00:01.000000001Z");
    CHECK(shown(format, 2'000'000'000) == "1970-01-01T00:00:02.000000000Z");
    CHECK(shown(format, 1'500'000'000) == "1970-01-01T00:00:01.500000000Z"); // from another CPU
    format.set_clock({60'000'000'000});
    CHECK(shown(format, 1'500'000'000) == "1970-01-01T00:01:01.500000000Z");
}

TEST_CASE("time_format: each style") {
    const TimeZone zone("XXX-05:30");
    const struct {
        TimeStyle style;
        const char* texts[3];
        bool is_number;
    } rows[] = {
        {TimeStyle::local, {"08:34:05.000", "08:34:06.250", "08:34:06.249"}, false},
        {TimeStyle::utc, {"03:04:05.000Z", "03:04:06.250Z", "03:04:06.249Z"}, false},
        {TimeStyle::iso,
         {"2026-01-02T03:04:05.000000000Z", "2026-01-02T03:04:06.250000000Z",
          "2026-01-02T03:04:06.249998000Z"},
         false},
        {TimeStyle::epoch,
         {"1767323045.000000000", "1767323046.250000000", "1767323046.249998000"},
         true},
        {TimeStyle::rel, {"0.000000", "1.250000", "1.249998"}, true},
        {TimeStyle::delta, {"0.000000", "1.250000", "-0.000002"}, true},
        {TimeStyle::none, {"", "", ""}, false},
    };
    for (const auto& row : rows) {
        CAPTURE(row.texts[1]);
        TimeFormat format(row.style, {1'767'323'045'000'000'000});
        CHECK(shown(format, 0) == row.texts[0]);
        CHECK(shown(format, 1'250'000'000) == row.texts[1]);
        CHECK(shown(format, 1'249'998'000) == row.texts[2]);
        CHECK(format.is_number() == row.is_number);
        CHECK(std::string(row.texts[0]).size() <= format.width());
    }
}
