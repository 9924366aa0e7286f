// SPDX-License-Identifier: GPL-2.0-only
#include "chains.h"

#include "sample.h"

#include <cerrno>
#include <doctest/doctest.h>
#include <fmt/format.h>
#include <memory>

using namespace fileaudit;

namespace {

constexpr uint64_t ms = 1'000'000;

struct Step {
    uint64_t at_ms;
    uint32_t tid;
    uint16_t error; // of an open of `path`; 0: it succeeded
    std::string path;
    fa_op op = FA_OP_OPEN;
    std::optional<std::string> name = std::nullopt;
};

Event event_of(const Step& step) {
    Event event = sample_event();
    event.ts_ns = step.at_ms * ms;
    event.tid = step.tid;
    event.error = step.error;
    event.op = step.op;
    event.paths[FA_PATH_TARGET] = {step.error != 0 ? uint16_t{FA_ST_UNRESOLVED} : uint16_t{0},
                                   step.path};
    if (step.name)
        event.name = *step.name;
    return event;
}

// What is shown as lines "/a/x < /b/x 2, …": the event's path, and what was tried before it with
// its errno. A record is its event's path.
class Shown {
public:
    explicit Shown(Chains::Limits limits = {}) : chains_(limits) {}

    void take(const Step& step) {
        // copies that do not outlive the call, as in the ring
        const auto copy = std::make_unique<Step>(step);
        if (const auto tried = chains_.take(event_of(*copy), copy->path, show_))
            add(copy->path, *tried);
    }
    void expire(uint64_t at_ms) { chains_.expire(at_ms * ms, show_); }
    void finish() { chains_.finish(show_); }

    std::vector<std::string> lines;

private:
    void add(std::string_view path, std::span<const Tried> tried) {
        std::string line(path);
        for (const Tried& attempt : tried)
            line += fmt::format(" {} {} {}", &attempt == tried.data() ? "<" : ",",
                                attempt.path.text, attempt.error);
        lines.push_back(line);
    }

    Chains chains_;
    Chains::Show show_ = [this](std::string_view record, std::span<const Tried> tried) {
        add(record, tried);
    };
};

std::vector<std::string> shown(const std::vector<Step>& steps) {
    Shown shown;
    for (const Step& step : steps)
        shown.take(step);
    shown.finish();
    return shown.lines;
}

} // namespace

TEST_CASE("chains: sequences") {
    const struct {
        const char* what;
        std::vector<Step> steps;
        std::vector<std::string> lines;
    } cases[] = {
        {"nothing to search", {{0, 1, 0, "/a"}, {1, 1, 0, "/b"}}, {"/a", "/b"}},
        {"a failure alone is itself", {{0, 1, ENOENT, "/a/x"}}, {"/a/x"}},
        {"found",
         {{0, 1, ENOENT, "/a/x"}, {1, 1, ENOTDIR, "/b/x"}, {2, 1, 0, "/c/x"}},
         {"/c/x < /a/x 2 , /b/x 20"}},
        {"not found: the last failure has the others",
         {{0, 1, ENOENT, "/a/x"}, {1, 1, EACCES, "/b/x"}, {2, 1, EPERM, "/c/x"}},
         {"/c/x < /a/x 2 , /b/x 13"}},
        {"another name ends it",
         {{0, 1, ENOENT, "/a/x"},
          {1, 1, ENOENT, "/b/x"},
          {2, 1, ENOENT, "/a/y"},
          {3, 1, 0, "/b/y"}},
         {"/b/x < /a/x 2", "/b/y < /a/y 2"}},
        {"a success of another name ends it, and does not join",
         {{0, 1, ENOENT, "/a/x"}, {1, 1, 0, "/a/z"}, {2, 1, 0, "/b/x"}},
         {"/a/x", "/a/z", "/b/x"}},
        {"a map ends it",
         {{0, 1, ENOENT, "/a/x"}, {1, 1, 0, "/b/x", FA_OP_MMAP}},
         {"/a/x", "/b/x"}},
        {"another errno ends it",
         {{0, 1, ENOENT, "/a/x"}, {1, 1, EMFILE, "/b/x"}, {2, 1, 0, "/c/x"}},
         {"/a/x", "/b/x", "/c/x"}},
        {"threads search on their own; others are not held back",
         {{0, 1, ENOENT, "/a/x"},
          {1, 2, ENOENT, "/a/x"},
          {2, 3, 0, "/q"},
          {3, 2, 0, "/b/x"},
          {4, 1, 0, "/c/x"}},
         {"/q", "/b/x < /a/x 2", "/c/x < /a/x 2"}},
        {"a thread of no pid here does not search",
         {{0, 0, ENOENT, "/a/x"}, {1, 0, 0, "/b/x"}},
         {"/a/x", "/b/x"}},
        {"too late", {{0, 1, ENOENT, "/a/x"}, {201, 1, 0, "/b/x"}}, {"/a/x", "/b/x"}},
        {"just in time, from failure to failure",
         {{0, 1, ENOENT, "/a/x"}, {200, 1, ENOENT, "/b/x"}, {400, 1, 0, "/c/x"}},
         {"/c/x < /a/x 2 , /b/x 2"}},
        {"another thread's time counts as well",
         {{0, 1, ENOENT, "/a/x"}, {201, 2, 0, "/q"}},
         {"/a/x", "/q"}},
        {"found behind a symbolic link",
         {{0, 1, ENOENT, "/a/libz.so.1"}, {1, 1, 0, "/b/libz.so.1.2.13"}},
         {"/b/libz.so.1.2.13 < /a/libz.so.1 2"}},
        {"a name that only begins alike",
         {{0, 1, ENOENT, "/a/x"}, {1, 1, 0, "/b/xy"}},
         {"/a/x", "/b/xy"}},
        {"execvp's search",
         {{0, 1, ENOENT, "/a/cc", FA_OP_EXEC},
          {1, 1, 0, "/usr/bin/x86_64-linux-gnu-gcc-12", FA_OP_EXEC, "/usr/bin/cc"}},
         {"/usr/bin/x86_64-linux-gnu-gcc-12 < /a/cc 2"}},
        {"a slash at the end", {{0, 1, ENOENT, "/a/x/"}, {1, 1, 0, "/b/x"}}, {"/b/x < /a/x/ 2"}},
        {"a root has no name", {{0, 1, EACCES, "/"}, {1, 1, EACCES, "/"}}, {"/", "/"}},
        {"what is held is no deed of the thread",
         {{0, 1, ENOENT, "/a/x"}, {1, 1, 0, "/q", FA_OP_HELD_OPEN}, {2, 1, 0, "/b/x"}},
         {"/q", "/b/x < /a/x 2"}},
    };
    for (const auto& c : cases) {
        CAPTURE(c.what);
        CHECK(shown(c.steps) == c.lines);
    }
}

TEST_CASE("chains: a search is shown when it has no news") {
    Shown s;
    s.take({0, 1, ENOENT, "/a/x"});
    s.take({50, 2, ENOENT, "/a/y"});
    s.expire(200);
    CHECK(s.lines.empty());
    s.expire(201);
    CHECK(s.lines == std::vector<std::string>{"/a/x"});
    s.expire(1000);
    CHECK(s.lines == std::vector<std::string>{"/a/x", "/a/y"});
    s.finish();
    CHECK(s.lines.size() == 2);
}

TEST_CASE("chains: at most 64 attempts a search") {
    std::vector<Step> steps;
    for (uint64_t i = 0; i < Chains::most_attempts + 1; ++i)
        steps.push_back({i, 1, ENOENT, fmt::format("/{}/x", i)});
    const auto lines = shown(steps);
    REQUIRE(lines.size() == 2);
    CHECK(lines[0].starts_with("/63/x < /0/x 2 , /1/x 2 ,"));
    CHECK(lines[0].ends_with(", /62/x 2"));
    CHECK(lines[1] == "/64/x");
}

TEST_CASE("chains: what is kept is bounded, the longest without news goes first") {
    Shown threads({.searches = 2, .bytes = 1u << 20});
    threads.take({0, 1, ENOENT, "/a/x"});
    threads.take({1, 2, ENOENT, "/a/y"});
    threads.take({2, 1, ENOENT, "/b/x"});
    threads.take({3, 3, ENOENT, "/a/z"});
    CHECK(threads.lines == std::vector<std::string>{"/a/y"});
    threads.take({4, 1, 0, "/c/x"});
    CHECK(threads.lines.back() == "/c/x < /a/x 2 , /b/x 2");

    Shown bytes({.searches = 100, .bytes = 3000});
    const std::string directory(400, 'd');
    for (uint32_t tid = 1; tid <= 10; ++tid)
        bytes.take({tid, tid, ENOENT, fmt::format("/{}{}/x", directory, tid)});
    CHECK(bytes.lines.size() == 7); // a path, a record of the same size and a little beside
    CHECK(bytes.lines[0].ends_with("d1/x"));
    bytes.finish();
    CHECK(bytes.lines.size() == 10);
}
