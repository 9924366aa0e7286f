// SPDX-License-Identifier: GPL-2.0-only
// Names of users and cgroups of the system the test runs on; getent and the kernel say what is
// right.
#include "format/columns.h"
#include "namer.h"

#include "cgroup_id.h"
#include "lookup/known_containers.h"
#include "output_of.h"

#include <chrono>
#include <doctest/doctest.h>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <sstream>
#include <unistd.h>

using namespace fileaudit;

namespace {

// Below the mount; "" when this process's is not there to be seen.
std::string own_cgroup(const std::string& mount) {
    const std::string path = output_of("sed -n s/^0:://p /proc/self/cgroup");
    return !mount.empty() && std::filesystem::exists(mount + path) ? path : "";
}

} // namespace

TEST_CASE("user_names: as getent has them") {
    UserNames names(4); // fewer than there are: forgotten ones are asked again
    for (const int round : {1, 2}) {
        std::istringstream lines(output_of("getent passwd | cut -d: -f3 | sort -nu | head -20"));
        int users = 0;
        for (std::string uid; std::getline(lines, uid); ++users) {
            CAPTURE(round);
            CAPTURE(uid);
            const auto id = static_cast<uint32_t>(std::stoul(uid));
            CHECK(names.find(id) == output_of("getent passwd " + uid + " | cut -d: -f1"));
            CHECK(names.find(id) == names.find(id));
        }
        CHECK(users > 1);
    }
    CHECK(names.find(0) == "root");
    CHECK(names.find(4123456789) == "");
    CHECK(names.find(UINT32_MAX) == "");
}

TEST_CASE("cgroup_names: our own, as /proc/self/cgroup has it") {
    const std::string mount = CgroupNames::mount_here(), path = own_cgroup(mount);
    if (path.empty()) {
        MESSAGE("skipped: this process's cgroup is not below a cgroup2 mount");
        return;
    }
    CgroupNames names(mount, containers_with_state);
    const CgroupName* const name = names.find(cgroup_id(mount + path));
    REQUIRE(name != nullptr);
    CHECK(name->path == path);
}

TEST_CASE("cgroup_names: one created while we watch, with what is in it") {
    const std::string mount = CgroupNames::mount_here();
    const std::string scope = fmt::format("/fileaudit-test-{}.scope", getpid());
    const std::string container =
        fmt::format("docker-{:08x}{}.scope", static_cast<unsigned>(getpid()), std::string(56, '7'));
    CgroupNames names(mount, containers_with_state, std::chrono::nanoseconds(0));
    std::error_code error;
    if (mount.empty() || !std::filesystem::create_directory(mount + scope, error)) {
        MESSAGE("skipped: no cgroup can be created below '" << mount << "'");
        return;
    }
    const std::string path = scope + "/" + container;
    std::filesystem::create_directory(mount + path, error);
    const uint64_t id = error ? 0 : cgroup_id(mount + path);
    const CgroupName* name = nullptr;
    const auto end = std::chrono::steady_clock::now() + std::chrono::minutes(1);
    while (id != 0 && name == nullptr && std::chrono::steady_clock::now() < end)
        name = names.find(id);
    for (const std::string& directory : {path, scope})
        rmdir((mount + directory).c_str());
    REQUIRE(name != nullptr);
    CHECK(name->path == path);
    CHECK("docker-" + name->container + ".scope" == container);
    CHECK(names.find(id) == name); // though it is gone by now
}

TEST_CASE("namer: what the output shows, no more") {
    const std::string mount = CgroupNames::mount_here(), path = own_cgroup(mount);
    const fa_frame stack[] = {{FA_FRAME_ADDRESS, {}, 0x7f0012345678},
                              {FA_FRAME_BUILD_ID, {1, 2}, 0x1234}};
    const struct {
        Format format;
        bool ustack;
    } rows[] = {
        {Format::text, false}, {Format::wide, true}, {Format::json, false}, {Format::json, true}};
    for (const auto& row : rows) {
        CAPTURE(row.ustack);
        Options options;
        options.format = row.format;
        options.ustack = row.ustack;
        options.columns = default_columns(options);
        Namer namer(options);
        Event event;
        event.uid = 0;
        event.cgroup = path.empty() ? 0 : cgroup_id(mount + path);
        event.stack = stack;
        namer.name(event);
        const bool json = row.format == Format::json;
        CHECK(event.user == (json ? "root" : ""));
        CHECK(event.cgroup_path == (json ? path : ""));
        REQUIRE(event.frame_names.size() == (row.ustack ? 2 : 0));
        if (row.ustack) {
            CHECK(event.frame_names[0] == "0x7f0012345678");
            CHECK(event.frame_names[1] == "0102000000000000+0x1234");
        }
        Event unknown;
        unknown.uid = 4123456789;
        unknown.cgroup = UINT64_MAX;
        namer.name(unknown);
        CHECK((unknown.user.empty() && unknown.cgroup_path.empty() && unknown.container.empty() &&
               unknown.frame_names.empty()));
    }
}
