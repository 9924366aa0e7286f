// SPDX-License-Identifier: GPL-2.0-only
// Which filter is decided where, and what --explain says of it.
#include "filter/filter_plan.h"
#include "filter/filter_presets.h"

#include <cstring>
#include <doctest/doctest.h>
#include <initializer_list>
#include <string>
#include <sys/mman.h>
#include <vector>

using namespace fileaudit;

namespace {

PathPattern path(std::string_view glob) {
    return PathPattern::parse(glob, "--path").value();
}

NamePattern name(std::string_view glob) {
    return NamePattern::parse(glob, "--comm").value();
}

template<class T>
Choice<T> choice(std::initializer_list<T> include, std::initializer_list<T> exclude = {}) {
    return {include, exclude};
}

// The side of the entry; 0 when there is none, -1 when there are several.
int side_in_set(const FilterPlan& plan, fa_kind kind, uint64_t a, uint64_t b = 0) {
    int side = 0;
    for (const auto& entry : plan.kernel.set)
        if (entry.key.kind == kind && entry.key.a == a && entry.key.b == b)
            side = side == 0 ? entry.side : -1;
    return side;
}

int side_in_set(const FilterPlan& plan, fa_kind kind, const char* text) {
    uint64_t halves[2] = {};
    std::memcpy(halves, text, std::strlen(text));
    return side_in_set(plan, kind, halves[0], halves[1]);
}

std::string prefixes_of(const FilterPlan& plan, fa_path which) {
    std::string text;
    for (const auto& prefix : plan.kernel.prefixes)
        if (prefix.which == which)
            text += (prefix.side == FA_OUT ? "!" : "") + prefix.text + " ";
    return text;
}

std::vector<std::string> globs_of(const std::vector<PathPattern>& patterns) {
    std::vector<std::string> globs;
    for (const PathPattern& pattern : patterns)
        globs.push_back(pattern.glob());
    return globs;
}

} // namespace

TEST_CASE("filter_plan: no filters, nothing to decide") {
    const FilterPlan plan = compile({}, {});
    CHECK(plan.kernel.pid_sides == 0);
    for (const uint8_t sides : plan.kernel.set_sides)
        CHECK(sides == 0);
    for (const uint8_t sides : plan.kernel.prefix_sides)
        CHECK(sides == 0);
    CHECK(plan.kernel.pids.empty());
    CHECK(plan.kernel.set.empty());
    CHECK(plan.kernel.prefixes.empty());
    CHECK(plan.kernel.ops.empty());
    CHECK(plan.kernel.verdicts.empty());
    CHECK_FALSE(plan.kernel.no_device_nodes);
    CHECK_FALSE(plan.user.has_patterns());
    CHECK(plan.decisions.empty());
    CHECK(explain(plan) == "nothing is filtered\n");
}

TEST_CASE("filter_plan: pids once each, excluded wins") {
    Filters filters;
    filters.pids = choice<uint32_t>({30, 10, 30, 20}, {20, 40});
    filters.follow = true;
    const KernelFilter kernel = compile(filters, {}).kernel;
    CHECK(kernel.follow);
    CHECK(kernel.pid_sides == (FA_IN | FA_OUT));
    std::string text;
    for (const auto& [pid, side] : kernel.pids)
        text += (side == FA_OUT ? "!" : "") + std::to_string(pid) + " ";
    CHECK(text == "10 !20 30 !40 ");
}

TEST_CASE("filter_plan: exact values become entries of the set") {
    Filters filters;
    filters.tids = choice<uint32_t>({1}, {2});
    filters.ppids = choice<uint32_t>({3});
    filters.devices = choice<Device>({{8, 1}}, {{0, 0x12345}});
    filters.inodes = choice<uint64_t>({UINT64_MAX}, {5, 6});
    SystemIds ids;
    ids.cgroups = choice<uint64_t>({7}, {8});
    ids.containers = choice<uint64_t>({7});
    ids.services = choice<uint64_t>({}, {7});
    ids.mount_namespaces = choice<uint32_t>({4026531841}, {9});
    ids.fstypes = choice<std::string>({"ext4"}, {"a-name-of-exactly-so"});
    ids.same_files.include.emplace_back();
    const FilterPlan plan = compile(filters, ids);
    const struct {
        fa_kind kind;
        uint64_t a;
        int side;
    } rows[] = {
        {FA_KIND_TID, 1, FA_IN},
        {FA_KIND_TID, 2, FA_OUT},
        {FA_KIND_PPID, 3, FA_IN},
        {FA_KIND_DEV, 8ull << 32 | 1, FA_IN},
        {FA_KIND_DEV, 0x12345, FA_OUT},
        {FA_KIND_INO, UINT64_MAX, FA_IN},
        {FA_KIND_INO, 5, FA_OUT},
        {FA_KIND_INO, 6, FA_OUT},
        {FA_KIND_CGROUP, 7, FA_IN},
        {FA_KIND_CGROUP, 8, FA_OUT},
        {FA_KIND_CONTAINER, 7, FA_IN},
        {FA_KIND_SERVICE, 7, FA_OUT},
        {FA_KIND_MNTNS, 4026531841, FA_IN},
        {FA_KIND_MNTNS, 9, FA_OUT},
    };
    for (const auto& row : rows) {
        CAPTURE(row.kind);
        CAPTURE(row.a);
        CHECK(side_in_set(plan, row.kind, row.a) == row.side);
    }
    CHECK(side_in_set(plan, FA_KIND_FSTYPE, "ext4") == FA_IN);
    CHECK(side_in_set(plan, FA_KIND_FSTYPE, "a-name-of-exact") == FA_OUT); // 15 bytes and a NUL
    CHECK(plan.kernel.set.size() == std::size(rows) + 2);
    for (const auto& entry : plan.kernel.set)
        CHECK(entry.key.pad == 0);

    const int both = FA_IN | FA_OUT;
    const int sides[FA_KIND_COUNT] = {both, FA_IN, 0,    both, FA_IN, FA_OUT,
                                      both, both,  both, both, FA_IN};
    for (size_t kind = 0; kind < FA_KIND_COUNT; ++kind) {
        CAPTURE(kind);
        CHECK(plan.kernel.set_sides[kind] == sides[kind]);
    }
}

TEST_CASE("filter_plan: a value both included and excluded is excluded, and still a condition") {
    SystemIds ids;
    ids.fstypes = choice<std::string>({"proc", "proc"}, {"proc"});
    const FilterPlan plan = compile({}, ids);
    CHECK(side_in_set(plan, FA_KIND_FSTYPE, "proc") == FA_OUT);
    CHECK(plan.kernel.set_sides[FA_KIND_FSTYPE] == (FA_IN | FA_OUT));
}

TEST_CASE("filter_plan: uids and gids as ranges") {
    SystemIds ids;
    ids.uids = choice<IdRange>({{0, 0}, {1000, 1999}}, {{1500, 1500}});
    ids.gids = choice<IdRange>({}, {{7, UINT32_MAX}});
    const KernelFilter kernel = compile({}, ids).kernel;
    REQUIRE(kernel.uids.size() == 3);
    CHECK(kernel.uids[1].first == 1000);
    CHECK(kernel.uids[1].last == 1999);
    CHECK(kernel.uids[1].side == FA_IN);
    CHECK(kernel.uids[2].first == 1500);
    CHECK(kernel.uids[2].side == FA_OUT);
    REQUIRE(kernel.gids.size() == 1);
    CHECK(kernel.gids[0].last == UINT32_MAX);
    CHECK(kernel.gids[0].side == FA_OUT);
}

TEST_CASE("filter_plan: comms are the kernel's when they are whole names") {
    const struct {
        std::vector<std::string> include, exclude;
        int cat, dog; // in the kernel
        int sides;
        size_t user_include, user_exclude;
    } rows[] = {
        {{"cat"}, {"dog"}, FA_IN, FA_OUT, FA_IN | FA_OUT, 0, 0},
        {{"cat", "d*"}, {}, 0, 0, 0, 2, 0},
        {{"cat", "*"}, {"dog"}, 0, FA_OUT, FA_OUT, 2, 0},
        {{"cat"}, {"d*"}, FA_IN, 0, FA_IN, 0, 1},
        {{}, {"d*", "cat"}, FA_OUT, 0, FA_OUT, 0, 1},
        {{"c\\at"}, {}, FA_IN, 0, FA_IN, 0, 0},
    };
    for (const auto& row : rows) {
        Filters filters;
        for (const std::string& glob : row.include)
            filters.comms.include.push_back(name(glob));
        for (const std::string& glob : row.exclude)
            filters.comms.exclude.push_back(name(glob));
        const FilterPlan plan = compile(filters, {});
        CAPTURE(explain(plan));
        CHECK(side_in_set(plan, FA_KIND_COMM, "cat") == row.cat);
        CHECK(side_in_set(plan, FA_KIND_COMM, "dog") == row.dog);
        CHECK(plan.kernel.set_sides[FA_KIND_COMM] == row.sides);
        CHECK(plan.user.comms.include.size() == row.user_include);
        CHECK(plan.user.comms.exclude.size() == row.user_exclude);
        CHECK(plan.user.has_patterns() == (row.user_include + row.user_exclude != 0));
    }
}

TEST_CASE("filter_plan: masks and flags go to the kernel as they are") {
    Filters filters;
    filters.ops = {1u << FA_OP_EXEC, 0};
    filters.access = {FA_ACC_WRITE, FA_ACC_PATH};
    filters.prot = {PROT_EXEC, PROT_WRITE};
    filters.sharing = {FA_SHARED, 0};
    filters.verdicts = {FA_ST_DELETED, FA_ST_OK};
    filters.writes = true;
    filters.sample = 10;
    const KernelFilter kernel = compile(filters, {}).kernel;
    CHECK(kernel.ops.include == 1u << FA_OP_EXEC);
    CHECK(kernel.access.include == FA_ACC_WRITE);
    CHECK(kernel.access.exclude == FA_ACC_PATH);
    CHECK(kernel.prot.include == PROT_EXEC);
    CHECK(kernel.prot.exclude == PROT_WRITE);
    CHECK(kernel.sharing.include == FA_SHARED);
    CHECK(kernel.verdicts.include == FA_ST_DELETED);
    CHECK(kernel.verdicts.exclude == FA_ST_OK);
    CHECK(kernel.writes);
    CHECK(kernel.sample == 10);
}

TEST_CASE("filter_plan: each path option has its prefixes, and user space all of its globs") {
    const struct {
        Choice<PathPattern> Filters::*option;
        fa_path which;
    } rows[] = {
        {&Filters::paths, FA_PATH_TARGET},
        {&Filters::exes, FA_PATH_EXE},
        {&Filters::cwds, FA_PATH_CWD},
        {&Filters::roots, FA_PATH_ROOT},
    };
    for (const auto& row : rows) {
        Filters filters;
        filters.*row.option = choice({path("/etc/**"), path("/usr/")}, {path("/etc/ssl/")});
        const FilterPlan plan = compile(filters, {});
        for (const fa_path which : {FA_PATH_TARGET, FA_PATH_EXE, FA_PATH_CWD, FA_PATH_ROOT}) {
            const bool here = which == row.which;
            CHECK(prefixes_of(plan, which) == (here ? "/etc/ /usr !/etc/ssl/ " : ""));
            CHECK(plan.kernel.prefix_sides[which] == (here ? FA_IN | FA_OUT : 0));
            CHECK(plan.user.paths[which].include.size() == (here ? 2 : 0));
            CHECK(plan.user.paths[which].exclude.size() == (here ? 1 : 0));
        }
    }
}

TEST_CASE("filter_plan: an include below an exclude is dropped, yet some include is asked for") {
    Filters filters;
    filters.paths = choice({path("/usr/lib/locale/de/**")});
    filters.no_libs = true;
    const FilterPlan plan = compile(filters, {});
    CHECK(prefixes_of(plan, FA_PATH_TARGET) ==
          "!/usr/lib/locale/ !/usr/share/locale-langpack/ !/usr/share/locale/ ");
    CHECK(plan.kernel.prefix_sides[FA_PATH_TARGET] == (FA_IN | FA_OUT));
}

TEST_CASE("filter_plan: --no-libs means what programs load when they start") {
    Filters filters;
    filters.no_libs = true;
    filters.paths.exclude.push_back(path("/srv/"));
    const FilterPlan plan = compile(filters, {});
    const std::vector<PathPattern>& exclude = plan.user.paths[FA_PATH_TARGET].exclude;
    REQUIRE(exclude.size() > 1);
    CHECK(exclude.front().glob() == "/srv/");
    CHECK(plan.user.paths[FA_PATH_TARGET].include.empty());
    CHECK(plan.kernel.prefix_sides[FA_PATH_TARGET] == FA_OUT);

    const struct {
        const char* path;
        bool excluded;
    } rows[] = {
        // as strace saw glibc open them (resolved); musl as its documentation says
        {"/etc/ld.so.cache", true},
        {"/etc/ld.so.preload", true},
        {"/etc/ld-musl-x86_64.path", true},
        {"/usr/lib/x86_64-linux-gnu/libc.so.6", true},
        {"/usr/lib/x86_64-linux-gnu/libselinux.so.1", true},
        {"/usr/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2", true},
        {"/usr/lib/ld-musl-x86_64.so.1", true},
        {"/usr/lib/python3.11/lib-dynload/_bz2.cpython-311-x86_64-linux-gnu.so", true},
        {"/usr/lib/locale/locale-archive", true},
        {"/usr/lib/locale/C.utf8/LC_CTYPE", true},
        {"/usr/lib/locale/C.utf8/LC_MESSAGES/SYS_LC_MESSAGES", true},
        {"/usr/share/locale/locale.alias", true},
        {"/etc/locale.alias", true},
        {"/usr/share/locale/de/LC_MESSAGES/libc.mo", true},
        {"/usr/share/locale-langpack/de/LC_MESSAGES/coreutils.mo", true},
        {"/opt/tool/share/locale/de/LC_MESSAGES/tool.mo", true},
        {"/usr/lib/x86_64-linux-gnu/gconv/gconv-modules.cache", true},
        // and what is not that
        {"/etc/ld.so.conf.d/libc.conf", false},
        {"/etc/passwd", false},
        {"/etc/locale.conf", false},
        {"/usr/lib/os-release", false},
        {"/usr/lib/python3.11/site.py", false},
        {"/usr/share/localedata", false},
        {"/home/eve/notes.so.far/x", false},
        {"/home/eve/liaison", false},
    };
    for (const auto& row : rows) {
        CAPTURE(row.path);
        bool excluded = false;
        for (const PathPattern& pattern : exclude)
            excluded |= pattern.matches(row.path);
        CHECK(excluded == row.excluded);
    }
    CHECK(globs_of(library_globs()).size() + 1 == exclude.size());
}

TEST_CASE("filter_plan: --no-pseudo") {
    Filters filters;
    filters.no_pseudo = true;
    filters.verdicts.include = FA_ST_DELETED;
    const FilterPlan plan = compile(filters, {});
    CHECK(plan.kernel.no_device_nodes);
    CHECK(plan.kernel.verdicts.include == FA_ST_DELETED);
    CHECK(plan.kernel.verdicts.exclude == FA_ST_PSEUDO);
    CHECK(plan.kernel.set_sides[FA_KIND_FSTYPE] == FA_OUT);
    for (const char* pseudo : {"proc", "sysfs", "devtmpfs", "devpts", "cgroup2", "anon_inodefs"})
        CHECK(side_in_set(plan, FA_KIND_FSTYPE, pseudo) == FA_OUT);
    for (const char* real : {"ext4", "tmpfs", "ramfs", "hugetlbfs", "overlay", "fuse", "nfs"})
        CHECK(side_in_set(plan, FA_KIND_FSTYPE, real) == 0);
    for (const std::string_view fstype : pseudo_fstypes())
        CHECK(fstype.size() < FA_FSTYPE_LEN);
}

TEST_CASE("filter_plan: --uniq and --rate are the kernel's when user space has no say") {
    const uint32_t path_key = FA_KEY_PATH, exe_key = FA_KEY_EXE, comm_key = FA_KEY_COMM;
    const struct {
        const char *comm, *target, *exe;
        uint32_t uniq;
        uint64_t rate;
        bool uniq_in_kernel, rate_in_kernel;
    } rows[] = {
        {"", "", "", path_key, 5, true, true},
        {"cat", "", "", path_key, 5, true, true}, // decided in the kernel
        {"c*", "", "", path_key, 0, false, false},
        {"c*", "", "", comm_key | path_key, 0, true, false},
        {"", "/etc/", "", exe_key, 0, false, false},
        {"", "/etc/", "", exe_key | path_key, 0, true, false},
        {"", "/etc/", "/usr/", exe_key, 0, false, false},
        {"", "/etc/", "/usr/", exe_key | path_key, 0, true, false},
        {"c*", "/etc/", "/usr/", exe_key | path_key, 0, false, false},
        // what the rate keeps back has not been shown
        {"", "/etc/", "", exe_key | path_key, 5, false, false},
        {"", "/etc/", "", 0, 5, true, false},
    };
    for (const auto& row : rows) {
        Filters filters;
        if (*row.comm != '\0')
            filters.comms.include.push_back(name(row.comm));
        if (*row.target != '\0')
            filters.paths.include.push_back(path(row.target));
        if (*row.exe != '\0')
            filters.exes.exclude.push_back(path(row.exe));
        filters.uniq = row.uniq;
        filters.rate = row.rate;
        const FilterPlan plan = compile(filters, {});
        CAPTURE(explain(plan));
        CHECK(plan.kernel.uniq == (row.uniq_in_kernel ? row.uniq : 0));
        CHECK(plan.user.uniq == (row.uniq_in_kernel ? 0 : row.uniq));
        CHECK(plan.kernel.rate == (row.rate_in_kernel ? row.rate : 0));
        CHECK(plan.user.rate == (row.rate_in_kernel ? 0 : row.rate));
    }
}

TEST_CASE("filter_plan: what is recorded is thinned by user space alone") {
    Filters filters;
    filters.uniq = FA_KEY_PATH;
    filters.rate = 7;
    filters.sample = 10;
    const FilterPlan plan = compile(filters, SystemIds(), std::nullopt, KernelThins::no);
    CHECK(plan.kernel.uniq == 0);
    CHECK(plan.kernel.rate == 0);
    CHECK(plan.kernel.sample == 10);
    CHECK(plan.user.uniq == FA_KEY_PATH);
    CHECK(plan.user.rate == 7);
    CHECK(explain(plan).find("in user space:\n  --uniq path") != std::string::npos);
}

TEST_CASE("filter_plan: --explain, every option") {
    Filters filters;
    filters.pids = choice<uint32_t>({1}, {2});
    filters.follow = true;
    filters.tids = choice<uint32_t>({3, 4});
    filters.ppids = choice<uint32_t>({}, {5});
    filters.comms = choice({name("nginx")}, {name("ng*x")});
    filters.users = choice<std::string>({"www-data", "1000-1999"});
    filters.groups = choice<std::string>({"0"});
    filters.cgroups = choice<std::string>({"/system.slice/*"});
    filters.containers = choice<std::string>({}, {"0123abcd"});
    filters.services = choice<std::string>({"nginx"});
    filters.mount_namespaces = choice<std::string>({"4242"});
    filters.ops = {1u << FA_OP_OPEN | 1u << FA_OP_HELD_OPEN | 1u << FA_OP_EXEC,
                   1u << FA_OP_HELD_OPEN};
    filters.access = {FA_ACC_WRITE | FA_ACC_CREATE, FA_ACC_TMPFILE};
    filters.prot = {PROT_READ | PROT_EXEC, 0};
    filters.sharing = {FA_SHARED | FA_PRIVATE, 0};
    filters.writes = true;
    filters.fstypes = choice<std::string>({"ext*"});
    filters.devices = choice<Device>({{8, 1}});
    filters.inodes = choice<uint64_t>({131});
    filters.same_files = choice<std::string>({"/etc/passwd"});
    filters.verdicts = {FA_ST_OK | FA_ST_DELETED, 0};
    filters.no_pseudo = true;
    filters.no_libs = true;
    filters.paths = choice({path("/etc/**")}, {path("/etc/ssl/")});
    filters.exes = choice({path("**/nginx")});
    filters.cwds = choice({path("/srv/*")});
    filters.roots = choice({}, {path("/var/lib/containers/**")});
    filters.sample = 10;
    filters.uniq = FA_KEY_EXE | FA_KEY_PATH;
    filters.rate = 100;
    SystemIds ids;
    ids.uids = choice<IdRange>({{33, 33}, {1000, 1999}});
    ids.gids = choice<IdRange>({{0, 0}});
    ids.cgroups = choice<uint64_t>({11, 12});
    ids.containers = choice<uint64_t>({}, {13});
    ids.services = choice<uint64_t>({14});
    ids.mount_namespaces = choice<uint32_t>({4026531841});
    ids.fstypes = choice<std::string>({"ext2", "ext4"});
    CHECK(explain(compile(filters, ids)) ==
          R"(by what is attached at all:
  --op open,exec,!held-open
  --prot r,x: only maps
  --shared: only maps
  --private: only maps
in the kernel, before anything is read of the file:
  --pid 1,!2 with descendants
  --tid 3,4
  --ppid !5
  --comm nginx
  --uid www-data,1000-1999: 33,1000-1999
  --gid 0
  --cgroup '/system.slice/*': 2 cgroups and all below
  --container !0123abcd: one cgroup and all below
  --service nginx: one cgroup and all below
  --mntns 4242: 4026531841
in the kernel, before any path is resolved:
  --access w,create,!tmpfile
  --prot r,x
  --shared
  --private
  --writes: only what can change a file
  --fstype 'ext*': ext2,ext4
  --dev 8:1
  --inode 131
  --ino-of /etc/passwd: under whatever name it is used
  --no-pseudo: no proc, sysfs and other file systems without data, no device nodes, no named pipes
  --sample 1/10
in the kernel, once a path is resolved:
  --verdict ok,deleted
  --no-pseudo: nothing without a place in any tree (pipes, sockets, memfds)
  --path '/etc/**,!/etc/ssl/': its prefix /etc/; nothing below /etc/ssl/
  --cwd '/srv/*': its prefix /srv/
  --root '!/var/lib/containers/**': nothing below /var/lib/containers/
  --no-libs: nothing below /usr/lib/locale/,/usr/share/locale-langpack/,/usr/share/locale/
in user space:
  --comm '!ng*x'
  --path '/etc/**,!/etc/ssl/': the rest of the globs
  --exe '**/nginx': the whole glob
  --cwd '/srv/*': the rest of the glob
  --root '!/var/lib/containers/**': the rest of the glob
  --no-libs: no shared libraries, nothing that the dynamic linker reads, no locale data
  --uniq path,exe: each combination once
  --rate 100/s
)");
}

TEST_CASE("filter_plan: --explain of --host-only, and of --uniq and --rate in the kernel") {
    Filters filters;
    filters.host_only = true;
    filters.uniq = FA_KEY_PID | FA_KEY_ROOT;
    filters.rate = 5;
    SystemIds ids;
    ids.mount_namespaces = choice<uint32_t>({4026531841});
    CHECK(explain(compile(filters, ids)) ==
          R"(in the kernel, before anything is read of the file:
  --host-only: mount namespace 4026531841
in the kernel, once a path is resolved:
  --uniq pid,root: each combination once
  --rate 5/s
)");
}

TEST_CASE("filter_plan: --explain escapes hostile bytes and cuts long lists") {
    Filters filters;
    filters.paths = choice({path("/a\x1b]0;\n*")});
    for (uint32_t pid = 1; pid <= 12; ++pid)
        filters.pids.include.push_back(pid);
    filters.pids.exclude.push_back(99);
    const std::string text = explain(compile(filters, {}));
    CAPTURE(text);
    CHECK(text.find('\x1b') == std::string::npos);
    CHECK(text.find("  --path '/a\\x1b]0;\\n*': the ") != std::string::npos);
    CHECK(text.find("  --pid 1,2,3,4,5,6,7,8,9,10,!99 and 2 more\n") != std::string::npos);
}

TEST_CASE("filter_plan: outcomes go to the kernel, errnos as entries of the set") {
    Filters filters;
    filters.outcomes = FA_OUTCOME_FAILED;
    filters.errnos = choice<uint32_t>({2, 4095}, {11});
    filters.via = {1u << FA_VIA_CREAT, 1u << FA_VIA_KERNEL};
    filters.slower_than = std::chrono::microseconds(1500);
    filters.backing = true;
    const FilterPlan plan = compile(filters, {});
    CHECK(plan.kernel.outcomes == FA_OUTCOME_FAILED);
    CHECK(plan.kernel.set_sides[FA_KIND_ERRNO] == (FA_IN | FA_OUT));
    CHECK(side_in_set(plan, FA_KIND_ERRNO, 2) == FA_IN);
    CHECK(side_in_set(plan, FA_KIND_ERRNO, 4095) == FA_IN);
    CHECK(side_in_set(plan, FA_KIND_ERRNO, 11) == FA_OUT);
    CHECK(side_in_set(plan, FA_KIND_ERRNO, uint64_t{0}) == 0);
    CHECK(plan.kernel.via.include == 1u << FA_VIA_CREAT);
    CHECK(plan.kernel.via.exclude == 1u << FA_VIA_KERNEL);
    CHECK(plan.kernel.slower_than_ns == 1'500'000);
    CHECK(plan.kernel.backing);
    CHECK(plan.kernel.ops.lets_through(1u << FA_OP_OPEN));
    for (const fa_op op : {FA_OP_MMAP, FA_OP_EXEC, FA_OP_HELD_OPEN, FA_OP_HELD_MAP})
        CHECK_FALSE(plan.kernel.ops.lets_through(1u << op));
    CHECK_FALSE(plan.user.has_patterns());
    CHECK(explain(plan) == R"(by what is attached at all:
  --slower-than: only opens
  --failed-only: only failures
in the kernel, before any path is resolved:
  --errno ENOENT,4095,!EAGAIN: of failures
  --via creat,!kernel
  --slower-than 1.5ms
  --backing: also what a stacked file system opens below
)");

    filters = {};
    CHECK(compile(filters, {}).kernel.outcomes == FA_OUTCOME_OK);
    filters.outcomes = FA_OUTCOME_OK | FA_OUTCOME_FAILED;
    CHECK(explain(compile(filters, {})) == R"(by what is attached at all:
  --failed: failures too
)");
}

TEST_CASE("filter_plan: options about maps leave nothing else attached, and say so") {
    const struct {
        Mask prot, sharing;
        const char* said;
        bool only_maps;
    } rows[] = {
        {{PROT_READ, 0}, {}, "  --prot r: only maps\n", true},
        {{PROT_EXEC, PROT_WRITE}, {}, "  --prot x,!w: only maps\n", true},
        {{}, {FA_SHARED, 0}, "  --shared: only maps\n", true},
        {{}, {FA_PRIVATE, 0}, "  --private: only maps\n", true},
        {{0, PROT_EXEC}, {}, "", false},
    };
    for (const auto& row : rows) {
        Filters filters;
        filters.prot = row.prot;
        filters.sharing = row.sharing;
        const FilterPlan plan = compile(filters, {});
        const std::string text = explain(plan);
        CAPTURE(text);
        CHECK(text.starts_with("by what is attached at all:\n" + std::string(row.said)) ==
              row.only_maps);
        CHECK(plan.kernel.ops.lets_through(1u << FA_OP_OPEN) == !row.only_maps);
        CHECK(plan.kernel.ops.lets_through(1u << FA_OP_MMAP));
        CHECK(plan.kernel.ops.lets_through(1u << FA_OP_HELD_MAP));
    }
}

TEST_CASE("filter_plan: in a summary the kernel decides, or its keys hold what is left") {
    using namespace std::string_literals;
    const uint32_t pid_key = FA_KEY_PID, path_key = FA_KEY_PATH;
    const struct {
        const char *comm, *target, *exclude, *exe;
        bool no_libs;
        uint32_t by, left; // keys
        std::string target_prefixes;
    } rows[] = {
        {"", "", "", "", false, pid_key, 0, ""},
        {"cat", "", "", "", false, pid_key, 0, ""},
        {"c*", "", "", "", false, pid_key, FA_KEY_COMM, ""},
        {"", "/etc/", "", "", false, pid_key, 0, "/etc\0 /etc/ "s},
        {"", "/etc/", "/etc/ssl", "", false, pid_key, 0, "/etc\0 /etc/ !/etc/ssl\0 "s},
        {"", "/etc/", "", "", false, path_key, path_key, "/etc "},
        {"", "/etc/*", "", "", false, pid_key, path_key, "/etc/ "},
        {"", "/etc/", "**/x", "", false, pid_key, path_key, "/etc "},
        {"", "/etc/", "", "**/x", false, pid_key, FA_KEY_EXE, "/etc\0 /etc/ "s},
        {"", "/etc/", "", "/bin/x", true, pid_key, path_key,
         "/etc !/usr/lib/locale/ !/usr/share/locale-langpack/ !/usr/share/locale/ "},
    };
    for (const auto& row : rows) {
        Filters filters;
        if (*row.comm != '\0')
            filters.comms.include.push_back(name(row.comm));
        if (*row.target != '\0')
            filters.paths.include.push_back(path(row.target));
        if (*row.exclude != '\0')
            filters.paths.exclude.push_back(path(row.exclude));
        if (*row.exe != '\0')
            filters.exes.include.push_back(path(row.exe));
        filters.no_libs = row.no_libs;
        const FilterPlan plan = compile(filters, {}, row.by);
        CAPTURE(explain(plan));
        CHECK(plan.user.keys() == row.left);
        CHECK(prefixes_of(plan, FA_PATH_TARGET) == row.target_prefixes);
        CHECK((plan.kernel.prefix_sides[FA_PATH_TARGET] & FA_IN) ==
              (*row.target != '\0' ? FA_IN : 0));
    }
}
