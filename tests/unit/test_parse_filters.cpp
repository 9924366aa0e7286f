// SPDX-License-Identifier: GPL-2.0-only
// Filter options: what is taken, and the sentence for what is not.
#include "cli/parse_filters.h"

#include <cerrno>
#include <doctest/doctest.h>
#include <functional>
#include <sys/mman.h>

using namespace fileaudit;

namespace {

using Lists = std::vector<std::string>;

Filters taken(const FilterWords& words) {
    auto filters = parse_filters(words);
    REQUIRE_MESSAGE(filters.has_value(), filters.error().message);
    return *filters;
}

// The sentence of a refusal; "taken" when there was none.
std::string sentence(const FilterWords& words) {
    const auto filters = parse_filters(words);
    if (filters)
        return "taken";
    CHECK(filters.error().status == Exit::usage);
    return filters.error().message;
}

std::string sentence(Lists FilterWords::*option, const Lists& lists) {
    FilterWords words;
    words.*option = lists;
    return sentence(words);
}

std::string as_typed(const std::string& text) {
    return text;
}
template<class Pattern> std::string as_typed(const Pattern& pattern) {
    return pattern.glob();
}

// "a b !c": included, then excluded.
template<class T> std::string all(const Choice<T>& choice) {
    std::string text;
    for (const T& value : choice.include)
        text += (text.empty() ? "" : " ") + as_typed(value);
    for (const T& value : choice.exclude)
        text += (text.empty() ? "!" : " !") + as_typed(value);
    return text;
}

// "1,2,…": that many numbers.
std::string numbers(size_t count) {
    std::string list;
    for (size_t i = 1; i <= count; ++i)
        list += (list.empty() ? "" : ",") + std::to_string(i);
    return list;
}

} // namespace

TEST_CASE("parse_filters: nothing filters nothing") {
    const Filters f = taken({});
    CHECK((f.pids.empty() && f.tids.empty() && f.ppids.empty() && f.comms.empty()));
    CHECK((f.exes.empty() && f.cwds.empty() && f.roots.empty() && f.paths.empty()));
    CHECK((f.users.empty() && f.groups.empty() && f.cgroups.empty() && f.containers.empty()));
    CHECK((f.services.empty() && f.mount_namespaces.empty() && f.fstypes.empty()));
    CHECK((f.devices.empty() && f.inodes.empty() && f.same_files.empty()));
    CHECK((f.ops.empty() && f.access.empty() && f.prot.empty() && f.sharing.empty()));
    CHECK(f.verdicts.empty());
    CHECK_FALSE((f.follow || f.host_only || f.no_libs || f.no_pseudo || f.writes));
    CHECK(f.uniq == 0);
    CHECK(f.sample == 1);
    CHECK(f.rate == 0);
    CHECK(f.outcomes == FA_OUTCOME_OK);
    CHECK((f.errnos.empty() && f.via.empty() && f.slower_than.count() == 0 && !f.backing));
}

TEST_CASE("parse_filters: which outcomes") {
    const uint32_t ok = FA_OUTCOME_OK, failed = FA_OUTCOME_FAILED;
    const struct {
        bool failed, failed_only;
        Lists errnos;
        uint32_t outcomes;
    } rows[] = {
        {false, false, {}, ok},
        {true, false, {}, ok | failed},
        {false, true, {}, failed},
        {false, false, {"ENOENT"}, failed},
        {false, false, {"!EAGAIN"}, failed},
        {true, false, {"ENOENT"}, ok | failed},
        {false, true, {"ENOENT"}, failed},
    };
    for (const auto& row : rows) {
        FilterWords words;
        words.failed = row.failed;
        words.failed_only = row.failed_only;
        words.errnos = row.errnos;
        CHECK(taken(words).outcomes == row.outcomes);
    }
}

TEST_CASE("parse_filters: errnos, ways and times") {
    FilterWords words;
    words.errnos = {"ENOENT,13", "!EAGAIN,4095"};
    words.via = {"openat,io_uring", "!creat"};
    words.slower_than = "200us";
    words.backing = true;
    const Filters f = taken(words);
    CHECK(f.errnos.include == std::vector<uint32_t>{ENOENT, EACCES, 4095});
    CHECK(f.errnos.exclude == std::vector<uint32_t>{EAGAIN});
    CHECK(f.via.include == (1u << FA_VIA_OPENAT | 1u << FA_VIA_IO_URING));
    CHECK(f.via.exclude == 1u << FA_VIA_CREAT);
    CHECK(f.slower_than == std::chrono::microseconds(200));
    CHECK(f.backing);
    words = {};
    words.via = {"open,openat,openat2,creat,open_by_handle_at,exec,interpreter,uselib,io_uring,"
                 "kernel,mmap,mprotect,shmat,other"};
    CHECK(taken(words).via.include == 0x7ffe);
}

TEST_CASE("parse_keys: as --uniq, for another option") {
    CHECK(parse_keys({"exe,errno", "via"}, "--by").value() ==
          (FA_KEY_EXE | FA_KEY_ERRNO | FA_KEY_VIA));
    CHECK(parse_keys({"paht"}, "--by").error().message ==
          "--by: 'paht' is not a key of events; did you mean 'path'?");
    CHECK(parse_keys({"exe,!path"}, "--by").error().message ==
          "--by: a key cannot be excluded; name those that make a row another one, such as "
          "exe,path");
}

TEST_CASE("parse_filters: numbers, repeated options, exclusion, each value once") {
    FilterWords words;
    words.pids = {"1,!2", "33,1", "!2"};
    words.tids = {"4194304"};
    words.ppids = {"!7"};
    words.inodes = {"0,18446744073709551615", "!5"};
    words.devices = {"8:1,!4095:1048575", "0:5"};
    const Filters f = taken(words);
    CHECK(f.pids.include == std::vector<uint32_t>{1, 33});
    CHECK(f.pids.exclude == std::vector<uint32_t>{2});
    CHECK(f.tids.include == std::vector<uint32_t>{4194304});
    CHECK(f.ppids.include.empty());
    CHECK(f.ppids.exclude == std::vector<uint32_t>{7});
    CHECK(f.inodes.include == std::vector<uint64_t>{0, UINT64_MAX});
    CHECK(f.inodes.exclude == std::vector<uint64_t>{5});
    CHECK(f.devices.include == std::vector<Device>{{8, 1}, {0, 5}});
    CHECK(f.devices.exclude == std::vector<Device>{{4095, 1048575}});
}

TEST_CASE("parse_filters: each text option into its own place") {
    FilterWords words;
    words.comms = {"nginx,!php*", R"(\!odd)", R"(a\,b)"};
    words.exes = {"/usr/{bin,sbin}/*"};
    words.cwds = {"!/tmp/"};
    words.roots = {"/"};
    words.paths = {"/etc/**,!/etc/{a,b}"};
    words.uids = {"root,1000-1999", "!1500"};
    words.gids = {"adm"};
    words.cgroups = {"system.slice/{a,b}*", "!/user.slice"};
    words.containers = {"deadbeef,web"};
    words.services = {"nginx", R"(dev-a\x2db.service)"};
    words.mount_namespaces = {"4026531841,!1"};
    words.fstypes = {"ext4,fuse*,!proc"};
    words.same_files = {R"(/etc/passwd,a\,b)", R"(c\\d\e,f{g,h})"};
    const Filters f = taken(words);
    CHECK(all(f.comms) == R"(nginx !odd a\,b !php*)");
    CHECK(all(f.exes) == "/usr/bin/* /usr/sbin/*");
    CHECK(all(f.cwds) == "!/tmp/");
    CHECK(all(f.roots) == "/");
    CHECK(all(f.paths) == "/etc/** !/etc/a !/etc/b");
    CHECK(all(f.users) == "root 1000-1999 !1500");
    CHECK(all(f.groups) == "adm");
    CHECK(all(f.cgroups) == "system.slice/a* system.slice/b* !/user.slice");
    CHECK(all(f.containers) == "deadbeef web");
    CHECK(all(f.services) == R"(nginx dev-a\x2db.service)");
    CHECK(all(f.mount_namespaces) == "4026531841 !1");
    CHECK(all(f.fstypes) == "ext4 fuse* !proc");
    CHECK(all(f.same_files) == R"(/etc/passwd a,b c\d\e f{g,h})"); // no globs: braces are names
}

TEST_CASE("parse_filters: words are bits") {
    const struct {
        Lists FilterWords::*option;
        Mask Filters::*mask;
        Lists lists;
        uint32_t include, exclude;
    } rows[] = {
        {&FilterWords::ops, &Filters::ops, {"open"}, 1u << 1 | 1u << 4, 0},
        {&FilterWords::ops, &Filters::ops, {"mmap,exec"}, 1u << 2 | 1u << 5 | 1u << 3, 0},
        {&FilterWords::ops, &Filters::ops, {"held-open", "held-map"}, 1u << 4 | 1u << 5, 0},
        {&FilterWords::ops, &Filters::ops, {"open,!held-open"}, 1u << 1 | 1u << 4, 1u << 4},
        {&FilterWords::ops, &Filters::ops, {"!exec"}, 0, 1u << 3},
        {&FilterWords::access,
         &Filters::access,
         {"r,w,x,a,create,trunc,excl,tmpfile,path,exec"},
         0x3ff,
         0},
        {&FilterWords::access, &Filters::access, {"w", "!create"}, FA_ACC_WRITE, FA_ACC_CREATE},
        {&FilterWords::prot, &Filters::prot, {"x"}, PROT_EXEC, 0},
        {&FilterWords::prot, &Filters::prot, {"!r,!w,!x"}, 0, PROT_READ | PROT_WRITE | PROT_EXEC},
        {&FilterWords::verdicts, &Filters::verdicts, {"deleted,!ok"}, FA_ST_DELETED, FA_ST_OK},
        {&FilterWords::verdicts,
         &Filters::verdicts,
         {"detached,escaped,pseudo,truncated,unstable,absent,unresolved"},
         0xfe,
         0},
    };
    for (const auto& row : rows) {
        CAPTURE(row.lists[0]);
        FilterWords words;
        words.*row.option = row.lists;
        const Filters f = taken(words);
        CHECK((f.*row.mask).include == row.include);
        CHECK((f.*row.mask).exclude == row.exclude);
    }
}

TEST_CASE("parse_filters: flags, and how many") {
    FilterWords words;
    words.pids = {"!1"};
    words.follow = words.host_only = words.shared = words.no_libs = words.writes = true;
    words.uniq = {"exe,path", "ino"};
    words.sample = "1/100";
    words.rate = "250/s";
    Filters f = taken(words);
    CHECK((f.follow && f.host_only && f.no_libs && f.writes));
    CHECK_FALSE(f.no_pseudo);
    CHECK(f.sharing.include == FA_SHARED);
    CHECK(f.uniq == (FA_KEY_EXE | FA_KEY_PATH | FA_KEY_INO));
    CHECK(f.sample == 100);
    CHECK(f.rate == 250);

    words = {};
    words.private_ = words.no_pseudo = true;
    words.uniq = {"pid,tid,ppid,uid,gid,comm,op,access,mntns,fstype,ino,path,exe,cwd,root",
                  "errno,via,cgroup"};
    words.sample = "1/4294967295";
    words.rate = "18446744073709551615";
    f = taken(words);
    CHECK(f.no_pseudo);
    CHECK_FALSE((f.follow || f.host_only || f.no_libs || f.writes));
    CHECK(f.sharing.include == FA_PRIVATE);
    CHECK(f.uniq == 0xf3fff);
    CHECK(f.sample == UINT32_MAX);
    CHECK(f.rate == UINT64_MAX);
    words.shared = true;
    CHECK(taken(words).sharing.include == (FA_SHARED | FA_PRIVATE));
}

TEST_CASE("parse_filters: values refused") {
    const struct {
        Lists FilterWords::*option;
        const char* list;
        const char* sentence;
    } rows[] = {
        {&FilterWords::pids, "1,12x",
         "--pid: '12x' is not a process id; give decimal numbers such as 4242 or 4242,4243"},
        {&FilterWords::tids, "4194305",
         "--tid: '4194305' is not a thread id; give decimal numbers such as 4242 or 4242,4243"},
        {&FilterWords::ppids, "!0",
         "--ppid: '0' is not a process id; give decimal numbers such as 4242 or 4242,4243"},
        {&FilterWords::pids, "5,!5",
         "--pid: '5' is both given and excluded, so that nothing is left; drop one of the two"},
        {&FilterWords::comms, "sixteen_letters_",
         "--comm: 'sixteen_letters_' is longer than any comm; the kernel keeps 15 bytes, so give "
         "'sixteen_letters'"},
        {&FilterWords::comms, "!sixteen_letters_*",
         "--comm: 'sixteen_letters_*' is longer than any comm; the kernel keeps 15 bytes, so give "
         "'sixteen_letters'"},
        {&FilterWords::comms, "[ab]ixteen_letters_",
         "--comm: '[ab]ixteen_letters_' is longer than any comm; the kernel keeps 15 bytes, so "
         "give fewer"},
        {&FilterWords::paths, "/ok,!/a/../b", nullptr},
        {&FilterWords::exes, "ls", nullptr},
        {&FilterWords::cwds, "/[a", nullptr},
        {&FilterWords::roots, "/a\\", nullptr},
        {&FilterWords::paths, "/{a,b", nullptr},
        {&FilterWords::comms, "[z-a]", nullptr},
        {&FilterWords::uids, "a,,b", nullptr},
        {&FilterWords::cgroups, "", nullptr},
        {&FilterWords::services, "!", nullptr},
        {&FilterWords::mount_namespaces, "mnt:1",
         "--mntns: 'mnt:1' is neither a process id nor the inode number of a mount namespace; "
         "give a number, as lsns -t mnt shows them"},
        {&FilterWords::ops, "opne", "--op: 'opne' is not an operation; did you mean 'open'?"},
        {&FilterWords::ops, "OPEN", "--op: 'OPEN' is not an operation; did you mean 'open'?"},
        {&FilterWords::ops, "rename",
         "--op: 'rename' is not an operation; the words are open, mmap, exec, held-open, "
         "held-map"},
        {&FilterWords::ops, "open,!open",
         "--op: 'open' is both given and excluded, so that nothing is left; drop one of the two"},
        {&FilterWords::ops, "held-open,!open",
         "--op: nothing is left of what it lets through; exclude less"},
        {&FilterWords::ops, "!open,!mmap,!exec",
         "--op: nothing is left of what it lets through; exclude less"},
        {&FilterWords::access, "wirte",
         "--access: 'wirte' is not a kind of access; the words are r, w, x, a, create, trunc, "
         "excl, tmpfile, path, exec"},
        {&FilterWords::prot, "rw", "--prot: 'rw' is not a protection; the words are r, w, x"},
        {&FilterWords::verdicts, "delete",
         "--verdict: 'delete' is not a verdict; did you mean 'deleted'?"},
        {&FilterWords::verdicts,
         "!ok,!deleted,!detached,!escaped,!pseudo,!truncated,!unstable,!absent,!unresolved",
         "--verdict: nothing is left of what it lets through; exclude less"},
        {&FilterWords::devices, "8",
         "--dev: '8' is not a device; give MAJOR:MINOR such as 8:1, as findmnt -o TARGET,MAJ:MIN "
         "shows them"},
        {&FilterWords::devices, "4096:0", nullptr},
        {&FilterWords::devices, "8:1048576", nullptr},
        {&FilterWords::devices, "8:1:2", nullptr},
        {&FilterWords::inodes, "0x10",
         "--inode: '0x10' is not an inode number; give decimal numbers, as ls -i shows them"},
        {&FilterWords::pids, "5,!05",
         "--pid: nothing is left of what it lets through; exclude less"},
        {&FilterWords::inodes, "007,!7",
         "--inode: nothing is left of what it lets through; exclude less"},
        {&FilterWords::errnos, "ENOENT,!2",
         "--errno: nothing is left of what it lets through; exclude less"},
        {&FilterWords::errnos, "enoent", "--errno: 'enoent' is no errno; did you mean 'ENOENT'?"},
        {&FilterWords::errnos, "ENOENTT", "--errno: 'ENOENTT' is no errno; did you mean 'ENOENT'?"},
        {&FilterWords::errnos, "0",
         "--errno: '0' is no errno; give names such as ENOENT, or numbers"},
        {&FilterWords::errnos, "4096",
         "--errno: '4096' is no errno; give names such as ENOENT, or numbers"},
        {&FilterWords::errnos, "-2",
         "--errno: '-2' is no errno; give names such as ENOENT, or numbers"},
        {&FilterWords::via, "opneat",
         "--via: 'opneat' is not a way to a file; did you mean "
         "'openat'?"},
        {&FilterWords::via, "execve",
         "--via: 'execve' is not a way to a file; did you mean "
         "'exec'?"},
        {&FilterWords::uniq, "paht", "--uniq: 'paht' is not a key of events; did you mean 'path'?"},
        {&FilterWords::uniq, "exe,!path",
         "--uniq: a key cannot be excluded; name those that make an event another one, such as "
         "exe,path"},
        {&FilterWords::ops, "\x1b\n",
         "--op: '\\x1b\\n' is not an operation; the words are open, mmap, exec, held-open, "
         "held-map"},
    };
    for (const auto& row : rows) {
        CAPTURE(std::string(row.list));
        const std::string said = sentence(row.option, {row.list});
        if (row.sentence != nullptr)
            CHECK(said == row.sentence);
        else
            CHECK(said.starts_with("--")); // the words are those of another test
    }
}

TEST_CASE("parse_filters: each option's refusal names it") {
    const struct {
        Lists FilterWords::*option;
        const char* name;
    } rows[] = {
        {&FilterWords::pids, "--pid: "},
        {&FilterWords::tids, "--tid: "},
        {&FilterWords::ppids, "--ppid: "},
        {&FilterWords::comms, "--comm: "},
        {&FilterWords::exes, "--exe: "},
        {&FilterWords::cwds, "--cwd: "},
        {&FilterWords::roots, "--root: "},
        {&FilterWords::uids, "--uid: "},
        {&FilterWords::gids, "--gid: "},
        {&FilterWords::cgroups, "--cgroup: "},
        {&FilterWords::containers, "--container: "},
        {&FilterWords::services, "--service: "},
        {&FilterWords::mount_namespaces, "--mntns: "},
        {&FilterWords::ops, "--op: "},
        {&FilterWords::access, "--access: "},
        {&FilterWords::prot, "--prot: "},
        {&FilterWords::paths, "--path: "},
        {&FilterWords::verdicts, "--verdict: "},
        {&FilterWords::fstypes, "--fstype: "},
        {&FilterWords::devices, "--dev: "},
        {&FilterWords::inodes, "--inode: "},
        {&FilterWords::same_files, "--ino-of: "},
        {&FilterWords::uniq, "--uniq: "},
        {&FilterWords::errnos, "--errno: "},
        {&FilterWords::via, "--via: "},
    };
    for (const auto& row : rows)
        for (const char* list : {"", ",", "!"})
            CHECK(sentence(row.option, {list}).starts_with(row.name));
}

TEST_CASE("parse_filters: shares and rates refused") {
    for (const char* text : {"", "1", "10", "2/10", "1/0", "1/", "1/-1", "1/4294967296", "1/1.5",
                             "1/ 2", "1/2/3", "10%"}) {
        FilterWords words;
        words.sample = text;
        CHECK(sentence(words) == "--sample: '" + std::string(text) +
                                     "' is not a share; give one in so many such as 1/100");
    }
    for (const char* text :
         {"", "/s", "0", "0/s", "-1", "1.5", "10/m", "10s", "10/s/s", "18446744073709551616"}) {
        FilterWords words;
        words.rate = text;
        CHECK(sentence(words) == "--rate: '" + std::string(text) +
                                     "' is not a rate; give events a second such as 100/s");
    }
}

TEST_CASE("parse_filters: options that contradict each other") {
    const struct {
        std::function<void(FilterWords&)> give;
        const char* sentence;
    } rows[] = {
        {[](auto& w) { w.follow = true; },
         "--follow is about the descendants of given processes; add --pid"},
        {[](auto& w) {
             w.host_only = true;
             w.mount_namespaces = {"!1"};
         },
         "--host-only and --mntns both choose the mount namespace; give one of them"},
        {[](auto& w) {
             w.ops = {"open,exec"};
             w.prot = {"x"};
         },
         "--prot asks about maps, and --op lets none through; add mmap to --op"},
        {[](auto& w) {
             w.ops = {"!mmap"};
             w.private_ = true;
         },
         "--private asks about maps, and --op lets none through; add mmap to --op"},
        {[](auto& w) {
             w.ops = {"open"};
             w.shared = true;
         },
         "--shared asks about maps, and --op lets none through; add mmap to --op"},
        {[](auto& w) {
             w.ops = {"held-map"};
             w.prot = {"x"};
         },
         "taken"},
        {[](auto& w) {
             w.ops = {"open"};
             w.prot = {"!x"};
         },
         "taken"},
        {[](auto& w) {
             w.ops = {"exec"};
             w.access = {"r"};
         },
         "--access r: nothing that --op leaves uses a file like that; give one of them"},
        {[](auto& w) {
             w.ops = {"exec"};
             w.access = {"!x"};
         },
         "--access !x: nothing that --op leaves uses a file like that; give one of them"},
        {[](auto& w) {
             w.ops = {"mmap,exec"};
             w.access = {"tmpfile,create"};
         },
         "--access create,tmpfile: nothing that --op leaves uses a file like that; give one of "
         "them"},
        {[](auto& w) {
             w.prot = {"r"};
             w.access = {"trunc"};
         },
         "--access trunc: nothing that --prot leaves uses a file like that; give one of them"},
        {[](auto& w) {
             w.ops = {"open"};
             w.access = {"x,!exec"}; // an open for executing is both
         },
         "--access x,!exec: nothing that --op leaves uses a file like that; give one of them"},
        {[](auto& w) {
             w.ops = {"mmap,open"};
             w.access = {"tmpfile,!r"};
         },
         "taken"},
        {[](auto& w) {
             w.ops = {"mmap"};
             w.access = {"x,!exec"};
         },
         "taken"},
        {[](auto& w) {
             w.ops = {"exec"};
             w.access = {"x,!r"};
         },
         "taken"},
        {[](auto& w) {
             w.ops = {"exec"};
             w.writes = true;
         },
         "--writes: an exec changes no file, and --op leaves nothing else; add open or mmap to "
         "--op"},
        {[](auto& w) { w.writes = w.private_ = true; },
         "--writes: what is written through a private map never reaches the file; leave --private "
         "out"},
        {[](auto& w) { w.writes = w.private_ = w.shared = true; }, "taken"},
        {[](auto& w) {
             w.ops = {"mmap,exec"};
             w.slower_than = "1";
         },
         "--slower-than asks how long opens took, and --op lets none through; add open to --op"},
        {[](auto& w) {
             w.ops = {"held-open"};
             w.slower_than = "1";
         },
         "--slower-than asks how long opens took, and --op lets none through; add open to --op"},
        {[](auto& w) {
             w.shared = true;
             w.slower_than = "1";
         },
         "--slower-than is about opens and --shared about maps, and nothing is both; give one of "
         "them"},
        {[](auto& w) {
             w.ops = {"open,exec"};
             w.via = {"mmap,shmat,mprotect"};
         },
         "--via mmap,mprotect,shmat: nothing that --op leaves comes about like that; give one of "
         "them"},
        {[](auto& w) {
             w.ops = {"!open"};
             w.via = {"openat,io_uring,mmap,!mmap"};
         },
         "--via openat,io_uring,mmap,!mmap: nothing that --op leaves comes about like that; give "
         "one of them"},
        {[](auto& w) {
             w.slower_than = "1";
             w.via = {"shmat"};
         },
         "--via shmat: nothing that --slower-than leaves comes about like that; give one of them"},
        {[](auto& w) {
             w.ops = {"mmap"};
             w.via = {"exec,openat"};
         },
         "taken"},
        {[](auto& w) {
             w.ops = {"open"};
             w.via = {"!mmap"};
         },
         "taken"},
        {[](auto& w) { w.failed = w.failed_only = true; },
         "--failed adds failures and --failed-only shows nothing else; give one of them"},
        {[](auto& w) { w.verdicts = {"unresolved"}; },
         "--verdict unresolved is about opens that failed, and none are shown; add --failed"},
        {[](auto& w) {
             w.verdicts = {"unresolved"};
             w.failed = true;
         },
         "taken"},
        {[](auto& w) {
             w.ops = {"open"};
             w.failed_only = true;
             w.inodes = {"5"};
         },
         "--inode asks which file it was, and an open that failed (--failed-only) has none; filter "
         "by --path, or add --failed"},
        {[](auto& w) {
             w.slower_than = "1";
             w.errnos = {"EIO"};
             w.fstypes = {"nfs"};
         },
         "--fstype asks which file it was, and an open that failed (--errno) has none; filter by "
         "--path, or add --failed"},
        {[](auto& w) {
             w.failed_only = true; // a map can fail of a file that is open
             w.inodes = {"5"};
         },
         "taken"},
        {[](auto& w) {
             w.ops = {"open"};
             w.failed_only = true;
             w.inodes = {"!5"};
         },
         "taken"},
        {[](auto& w) {
             w.ops = {"open"};
             w.failed_only = true;
             w.verdicts = {"ok"};
         },
         "--verdict ok: the path of an open that failed (--failed-only) is always unresolved; "
         "leave one of them out, or add --failed"},
    };
    for (const auto& row : rows) {
        FilterWords words;
        row.give(words);
        CHECK(sentence(words) == row.sentence);
    }
}

TEST_CASE("parse_filters: a path option that excludes all that it includes") {
    FilterWords words;
    words.exes = {"/a/**,/a/b,!/a/"};
    const auto filters = parse_filters(words);
    REQUIRE_FALSE(filters);
    CHECK(filters.error().message == "--exe: it excludes all that it includes; exclude less");
    words.exes.emplace_back("/b");
    CHECK(parse_filters(words));
}

TEST_CASE("parse_filters: limits") {
    const struct {
        Lists FilterWords::*option;
        size_t most;
    } rows[] = {
        {&FilterWords::pids, 4096},   {&FilterWords::tids, 4096},
        {&FilterWords::ppids, 4096},  {&FilterWords::comms, 1024},
        {&FilterWords::uids, 32},     {&FilterWords::gids, 32},
        {&FilterWords::inodes, 1024}, {&FilterWords::mount_namespaces, 1024},
    };
    for (const auto& row : rows) {
        CHECK(sentence(row.option, {numbers(row.most)}) == "taken");
        CHECK(sentence(row.option, {numbers(row.most), "1,2"}) == "taken"); // no more values
        CHECK(sentence(row.option, {numbers(row.most), "!" + std::to_string(row.most + 1)})
                  .ends_with(": " + std::to_string(row.most + 1) + " values are more than the " +
                             std::to_string(row.most) +
                             " that can be watched for; give fewer, or run several fileaudits"));
    }
    std::string paths;
    for (size_t i = 0; i < 1024; ++i)
        paths += (i == 0 ? "/" : ",/") + std::to_string(i) + "/**";
    FilterWords words;
    words.paths = {paths};
    CHECK(taken(words).paths.include.size() == 1024);
    CHECK(sentence(&FilterWords::paths, {paths, "!/x"}) ==
          "--path: 1025 values are more than the 1024 that can be watched for; give fewer, or run "
          "several fileaudits");
    CHECK(sentence(&FilterWords::paths, {"/{1,2,3,4,5}{1,2,3,4,5}{1,2,3,4,5}{1,2,3,4,5}{1,2,3}"})
              .starts_with("--path: "));
}

TEST_CASE("parse_filters: the first thing wrong is told") {
    FilterWords words;
    words.pids = {"x"};
    words.ops = {"y"};
    words.rate = "z";
    CHECK(sentence(words).starts_with("--pid: 'x'"));
    words.pids.clear();
    CHECK(sentence(words).starts_with("--op: 'y'"));
    words.ops.clear();
    CHECK(sentence(words).starts_with("--rate: 'z'"));
}
