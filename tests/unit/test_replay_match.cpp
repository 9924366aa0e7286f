// SPDX-License-Identifier: GPL-2.0-only
// What the kernel decides of an event, decided of one in a recording: option by option, by the
// options' own words.
#include "cli/parse_filters.h"
#include "filter/replay_match.h"
#include "sample.h"

#include <doctest/doctest.h>
#include <functional>
#include <linux/fcntl.h>
#include <linux/mman.h>
#include <sys/stat.h>

using namespace fileaudit;

namespace {

using Words = std::function<void(FilterWords&)>;
using Change = std::function<void(Event&)>;

// cat opens /etc/passwd for reading, in a container of a service.
Event cat() {
    Event event = sample_event();
    event.via = FA_VIA_OPENAT;
    event.mode = S_IFREG | 0644;
    event.user = "jane";
    event.group = "staff";
    event.cgroup = 77;
    event.cgroup_path = "/machine.slice/web.service/docker-"
                        "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef.scope/in";
    event.container = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
    return event;
}

Event map(uint32_t prot, uint32_t flags) {
    Event event = cat();
    event.op = FA_OP_MMAP;
    event.via = FA_VIA_MMAP;
    event.prot = prot;
    event.map_flags = flags;
    return event;
}

Event with(Event event, const Change& change) {
    change(event);
    return event;
}

Event failed(uint16_t error) {
    Event event = cat();
    event.error = error;
    event.fstype = "";
    event.ino = 0;
    event.dev_major = event.dev_minor = 0;
    event.mode = 0;
    event.paths[FA_PATH_TARGET] = {FA_ST_UNRESOLVED, "/etc/none"};
    return event;
}

Event gone() { // closed before it could be looked at
    Event event = cat();
    event.fstype = "";
    event.ino = 0;
    event.open_flags = 0;
    event.paths[FA_PATH_TARGET] = {FA_ST_UNSTABLE, ""};
    return event;
}

Result<ReplayMatch> match_of(const Words& words, uint32_t host_mntns = 0) {
    FilterWords typed;
    words(typed);
    const auto filters = parse_filters(typed);
    REQUIRE_MESSAGE(filters.has_value(), (filters ? "" : filters.error().message));
    return ReplayMatch::make(*filters, host_mntns);
}

} // namespace

TEST_CASE("replay match: what passes") {
    constexpr Verdict yes = Verdict::show, no = Verdict::filtered, unknown = Verdict::undecided;
    const struct {
        const char* what;
        Words words;
        Event event;
        Verdict verdict;
    } rows[] = {
        {"nothing asked", [](auto&) {}, cat(), yes},

        {"pid", [](auto& w) { w.pids = {"1,4242"}; }, cat(), yes},
        {"pid", [](auto& w) { w.pids = {"1"}; }, cat(), no},
        {"pid", [](auto& w) { w.pids = {"!4242"}; }, cat(), no},
        {"pid", [](auto& w) { w.pids = {"!1"}; }, cat(), yes},
        {"tid", [](auto& w) { w.tids = {"4243"}; }, cat(), yes},
        {"tid", [](auto& w) { w.tids = {"4242"}; }, cat(), no},
        {"ppid", [](auto& w) { w.ppids = {"4100"}; }, cat(), yes},
        {"ppid", [](auto& w) { w.ppids = {"!4100"}; }, cat(), no},
        {"comm", [](auto& w) { w.comms = {"c?t,x"}; }, cat(), yes},
        {"comm", [](auto& w) { w.comms = {"ca"}; }, cat(), no},
        {"comm", [](auto& w) { w.comms = {"c*,!cat"}; }, cat(), no},
        {"uid, number", [](auto& w) { w.uids = {"1000"}; }, cat(), yes},
        {"uid, range", [](auto& w) { w.uids = {"1001-2000"}; }, cat(), no},
        {"uid, name", [](auto& w) { w.uids = {"root,jane"}; }, cat(), yes},
        {"uid, name", [](auto& w) { w.uids = {"root"}; }, cat(), no},
        {"uid, excluded name", [](auto& w) { w.uids = {"1-2000,!jane"}; }, cat(), no},
        {"uid, excluded number", [](auto& w) { w.uids = {"jane,!1000"}; }, cat(), no},
        {"gid, name", [](auto& w) { w.gids = {"staff"}; }, cat(), yes},
        {"gid, name", [](auto& w) { w.gids = {"!staff"}; }, cat(), no},
        {"gid, number", [](auto& w) { w.gids = {"1001"}; }, cat(), yes},
        {"mntns", [](auto& w) { w.mount_namespaces = {"4026531841"}; }, cat(), yes},
        {"mntns", [](auto& w) { w.mount_namespaces = {"!4026531841"}; }, cat(), no},

        {"cgroup", [](auto& w) { w.cgroups = {"/machine.slice"}; }, cat(), yes},
        {"cgroup", [](auto& w) { w.cgroups = {"machine.slice/"}; }, cat(), yes},
        {"cgroup", [](auto& w) { w.cgroups = {"/machine"}; }, cat(), no},
        {"cgroup", [](auto& w) { w.cgroups = {"/sys/fs/cgroup/machine.slice/web.*"}; }, cat(), yes},
        {"cgroup", [](auto& w) { w.cgroups = {"**/docker-*"}; }, cat(), yes},
        {"cgroup", [](auto& w) { w.cgroups = {"/"}; }, cat(), yes},
        {"cgroup", [](auto& w) { w.cgroups = {"!/machine.slice"}; }, cat(), no},
        {"cgroup", [](auto& w) { w.cgroups = {"/user.slice"}; }, cat(), no},
        {"cgroup that has no name", [](auto& w) { w.cgroups = {"/a"}; },
         with(cat(), [](Event& e) { e.cgroup_path = ""; }), unknown},
        {"cgroup that has no name, and filtered",
         [](auto& w) {
             w.cgroups = {"/a"};
             w.pids = {"1"};
         },
         with(cat(), [](Event& e) { e.cgroup_path = ""; }), no},
        {"container, start of the id", [](auto& w) { w.containers = {"0123"}; }, cat(), yes},
        {"container, too short", [](auto& w) { w.containers = {"012"}; }, cat(), no},
        {"container, name", [](auto& w) { w.containers = {"shop"}; },
         with(cat(), [](Event& e) { e.container = "shop"; }), yes},
        {"container, the one around it", [](auto& w) { w.containers = {"0123456789"}; },
         with(cat(), [](Event& e) { e.container = "inner"; }), yes},
        {"container, excluded", [](auto& w) { w.containers = {"!0123"}; }, cat(), no},
        {"container, in none", [](auto& w) { w.containers = {"shop"}; },
         with(cat(),
              [](Event& e) {
                  e.cgroup_path = "/user.slice";
                  e.container = "";
              }),
         no},
        {"service", [](auto& w) { w.services = {"web"}; }, cat(), yes},
        {"service", [](auto& w) { w.services = {"w*"}; }, cat(), yes},
        {"service", [](auto& w) { w.services = {"machine.slice"}; }, cat(), yes},
        {"service", [](auto& w) { w.services = {"machine"}; }, cat(), no},
        {"service", [](auto& w) { w.services = {"!web"}; }, cat(), no},

        {"op", [](auto& w) { w.ops = {"open"}; }, cat(), yes},
        {"op", [](auto& w) { w.ops = {"!open"}; }, cat(), no},
        {"op, held", [](auto& w) { w.ops = {"held-open"}; }, cat(), no},
        {"access", [](auto& w) { w.access = {"r"}; }, cat(), yes},
        {"access", [](auto& w) { w.access = {"w"}; }, cat(), no},
        {"access", [](auto& w) { w.access = {"a"}; },
         with(cat(), [](Event& e) { e.open_flags = O_WRONLY | O_APPEND; }), yes},
        {"access of what is gone", [](auto& w) { w.access = {"r"}; }, gone(), unknown},
        {"access excluded, of what is gone", [](auto& w) { w.access = {"!w"}; }, gone(), unknown},
        {"what is gone", [](auto&) {}, gone(), yes},
        {"prot", [](auto& w) { w.prot = {"x"}; }, map(PROT_EXEC, MAP_PRIVATE), yes},
        {"prot", [](auto& w) { w.prot = {"w"}; }, map(PROT_EXEC, MAP_PRIVATE), no},
        {"prot asks about maps", [](auto& w) { w.prot = {"x"}; }, cat(), no},
        {"prot excluded", [](auto& w) { w.prot = {"!x"}; }, cat(), yes},
        {"shared", [](auto& w) { w.shared = true; }, map(PROT_READ, MAP_SHARED), yes},
        {"shared", [](auto& w) { w.shared = true; }, map(PROT_READ, MAP_PRIVATE), no},
        {"private", [](auto& w) { w.private_ = true; }, map(PROT_READ, MAP_PRIVATE), yes},
        {"private", [](auto& w) { w.private_ = true; }, cat(), no},
        {"writes", [](auto& w) { w.writes = true; }, cat(), no},
        {"writes", [](auto& w) { w.writes = true; },
         with(cat(), [](Event& e) { e.open_flags = O_RDONLY | O_CREAT; }), yes},
        {"writes", [](auto& w) { w.writes = true; }, map(PROT_WRITE, MAP_SHARED), yes},
        {"writes", [](auto& w) { w.writes = true; }, map(PROT_WRITE, MAP_PRIVATE), no},
        {"writes of what is gone", [](auto& w) { w.writes = true; }, gone(), unknown},

        {"failures are left out", [](auto&) {}, failed(2), no},
        {"failed", [](auto& w) { w.failed = true; }, failed(2), yes},
        {"failed", [](auto& w) { w.failed = true; }, cat(), yes},
        {"failed-only", [](auto& w) { w.failed_only = true; }, cat(), no},
        {"errno", [](auto& w) { w.errnos = {"ENOENT"}; }, failed(2), yes},
        {"errno", [](auto& w) { w.errnos = {"ENOENT"}; }, failed(13), no},
        {"errno", [](auto& w) { w.errnos = {"ENOENT"}; }, cat(), no},
        {"errno with successes",
         [](auto& w) {
             w.errnos = {"ENOENT"};
             w.failed = true;
         },
         cat(), yes},
        {"errno excluded", [](auto& w) { w.errnos = {"!ENOENT"}; }, failed(2), no},
        {"via", [](auto& w) { w.via = {"openat"}; }, cat(), yes},
        {"via", [](auto& w) { w.via = {"open"}; }, cat(), no},
        {"via excluded", [](auto& w) { w.via = {"!openat"}; }, cat(), no},
        {"slower-than", [](auto& w) { w.slower_than = "5ms"; },
         with(cat(), [](Event& e) { e.begun_ns = e.ts_ns - 5'000'000; }), yes},
        {"slower-than", [](auto& w) { w.slower_than = "5ms"; },
         with(cat(), [](Event& e) { e.begun_ns = e.ts_ns - 4'999'999; }), no},
        {"slower-than, begun before", [](auto& w) { w.slower_than = "5ms"; }, cat(), unknown},
        {"backing", [](auto&) {}, with(cat(), [](Event& e) { e.flags = FA_EV_BACKING; }), no},
        {"backing", [](auto& w) { w.backing = true; },
         with(cat(), [](Event& e) { e.flags = FA_EV_BACKING; }), yes},

        {"verdict", [](auto& w) { w.verdicts = {"ok"}; }, cat(), yes},
        {"verdict", [](auto& w) { w.verdicts = {"deleted"}; }, cat(), no},
        {"verdict", [](auto& w) { w.verdicts = {"deleted,!detached"}; },
         with(cat(), [](Event& e) { e.paths[0].status = FA_ST_DELETED | FA_ST_DETACHED; }), no},
        {"fstype", [](auto& w) { w.fstypes = {"ext?,xfs"}; }, cat(), yes},
        {"fstype", [](auto& w) { w.fstypes = {"xfs"}; }, cat(), no},
        {"fstype that the kernel cuts", [](auto& w) { w.fstypes = {"a-very-long-type-of-fs"}; },
         with(cat(), [](Event& e) { e.fstype = "a-very-long-typ"; }), yes},
        {"fstype of a failed open",
         [](auto& w) {
             w.fstypes = {"ext4"};
             w.failed = true;
         },
         failed(2), no},
        {"fstype excluded, of a failed open",
         [](auto& w) {
             w.fstypes = {"!ext4"};
             w.failed = true;
         },
         failed(2), yes},
        {"fstype of what is gone", [](auto& w) { w.fstypes = {"!ext4"}; }, gone(), unknown},
        {"dev", [](auto& w) { w.devices = {"8:1"}; }, cat(), yes},
        {"dev", [](auto& w) { w.devices = {"8:2,!8:1"}; }, cat(), no},
        {"inode", [](auto& w) { w.inodes = {"131"}; }, cat(), yes},
        {"inode", [](auto& w) { w.inodes = {"132"}; }, cat(), no},
        {"no-pseudo", [](auto& w) { w.no_pseudo = true; }, cat(), yes},
        {"no-pseudo, by type", [](auto& w) { w.no_pseudo = true; },
         with(cat(), [](Event& e) { e.fstype = "proc"; }), no},
        {"no-pseudo, a device", [](auto& w) { w.no_pseudo = true; },
         with(cat(), [](Event& e) { e.mode = S_IFCHR; }), no},
        {"no-pseudo, a named pipe", [](auto& w) { w.no_pseudo = true; },
         with(cat(), [](Event& e) { e.mode = S_IFIFO; }), no},
        {"no-pseudo, without a place", [](auto& w) { w.no_pseudo = true; },
         with(cat(), [](Event& e) { e.paths[0].status = FA_ST_PSEUDO; }), no},
        {"AND",
         [](auto& w) {
             w.pids = {"4242"};
             w.ops = {"open"};
             w.uids = {"jane"};
             w.fstypes = {"ext4"};
         },
         cat(), yes},
    };
    for (const auto& row : rows) {
        CAPTURE(row.what);
        auto match = match_of(row.words);
        REQUIRE(match.has_value());
        CHECK(match->judge(row.event) == row.verdict);
    }
}

TEST_CASE("replay match: paths, --uniq and --rate are the rest") {
    const auto match = match_of([](auto& w) {
        w.paths = {"/etc/"};
        w.uniq = {"path"};
        w.rate = "5/s";
    });
    CHECK(match->rest().paths[FA_PATH_TARGET].include.size() == 1);
    CHECK(match->rest().uniq == FA_KEY_PATH);
    CHECK(match->rest().rate == 5);
}

TEST_CASE("replay match: one in so many, the same each time") {
    std::vector<size_t> chosen[2];
    for (auto& which : chosen) {
        auto match = match_of([](auto& w) { w.sample = "1/10"; });
        for (size_t i = 0; i < 10000; ++i)
            if (match->judge(cat()) == Verdict::show)
                which.push_back(i);
    }
    CHECK(chosen[0] == chosen[1]);
    CHECK(chosen[0].size() > 850);
    CHECK(chosen[0].size() < 1150);
}

TEST_CASE("replay match: failures that nobody asked for are counted") {
    auto match = match_of([](auto&) {});
    match->judge(failed(2));
    match->judge(cat());
    match->judge(failed(13));
    CHECK(match->failures_left_out() == 2);
}

TEST_CASE("replay match: and only those that every other filter lets through") {
    const struct {
        const char* what;
        Words words;
        uint64_t left_out;
    } rows[] = {
        {"its pid", [](auto& w) { w.pids = {"4242"}; }, 1},
        {"another pid", [](auto& w) { w.pids = {"1"}; }, 0},
        {"its path", [](auto& w) { w.paths = {"/etc/"}; }, 1},
        {"another path", [](auto& w) { w.paths = {"/srv/"}; }, 0},
        {"a glob for user space", [](auto& w) { w.paths = {"**/other"}; }, 0},
        {"another comm", [](auto& w) { w.comms = {"nginx"}; }, 0},
        {"its verdict", [](auto& w) { w.verdicts = {"!ok"}; }, 1},
        {"another verdict", [](auto& w) { w.verdicts = {"deleted"}; }, 0},
        {"maps alone", [](auto& w) { w.ops = {"mmap"}; }, 0},
    };
    for (const auto& row : rows) {
        CAPTURE(row.what);
        auto match = match_of(row.words);
        REQUIRE(match.has_value());
        CHECK(match->judge(with(failed(2), [](Event& e) { e.pid = 4242; })) == Verdict::filtered);
        CHECK(match->failures_left_out() == row.left_out);
    }
}

TEST_CASE("replay match: the host's mount namespace is the recorded one") {
    auto match = match_of([](auto& w) { w.host_only = true; }, 4026531841);
    REQUIRE(match.has_value());
    CHECK(match->judge(cat()) == Verdict::show);
    auto other = match_of([](auto& w) { w.host_only = true; }, 4026531842);
    CHECK(other->judge(cat()) == Verdict::filtered);
}

TEST_CASE("replay match: what a recording cannot answer is refused") {
    const struct {
        Words words;
        const char* option;
    } rows[] = {
        {[](auto& w) {
             w.pids = {"1"};
             w.follow = true;
         },
         "--follow"},
        {[](auto& w) { w.same_files = {"/etc/passwd"}; }, "--ino-of"},
        {[](auto& w) { w.host_only = true; }, "--host-only"},
        {[](auto& w) { w.mount_namespaces = {"1"}; }, "--mntns"},
        {[](auto& w) { w.uids = {"4294967295"}; }, "--uid"},
        {[](auto& w) { w.gids = {"9-3"}; }, "--gid"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.option);
        const auto match = match_of(row.words);
        REQUIRE(!match.has_value());
        CHECK(match.error().message.find(row.option) == 0);
        CHECK(match.error().status == Exit::usage);
    }
}
