// SPDX-License-Identifier: GPL-2.0-only
// The table of fields as it is told to people and to programs.
#include "format/field_listing.h"

#include "format/field.h"
#include "format/width.h"
#include "json_tree.h"

#include <algorithm>
#include <doctest/doctest.h>
#include <sstream>

using namespace fileaudit;

namespace {

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    std::istringstream in(text);
    for (std::string line; std::getline(in, line);)
        lines.push_back(line);
    return lines;
}

// The first words of the line of a field.
std::string words_of(const std::string& name, size_t count) {
    for (const std::string& line : lines_of(fields_text())) {
        std::istringstream in(line);
        std::string words, word;
        for (size_t i = 0; i < count && in >> word; ++i)
            words += (i == 0 ? "" : " ") + word;
        if (words.starts_with(name + " "))
            return words;
    }
    return "no such line";
}

} // namespace

TEST_CASE("field_listing: a header and a line a field, within 132 columns") {
    const auto lines = lines_of(fields_text());
    REQUIRE(lines.size() == all_fields().size() + 1);
    CHECK(lines[0].starts_with("NAME "));
    const size_t meaning_at = lines[0].find("MEANING");
    for (size_t i = 0; i < all_fields().size(); ++i) {
        const Field& field = all_fields()[i];
        const std::string& line = lines[i + 1];
        CAPTURE(line);
        CHECK(line.starts_with(std::string(field.name) + " "));
        CHECK(display_width(line) <= 132);
        REQUIRE(line.size() > meaning_at);
        CHECK(line.substr(meaning_at) == field.meaning);
        CHECK(line[meaning_at - 1] == ' ');
    }
}

TEST_CASE("field_listing: type, backends, kernel and option") {
    const char* const rows[] = {
        "time time all 6.1 -",
        "pid number all 6.1 -",
        "op word all 6.1 -",
        "access words all 6.1 -",
        "comm text all 6.1 -",
        "path path all 6.1 -",
        "path_status words all 6.1 -",
        "latency_ms number all 6.1 --latency",
        "args list all 6.1 --args",
        "args_truncated flag all 6.1 --args",
        "denied_by word lsm,fentry 6.1 --failed",
    };
    for (const std::string row : rows)
        CHECK(words_of(row.substr(0, row.find(' ')), 5) == row);
}

TEST_CASE("field_listing: the same as JSON") {
    const std::string text = fields_json();
    CHECK(lines_of(text).size() == all_fields().size());
    const Json list = json_tree(text);
    REQUIRE(list.is_array);
    REQUIRE(list.items.size() == all_fields().size());
    for (size_t i = 0; i < all_fields().size(); ++i) {
        const Field& field = all_fields()[i];
        const Json& told = list.items[i];
        const std::string name(field.name);
        CAPTURE(name);
        std::vector<std::string> keys{"name", "type", "title", "backends", "linux"};
        if (!field.needs.empty())
            keys.emplace_back("needs");
        for (const char* const key : {"always", "json", "meaning"})
            keys.emplace_back(key);
        CHECK(told.keys() == keys);
        CHECK(told["name"].text == name);
        CHECK(told["title"].text == field.title);
        CHECK(told["linux"].text == field.since);
        CHECK(told["meaning"].text == field.meaning);
        CHECK(told["always"].text == (field.always ? "true" : "false"));
        CHECK(told["json"].text == (field.in_json ? "true" : "false"));
        if (!field.needs.empty())
            CHECK(told["needs"].text == field.needs);

        std::vector<std::string> backends;
        for (const auto& [bit, backend] :
             {std::pair(by_lsm, "lsm"), {by_fentry, "fentry"}, {by_tracepoint, "tracepoint"}})
            if ((field.backends & bit) != 0)
                backends.emplace_back(backend);
        CHECK(told["backends"].texts() == backends);
        std::string joined;
        for (const std::string& backend : backends)
            joined += (joined.empty() ? "" : ",") + backend;
        CHECK(words_of(name, 3) ==
              name + ' ' + told["type"].text + ' ' + (backends.size() == 3 ? "all" : joined));
    }
}
