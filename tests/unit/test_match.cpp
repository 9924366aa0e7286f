// SPDX-License-Identifier: GPL-2.0-only
// User-space filters: OR inside one option, AND across, undecided where the text is not whole.
#include "../../src/match.h"
#include "sample.h"

#include <doctest/doctest.h>

using namespace fileaudit;

namespace {

Options with_paths(std::initializer_list<const char*> globs) {
    Options options;
    for (const char* glob : globs)
        options.paths.push_back(PathPattern::parse(glob, "--path").value());
    return options;
}

} // namespace

TEST_CASE("match: without filters everything is shown, whatever its verdict") {
    const Matcher matcher{Options()};
    for (unsigned bit = 0; bit < 7; ++bit) {
        Event event = sample_event();
        event.paths[FA_PATH_TARGET].status = static_cast<uint16_t>(1u << bit);
        CHECK(matcher.judge(event) == Verdict::show);
    }
}

TEST_CASE("match: operations") {
    for (const fa_op wanted : {FA_OP_OPEN, FA_OP_MMAP, FA_OP_EXEC}) {
        Options options;
        options.ops = {wanted == FA_OP_OPEN, wanted == FA_OP_MMAP, wanted == FA_OP_EXEC};
        const Matcher matcher(options);
        for (const fa_op op : {FA_OP_OPEN, FA_OP_MMAP, FA_OP_EXEC}) {
            Event event = sample_event();
            event.op = op;
            CHECK((matcher.judge(event) == Verdict::show) == (op == wanted));
        }
    }
}

TEST_CASE("match: comm is exact") {
    Options options;
    options.comms = {"cat", "sh"};
    const Matcher matcher(options);
    const struct {
        const char* comm;
        Verdict verdict;
    } rows[] = {
        {"cat", Verdict::show},    {"sh", Verdict::show},       {"bash", Verdict::filtered},
        {"ca", Verdict::filtered}, {"cats", Verdict::filtered}, {"", Verdict::filtered},
    };
    for (const auto& row : rows) {
        Event event = sample_event();
        event.comm = row.comm;
        CHECK(matcher.judge(event) == row.verdict);
    }
}

TEST_CASE("match: paths and verdicts") {
    const Matcher matcher(with_paths({"/etc/**", "**/pipe:*", "**/sub/x"}));
    const struct {
        uint16_t status;
        const char* text;
        Verdict verdict;
    } rows[] = {
        {0, "/etc/passwd", Verdict::show},
        {0, "/usr/bin/cat", Verdict::filtered},
        {FA_ST_DELETED, "/etc/gone", Verdict::show},
        {FA_ST_PSEUDO, "pipe:[4711]", Verdict::show},
        {FA_ST_PSEUDO, "socket:[4711]", Verdict::filtered},
        {FA_ST_DETACHED, "sub/x", Verdict::show},
        {FA_ST_DETACHED, "etc/passwd", Verdict::filtered},
        {FA_ST_TRUNCATED, "/etc/passwd", Verdict::undecided},
        {FA_ST_TRUNCATED | FA_ST_DELETED, "tail", Verdict::undecided},
        {FA_ST_UNSTABLE, "", Verdict::undecided},
        {FA_ST_ABSENT, "", Verdict::filtered},
    };
    for (const auto& row : rows) {
        CAPTURE(row.text);
        Event event = sample_event();
        event.paths[FA_PATH_TARGET] = {row.status, row.text};
        CHECK(matcher.judge(event) == row.verdict);
    }
}

TEST_CASE("match: options are ANDed, and only the path can be undecided") {
    Options options = with_paths({"/etc/**"});
    options.comms = {"cat"};
    options.ops = {true, false, false};
    const Matcher matcher(options);
    Event event = sample_event();
    CHECK(matcher.judge(event) == Verdict::show);
    event.comm = "dog";
    CHECK(matcher.judge(event) == Verdict::filtered);
    event.paths[FA_PATH_TARGET] = {FA_ST_UNSTABLE, ""};
    CHECK(matcher.judge(event) == Verdict::filtered);
    event.comm = "cat";
    CHECK(matcher.judge(event) == Verdict::undecided);
    event.op = FA_OP_EXEC;
    CHECK(matcher.judge(event) == Verdict::filtered);
}
