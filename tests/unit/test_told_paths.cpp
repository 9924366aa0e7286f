// SPDX-License-Identifier: GPL-2.0-only
// Texts that come once, then by an id: what is put back, and what is refused.
#include "event/decode.h"
#include "event/told_paths.h"
#include "record.h"

#include <doctest/doctest.h>
#include <string>

using namespace fileaudit;

namespace {

constexpr uint32_t told_flag = 1 << 6;

// What one path of a record is known by.
struct By {
    uint32_t id;
    bool is_text_here;
};

constexpr By whole{0, true};
constexpr By told_now(uint32_t id) {
    return {id, true};
}
constexpr By told_before(uint32_t id) {
    return {id, false};
}

// The record as the ring has it: the texts of those told before are taken out, the ids put behind.
std::string in_ring(Record record, const std::array<By, 4>& by) {
    std::string bytes, tail(20, '\0');
    std::array<size_t, 4> lengths;
    for (size_t i = 0; i < 4; ++i) {
        lengths[i] = record.paths[i].text.size();
        if (!by[i].is_text_here)
            record.paths[i].text.clear();
        put<uint32_t>(tail, 4 * i, by[i].id);
        put<uint8_t>(tail, 16 + i, by[i].is_text_here);
    }
    record.flags |= told_flag;
    bytes = record.bytes() + tail;
    put<uint32_t>(bytes, Record::size_at, static_cast<uint32_t>(bytes.size()));
    for (size_t i = 0; i < 4; ++i)
        put<uint16_t>(bytes, Record::len_at(i), static_cast<uint16_t>(lengths[i]));
    return bytes;
}

Record of_passwd() {
    Record record;
    record.paths = {{{0, "/etc/passwd"}, {FA_ST_DELETED, "/bin/cat"}, {0, "/root"}, {0, "/"}}};
    record.extras = {{FA_EXTRA_NAME, "passwd"}};
    return record;
}

constexpr std::array<By, 4> telling{told_now(8192), told_now(8193), told_now(8194), whole};
constexpr std::array<By, 4> by_id{told_before(8192), told_before(8193), told_before(8194), whole};

} // namespace

TEST_CASE("told paths: a record is whole again, byte for byte") {
    ToldPaths told;
    const std::string expected = of_passwd().bytes();
    CHECK(told.whole(expected) == expected); // nothing is told in it
    CHECK(told.whole(in_ring(of_passwd(), telling)) == expected);
    CHECK(told.whole(in_ring(of_passwd(), by_id)) == expected);
    CHECK(told.whole(in_ring(of_passwd(), by_id)) == expected); // as often as it is
}

TEST_CASE("told paths: one id, two uses of it in a record") {
    ToldPaths told;
    Record record = of_passwd();
    record.paths[1] = record.paths[0];
    const std::string expected = record.bytes();
    CHECK(told.whole(in_ring(record, {told_now(5), told_before(5), whole, whole})) == expected);
}

TEST_CASE("told paths: the text before the last of an entry is still known, the one before not") {
    ToldPaths told;
    const auto with_target = [](const std::string& text) {
        Record record = of_passwd();
        record.paths[0].text = text;
        return record;
    };
    const auto first = with_target("/first"), second = with_target("/second");
    const auto use = [&](const Record& record, By by) {
        return told.whole(in_ring(record, {by, whole, whole, whole})) == record.bytes();
    };
    CHECK(use(first, told_now(7)));
    CHECK(use(second, told_now(7 + FA_TOLD_MAX)));
    CHECK(use(first, told_before(7)));
    CHECK(use(second, told_before(7 + FA_TOLD_MAX)));
    CHECK(use(with_target("/third"), told_now(7 + 2 * FA_TOLD_MAX)));
    CHECK(use(second, told_before(7 + FA_TOLD_MAX)));
    CHECK_FALSE(use(first, told_before(7)));
}

TEST_CASE("told paths: what does not add up is refused") {
    const std::string good = in_ring(of_passwd(), telling);
    ToldPaths told;
    REQUIRE(told.whole(good));
    struct Bad {
        const char* name;
        std::string bytes;
    };
    Record other_length = of_passwd();
    other_length.paths[0].text = "/etc/passwd2";
    Record long_text = of_passwd();
    long_text.paths[0].text = std::string(FA_TOLD_LEN_MAX + 1, 'x');
    std::string too_long = good;
    put<uint16_t>(too_long, Record::len_at(2), 1000);
    const Bad rows[] = {
        {"an id that nothing told", in_ring(of_passwd(), {told_before(9), whole, whole, whole})},
        {"no text and no id", in_ring(of_passwd(), {told_before(0), whole, whole, whole})},
        {"another length than was told", in_ring(other_length, by_id)},
        {"a text too long to be told", in_ring(long_text, telling)},
        {"a text beyond the record", too_long},
        {"no room for the ids", good.substr(0, Record::header + 19)},
    };
    for (const auto& [name, bytes] : rows) {
        CAPTURE(name);
        CHECK_FALSE(told.whole(bytes));
        // and what a reader then hands on as it is, the decoder refuses
        Decoder decoder;
        CHECK_FALSE(decoder.decode(bytes.data(), bytes.size()));
    }
    CHECK(told.whole(in_ring(of_passwd(), by_id)) == of_passwd().bytes()); // nothing was forgotten
}

TEST_CASE("told paths: less than a header is left to the decoder") {
    ToldPaths told;
    for (size_t size = 0; size < Record::header; ++size) {
        const std::string bytes(size, '\xff');
        CHECK(told.whole(bytes) == bytes);
    }
}
