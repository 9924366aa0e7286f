// SPDX-License-Identifier: GPL-2.0-only
// What makes a combination another one, and what is forgotten first.
#include "filter/uniq.h"
#include "sample.h"

#include <algorithm>
#include <doctest/doctest.h>
#include <vector>

using namespace fileaudit;

namespace {

struct Change {
    const char* what;
    uint32_t key; // the one that looks at it
    void (*apply)(Event&);
};

constexpr Change changes[] = {
    {"pid", FA_KEY_PID, [](Event& event) { event.pid = 1; }},
    {"tid", FA_KEY_TID, [](Event& event) { event.tid = 1; }},
    {"ppid", FA_KEY_PPID, [](Event& event) { event.ppid = 1; }},
    {"uid", FA_KEY_UID, [](Event& event) { event.uid = 1; }},
    {"gid", FA_KEY_GID, [](Event& event) { event.gid = 1; }},
    {"comm", FA_KEY_COMM, [](Event& event) { event.comm = "cats"; }},
    {"op", FA_KEY_OP, [](Event& event) { event.op = FA_OP_HELD_OPEN; }},
    {"flags", FA_KEY_ACCESS, [](Event& event) { event.open_flags = 01; }},
    {"mntns", FA_KEY_MNTNS, [](Event& event) { event.mntns = 1; }},
    {"fstype", FA_KEY_FSTYPE, [](Event& event) { event.fstype = "ext3"; }},
    {"ino", FA_KEY_INO, [](Event& event) { event.ino = 1; }},
    {"major", FA_KEY_INO, [](Event& event) { event.dev_major = 7; }},
    {"minor", FA_KEY_INO, [](Event& event) { event.dev_minor = 7; }},
    {"errno", FA_KEY_ERRNO, [](Event& event) { event.error = 2; }},
    {"via", FA_KEY_VIA, [](Event& event) { event.via = FA_VIA_CREAT; }},
    {"cgroup", FA_KEY_CGROUP, [](Event& event) { event.cgroup = 7; }},
    {"path", FA_KEY_PATH, [](Event& event) { event.paths[FA_PATH_TARGET].text = "/etc"; }},
    {"exe", FA_KEY_EXE, [](Event& event) { event.paths[FA_PATH_EXE].text = "/etc"; }},
    {"cwd", FA_KEY_CWD, [](Event& event) { event.paths[FA_PATH_CWD].text = "/etc"; }},
    {"root", FA_KEY_ROOT, [](Event& event) { event.paths[FA_PATH_ROOT].text = "/etc"; }},
    {"verdict", FA_KEY_PATH,
     [](Event& event) { event.paths[FA_PATH_TARGET].status = FA_ST_DELETED; }},
    {"cloexec", 0, [](Event& event) { event.open_flags = 0; }},
    {"time", 0, [](Event& event) { event.ts_ns = 1; }},
    {"file", 0, [](Event& event) { event.file = 1; }},
    {"fd", 0, [](Event& event) { event.fd = 1; }},
};

Event of_comm(std::string_view comm) {
    Event event = sample_event();
    event.comm = comm;
    return event;
}

} // namespace

TEST_CASE("uniq: a combination is another one by its keys and by nothing else") {
    for (const Change& key : changes) {
        if (key.key == 0)
            continue;
        CAPTURE(key.what);
        for (const Change& change : changes) {
            CAPTURE(change.what);
            Uniq uniq(key.key);
            CHECK_FALSE(uniq.met_before(sample_event()));
            uniq.remember(sample_event());
            CHECK(uniq.met_before(sample_event()));
            Event other = sample_event();
            change.apply(other);
            CHECK(uniq.met_before(other) == (change.key != key.key));
        }
    }
}

TEST_CASE("uniq: access tells a shared map from a private one") {
    Uniq uniq(FA_KEY_ACCESS);
    Event event = sample_event();
    event.op = FA_OP_MMAP;
    event.prot = 1;
    event.map_flags = 2;
    uniq.remember(event);
    event.map_flags = 0x802;
    CHECK(uniq.met_before(event));
    event.map_flags = 1;
    CHECK_FALSE(uniq.met_before(event));
}

TEST_CASE("uniq: neighbouring texts do not run into each other") {
    Uniq uniq(FA_KEY_PATH | FA_KEY_EXE | FA_KEY_COMM | FA_KEY_FSTYPE);
    Event event = sample_event();
    event.paths[FA_PATH_TARGET].text = "/ab";
    event.paths[FA_PATH_EXE].text = "/c";
    uniq.remember(event);
    event.paths[FA_PATH_TARGET].text = "/a";
    event.paths[FA_PATH_EXE].text = "b/c";
    CHECK_FALSE(uniq.met_before(event));
    event = sample_event();
    event.comm = "a";
    event.fstype = "bc";
    uniq.remember(event);
    event.comm = "ab";
    event.fstype = "c";
    CHECK_FALSE(uniq.met_before(event));
}

TEST_CASE("uniq: all keys must agree") {
    Uniq uniq(FA_KEY_PID | FA_KEY_PATH);
    uniq.remember(sample_event());
    Event event = sample_event();
    event.pid = 1;
    CHECK_FALSE(uniq.met_before(event));
    uniq.remember(event);
    event.paths[FA_PATH_TARGET].text = "/etc/group";
    CHECK_FALSE(uniq.met_before(event));
}

TEST_CASE("uniq: asking remembers nothing") {
    Uniq uniq(FA_KEY_PID);
    CHECK_FALSE(uniq.met_before(sample_event()));
    CHECK_FALSE(uniq.met_before(sample_event()));
}

TEST_CASE("uniq: a path that is not whole is never met before, where it is a key") {
    for (const uint16_t status : {FA_ST_TRUNCATED, FA_ST_UNSTABLE}) {
        Event event = sample_event();
        event.paths[FA_PATH_EXE].status = status;
        Uniq by_exe(FA_KEY_EXE), by_path(FA_KEY_PATH);
        by_exe.remember(event);
        CHECK_FALSE(by_exe.met_before(event));
        by_path.remember(event);
        CHECK(by_path.met_before(event));
    }
    Event event = sample_event();
    event.paths[FA_PATH_EXE] = {FA_ST_ABSENT, ""};
    Uniq by_exe(FA_KEY_EXE);
    by_exe.remember(event);
    CHECK(by_exe.met_before(event));
}

TEST_CASE("uniq: the least recently met is forgotten") {
    Uniq uniq(FA_KEY_COMM, 3);
    for (const char* comm : {"a", "b", "c"})
        uniq.remember(of_comm(comm));
    CHECK(uniq.met_before(of_comm("a"))); // b is the oldest now
    uniq.remember(of_comm("c"));          // again: takes no place
    uniq.remember(of_comm("d"));
    CHECK_FALSE(uniq.met_before(of_comm("b")));
    for (const char* comm : {"a", "c", "d"})
        CHECK(uniq.met_before(of_comm(comm)));
}

TEST_CASE("uniq: against a list searched from its front") {
    Uniq uniq(FA_KEY_PID, 8);
    std::vector<uint32_t> by_age; // the most recently met first
    uint32_t random = 1;
    size_t met = 0;
    for (int i = 0; i < 20000; ++i) {
        random = random * 1664525 + 1013904223;
        Event event = sample_event();
        event.pid = (random >> 16) % 12;
        const auto known = std::find(by_age.begin(), by_age.end(), event.pid);
        const bool expected = known != by_age.end();
        if (expected)
            by_age.erase(known);
        by_age.insert(by_age.begin(), event.pid);
        if (by_age.size() > 8)
            by_age.pop_back();
        REQUIRE(uniq.met_before(event) == expected);
        if (!expected)
            uniq.remember(event);
        met += expected;
    }
    CHECK(met > 5000);
    CHECK(met < 19000);
}
