// SPDX-License-Identifier: GPL-2.0-only
// Where cgroups are mounted, and the directories of a tree that stands in for them.
#include "lookup/cgroup_tree.h"

#include "scratch_directory.h"

#include <doctest/doctest.h>
#include <fstream>
#include <sstream>
#include <sys/stat.h>

using namespace fileaudit;
namespace fs = std::filesystem;

TEST_CASE("cgroup_tree: the mount of version 2") {
    const struct {
        const char* what;
        const char* mountinfo;
        const char* mount; // "" when refused
    } rows[] = {
        {"unified",
         "22 1 0:21 / /proc rw shared:5 - proc proc rw\n"
         "30 24 0:26 / /sys/fs/cgroup rw,nosuid shared:9 - cgroup2 cgroup2 rw,nsdelegate\n",
         "/sys/fs/cgroup"},
        {"hybrid",
         "30 22 0:27 / /sys/fs/cgroup rw - tmpfs tmpfs rw,mode=755\n"
         "39 30 0:36 / /sys/fs/cgroup/systemd rw - cgroup cgroup rw,name=systemd\n"
         "40 30 0:37 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw\n",
         "/sys/fs/cgroup/unified"},
        {"the whole before a part",
         "50 22 0:37 /docker /mnt/part rw - cgroup2 cgroup2 rw\n"
         "40 30 0:37 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n",
         "/sys/fs/cgroup"},
        {"only a part", "50 22 0:37 /.. /mnt/part rw - cgroup2 cgroup2 rw\n", "/mnt/part"},
        {"escapes", "40 30 0:37 / /mnt/a\\040b\\134c rw a:1 b:2 - cgroup2 none rw\n",
         "/mnt/a b\\c"},
        {"version 1 only", "39 30 0:36 / /sys/fs/cgroup/pids rw - cgroup cgroup rw,pids\n", ""},
        {"a directory of that name", "39 30 0:36 / /mnt/cgroup2 rw - ext4 cgroup2 rw\n", ""},
        {"nothing", "", ""},
        {"not mountinfo", "x - cgroup2 y\n", ""},
    };
    for (const auto& row : rows) {
        CAPTURE(row.what);
        std::istringstream in(row.mountinfo);
        const auto mount = find_cgroup_mount(in);
        CHECK(mount.value_or("") == row.mount);
        if (!mount) {
            CHECK(mount.error().status == Exit::unsupported);
            CHECK(mount.error().message.find("which is not mounted here") != std::string::npos);
        }
    }
}

TEST_CASE("cgroup_tree: every directory, by path, with its inode number") {
    const ScratchDirectory scratch;
    for (const char* path : {"b/c/d", "a", "a-b", "b/e"})
        fs::create_directories(scratch.path() / path);
    std::ofstream(scratch.path() / "cgroup.procs") << "1\n";
    fs::create_directory_symlink("/", scratch.path() / "link");

    const auto tree = list_cgroups(scratch.path());
    REQUIRE(tree.has_value());
    CHECK(tree->mount == scratch.path());
    std::string paths;
    for (const Cgroup& cgroup : tree->cgroups) {
        CAPTURE(cgroup.path);
        paths += cgroup.path + " ";
        struct stat status {};
        REQUIRE(stat((scratch.path().string() + cgroup.path).c_str(), &status) == 0);
        CHECK(cgroup.id == status.st_ino);
    }
    CHECK(paths == "/ /a /a-b /b /b/c /b/c/d /b/e ");
}

TEST_CASE("cgroup_tree: bounded, and refused when it is not there") {
    const ScratchDirectory scratch;
    for (const char* path : {"a", "b", "c"})
        fs::create_directory(scratch.path() / path);
    CHECK(list_cgroups(scratch.path(), 4).has_value());
    const auto many = list_cgroups(scratch.path(), 3);
    REQUIRE_FALSE(many.has_value());
    CHECK(many.error().message.starts_with("there are more than 3 cgroups below "));

    const auto missing = list_cgroups(scratch.path() / "none");
    REQUIRE_FALSE(missing.has_value());
    CHECK(missing.error().message.ends_with("/none: No such file or directory"));
}

TEST_CASE("cgroup_tree: deeper than a path can be is left out") {
    const ScratchDirectory scratch;
    const std::string name(250, 'x');
    const fs::path old = fs::current_path();
    fs::current_path(scratch.path());
    for (int i = 0; i < 20; ++i) {
        fs::create_directory(name);
        fs::current_path(name);
    }
    fs::current_path(old);
    const auto tree = list_cgroups(scratch.path());
    REQUIRE(tree.has_value());
    CHECK(tree->cgroups.size() == 1 + (4095 - scratch.path().string().size()) / 251);
}
