// SPDX-License-Identifier: GPL-2.0-only
// A tree of ordinary directories does as well: the id of a cgroup is its inode number.
#include "lookup/cgroup_names.h"

#include "scratch_directory.h"

#include <chrono>
#include <doctest/doctest.h>
#include <fstream>
#include <linux/magic.h>
#include <sys/stat.h>
#include <sys/vfs.h>

using namespace fileaudit;

namespace {

constexpr std::chrono::hours never{24}; // another look at the tree

std::vector<Container> none() {
    return {};
}

std::vector<Container> web_of_crun() {
    return {{"crun", "web"}};
}

uint64_t id_of(const std::string& directory) {
    struct stat status {};
    REQUIRE(stat(directory.c_str(), &status) == 0);
    return status.st_ino;
}

} // namespace

TEST_CASE("cgroup_names: paths and the innermost container") {
    const std::string id(64, 'a'), inner(64, 'b');
    const std::string docker = "/system.slice/docker-" + id + ".scope";
    const struct {
        std::string path, container;
    } rows[] = {
        {"/", ""},
        {"/system.slice", ""},
        {"/system.slice/ssh.service", ""},
        {"/system.slice-x", ""},
        {docker, id},
        {docker + "/init.scope", id},
        {docker + "/docker", id},
        {docker + "/docker/" + inner, inner},
        {docker + "/docker/" + inner + "/a", inner},
        {docker + "x", ""},
        {"/lxc.payload.guest", "guest"},
        {"/lxc.payload.guest/a", "guest"},
        {"/user/web", "web"},
        {"/user/web/a/b", "web"},
        {"/user/webs", ""},
    };
    const ScratchDirectory mount;
    for (const auto& row : rows)
        std::filesystem::create_directories(mount.path().string() + row.path);
    CgroupNames names(mount.path(), web_of_crun, never);
    for (const auto& row : rows) {
        INFO(row.path);
        const CgroupName* const name = names.find(id_of(mount.path().string() + row.path));
        REQUIRE(name != nullptr);
        CHECK(name->path == row.path);
        CHECK(name->container == row.container);
    }
    CHECK(names.find(0) == nullptr);
}

TEST_CASE("cgroup_names: one that comes later is found, one that goes stays known") {
    const ScratchDirectory mount;
    const auto directory = [&](const char* name) {
        const std::string path = mount.path() / name;
        std::filesystem::create_directory(path);
        return path;
    };
    const std::string early = directory("early");
    CgroupNames once(mount.path(), none, never);
    CgroupNames again(mount.path(), none, std::chrono::nanoseconds(0));
    const uint64_t early_id = id_of(early), late_id = id_of(directory("late"));
    std::filesystem::remove(early);
    CHECK(once.find(late_id) == nullptr); // not yet time to look
    const auto end = std::chrono::steady_clock::now() + std::chrono::minutes(1);
    while (again.find(late_id) == nullptr && std::chrono::steady_clock::now() < end)
        ;
    const struct {
        CgroupNames& names;
        uint64_t id;
        const char* path;
    } rows[] = {{once, early_id, "/early"}, {again, early_id, "/early"}, {again, late_id, "/late"}};
    for (const auto& row : rows) {
        REQUIRE(row.names.find(row.id) != nullptr);
        CHECK(row.names.find(row.id)->path == row.path);
    }
}

TEST_CASE("cgroup_names: without a mount nothing has a name") {
    CgroupNames names("", none, std::chrono::nanoseconds(0));
    CHECK(names.find(1) == nullptr);
    CgroupNames missing("/nonexistent/cgroup", none, std::chrono::nanoseconds(0));
    CHECK(missing.find(1) == nullptr);
}

TEST_CASE("cgroup_names: where this system has its cgroups") {
    const std::string mount = CgroupNames::mount_here();
    if (mount.empty()) { // none, then, whatever kind of mount
        std::ifstream mounts("/proc/self/mounts");
        for (std::string device, point, type, rest;
             mounts >> device >> point >> type && std::getline(mounts, rest);)
            CHECK(type != "cgroup2");
        return;
    }
    struct statfs status {};
    REQUIRE(statfs(mount.c_str(), &status) == 0);
    CHECK(status.f_type == CGROUP2_SUPER_MAGIC);
}
