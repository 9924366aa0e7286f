// SPDX-License-Identifier: GPL-2.0-only
// User-space filters: OR inside one option, AND across, undecided where the text is not whole;
// then what was shown before and how many a second.
#include "filter/match.h"
#include "sample.h"

#include <doctest/doctest.h>

using namespace fileaudit;

namespace {

Choice<PathPattern> paths(std::initializer_list<const char*> include,
                          std::initializer_list<const char*> exclude = {}) {
    Choice<PathPattern> choice;
    for (const char* glob : include)
        choice.include.push_back(PathPattern::parse(glob, "--path").value());
    for (const char* glob : exclude)
        choice.exclude.push_back(PathPattern::parse(glob, "--path").value());
    return choice;
}

Choice<NamePattern> comms(std::initializer_list<const char*> include,
                          std::initializer_list<const char*> exclude = {}) {
    Choice<NamePattern> choice;
    for (const char* glob : include)
        choice.include.push_back(NamePattern::parse(glob, "--comm").value());
    for (const char* glob : exclude)
        choice.exclude.push_back(NamePattern::parse(glob, "--comm").value());
    return choice;
}

UserFilter with_path(fa_path which, Choice<PathPattern> choice) {
    UserFilter filter;
    filter.paths[which] = std::move(choice);
    return filter;
}

Verdict judge(const UserFilter& filter, const Event& event) {
    return Matcher(filter).judge(event);
}

constexpr uint64_t second = 1'000'000'000;

} // namespace

TEST_CASE("match: without filters everything is shown, whatever its verdict") {
    Matcher matcher{UserFilter()};
    for (unsigned bit = 0; bit < 7; ++bit) {
        Event event = sample_event();
        for (Path& path : event.paths)
            path.status = static_cast<uint16_t>(1u << bit);
        CHECK(matcher.judge(event) == Verdict::show);
    }
}

TEST_CASE("match: comm") {
    const struct {
        Choice<NamePattern> choice;
        const char* comm;
        bool shown;
    } rows[] = {
        {comms({"cat", "s?"}), "cat", true},     {comms({"cat", "s?"}), "sh", true},
        {comms({"cat", "s?"}), "bash", false},   {comms({"cat", "s?"}), "", false},
        {comms({"c*"}, {"cat"}), "cat", false},  {comms({"c*"}, {"cat"}), "cats", true},
        {comms({"c*"}, {"cat"}), "dog", false},  {comms({}, {"c*", "d*"}), "cat", false},
        {comms({}, {"c*", "d*"}), "dog", false}, {comms({}, {"c*", "d*"}), "sh", true},
        {comms({}, {"c*"}), "", true},           {comms({"*"}), "a/b", true},
    };
    for (const auto& row : rows) {
        CAPTURE(row.comm);
        UserFilter filter;
        filter.comms = row.choice;
        Event event = sample_event();
        event.comm = row.comm;
        CHECK(judge(filter, event) == (row.shown ? Verdict::show : Verdict::filtered));
    }
}

TEST_CASE("match: each of the four paths, by its text and verdict") {
    const struct {
        Choice<PathPattern> choice;
        uint16_t status;
        const char* text;
        Verdict verdict;
    } rows[] = {
        {paths({"/etc/**", "**/sub/x"}), 0, "/etc/passwd", Verdict::show},
        {paths({"/etc/**", "**/sub/x"}), 0, "/usr/bin/cat", Verdict::filtered},
        {paths({"/etc/**"}), FA_ST_DELETED, "/etc/gone", Verdict::show},
        {paths({"**/pipe:*"}), FA_ST_PSEUDO, "pipe:[4711]", Verdict::show},
        {paths({"**/pipe:*"}), FA_ST_PSEUDO, "socket:[4711]", Verdict::filtered},
        {paths({"**/sub/x"}), FA_ST_DETACHED, "sub/x", Verdict::show},
        {paths({"/etc/**"}), FA_ST_DETACHED, "etc/passwd", Verdict::filtered},
        {paths({"/etc/**"}), FA_ST_TRUNCATED, "/etc/passwd", Verdict::undecided},
        {paths({"/etc/**"}), FA_ST_TRUNCATED | FA_ST_DELETED, "tail", Verdict::undecided},
        {paths({"/etc/**"}), FA_ST_UNSTABLE, "", Verdict::undecided},
        {paths({"/etc/**"}), FA_ST_ABSENT, "", Verdict::filtered},
        {paths({"/etc/"}, {"/etc/ssl/", "**/*.pem"}), 0, "/etc/passwd", Verdict::show},
        {paths({"/etc/"}, {"/etc/ssl/", "**/*.pem"}), 0, "/etc/ssl/x", Verdict::filtered},
        {paths({"/etc/"}, {"/etc/ssl/", "**/*.pem"}), 0, "/etc/x.pem", Verdict::filtered},
        {paths({"/etc/"}, {"/etc/ssl/", "**/*.pem"}), 0, "/usr", Verdict::filtered},
        {paths({"/etc/"}, {"/etc/ssl/"}), FA_ST_TRUNCATED, "/etc/ssl/x", Verdict::undecided},
        {paths({"/etc/"}, {"/etc/ssl/"}), FA_ST_ABSENT, "", Verdict::filtered},
        {paths({}, {"/etc/"}), 0, "/etc/passwd", Verdict::filtered},
        {paths({}, {"/etc/"}), 0, "/usr", Verdict::show},
        {paths({}, {"/etc/"}), FA_ST_TRUNCATED, "/etc/passwd", Verdict::show},
        {paths({}, {"/etc/"}), FA_ST_UNSTABLE, "", Verdict::show},
        {paths({}, {"**"}), FA_ST_ABSENT, "", Verdict::show},
    };
    for (const fa_path which : {FA_PATH_TARGET, FA_PATH_EXE, FA_PATH_CWD, FA_PATH_ROOT}) {
        for (const auto& row : rows) {
            CAPTURE(which);
            CAPTURE(row.text);
            CAPTURE(row.status);
            Event event = sample_event();
            event.paths[which] = {row.status, row.text};
            CHECK(judge(with_path(which, row.choice), event) == row.verdict);
        }
    }
}

TEST_CASE("match: options are ANDed, and what one filters is not undecided for another") {
    UserFilter filter;
    filter.comms = comms({"cat"});
    for (const fa_path which : {FA_PATH_TARGET, FA_PATH_EXE, FA_PATH_CWD, FA_PATH_ROOT})
        filter.paths[which] = paths({"/good"});
    // 'g' /good, 'b' /bad, 'u' unstable: target, exe, cwd, root
    const struct {
        const char* comm;
        const char* paths;
        Verdict verdict;
    } rows[] = {
        {"cat", "gggg", Verdict::show},      {"dog", "gggg", Verdict::filtered},
        {"cat", "bggg", Verdict::filtered},  {"cat", "gbgg", Verdict::filtered},
        {"cat", "ggbg", Verdict::filtered},  {"cat", "gggb", Verdict::filtered},
        {"cat", "uggg", Verdict::undecided}, {"cat", "gggu", Verdict::undecided},
        {"cat", "uggb", Verdict::filtered},  {"cat", "bggu", Verdict::filtered},
        {"dog", "uuuu", Verdict::filtered},  {"cat", "uuuu", Verdict::undecided},
    };
    for (const auto& row : rows) {
        CAPTURE(row.comm);
        CAPTURE(row.paths);
        Event event = sample_event();
        event.comm = row.comm;
        for (size_t which = 0; which < FA_PATH_COUNT; ++which) {
            switch (row.paths[which]) {
            case 'g':
                event.paths[which] = {0, "/good"};
                break;
            case 'b':
                event.paths[which] = {0, "/bad"};
                break;
            default:
                event.paths[which] = {FA_ST_UNSTABLE, ""};
            }
        }
        CHECK(judge(filter, event) == row.verdict);
    }
}

TEST_CASE("match: --uniq shows each combination once, of what the patterns let through") {
    UserFilter filter = with_path(FA_PATH_TARGET, paths({"/etc/**"}));
    filter.uniq = FA_KEY_COMM;
    Matcher matcher(filter);
    Event event = sample_event();
    event.paths[FA_PATH_TARGET].text = "/usr";
    CHECK(matcher.judge(event) == Verdict::filtered);
    event.paths[FA_PATH_TARGET] = {FA_ST_UNSTABLE, ""};
    CHECK(matcher.judge(event) == Verdict::undecided);
    event.paths[FA_PATH_TARGET] = {0, "/etc/a"};
    CHECK(matcher.judge(event) == Verdict::show); // neither of the two counts as shown
    event.paths[FA_PATH_TARGET] = {0, "/etc/b"};
    CHECK(matcher.judge(event) == Verdict::folded);
    event.comm = "dog";
    CHECK(matcher.judge(event) == Verdict::show);
}

TEST_CASE("match: --rate counts by the second of the event") {
    UserFilter filter;
    filter.rate = 2;
    Matcher matcher(filter);
    const struct {
        uint64_t ts_ns;
        Verdict verdict;
    } rows[] = {
        {0, Verdict::show},
        {1, Verdict::show},
        {second - 1, Verdict::over_rate},
        {second, Verdict::show},
        {second - 2, Verdict::show}, // late: counts with the second that has begun
        {second + 1, Verdict::over_rate},
        {9 * second + 7, Verdict::show},
        {9 * second + 8, Verdict::show},
        {9 * second + 9, Verdict::over_rate},
        {8 * second, Verdict::over_rate},
        {10 * second, Verdict::show},
    };
    for (const auto& row : rows) {
        CAPTURE(row.ts_ns);
        Event event = sample_event();
        event.ts_ns = row.ts_ns;
        CHECK(matcher.judge(event) == row.verdict);
    }
}

TEST_CASE("match: what is over the rate was not shown, what is folded takes no room in it") {
    UserFilter filter;
    filter.uniq = FA_KEY_PID;
    filter.rate = 1;
    Matcher matcher(filter);
    const struct {
        uint32_t pid;
        uint64_t at;
        Verdict verdict;
    } rows[] = {
        {1, 5, Verdict::show},   {2, 5, Verdict::over_rate}, {1, 5, Verdict::folded},
        {1, 6, Verdict::folded}, {2, 6, Verdict::show},      {2, 6, Verdict::folded},
    };
    for (const auto& row : rows) {
        CAPTURE(row.pid);
        CAPTURE(row.at);
        Event event = sample_event();
        event.pid = row.pid;
        event.ts_ns = row.at * second;
        CHECK(matcher.judge(event) == row.verdict);
    }
}
