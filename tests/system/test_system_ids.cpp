// SPDX-License-Identifier: GPL-2.0-only
// What filters name, on the system the test runs on; getent, stat and the kernel say what is right.
#include "lookup/system_ids.h"

#include "cgroup_id.h"
#include "lookup/cgroup_tree.h"
#include "output_of.h"

#include <array>
#include <cstring>
#include <doctest/doctest.h>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <sched.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace fileaudit;
namespace fs = std::filesystem;

namespace {

std::string refusal(const Filters& filters) {
    const auto ids = look_up(filters);
    return ids ? "" : ids.error().message;
}

using Words = Choice<std::string> Filters::*;

std::string refusal(Words option, const std::string& word) {
    Filters filters;
    (filters.*option).exclude.push_back(word);
    return refusal(filters);
}

// A child of this process that waits to be killed.
struct Child {
    pid_t pid = -1;

    // `prepare` runs in it first; it must be async-signal-safe.
    explicit Child(void (*prepare)() = [] {}) {
        int ready[2];
        REQUIRE(pipe(ready) == 0);
        pid = fork();
        REQUIRE(pid >= 0);
        if (pid == 0) {
            prepare();
            close(ready[0]);
            close(ready[1]);
            for (;;)
                pause();
        }
        close(ready[1]);
        char byte = 0;
        REQUIRE(read(ready[0], &byte, 1) == 0); // until the child has closed it
        close(ready[0]);
    }
    ~Child() {
        kill(pid, SIGKILL);
        waitpid(pid, nullptr, 0);
    }
    Child(const Child&) = delete;
    Child& operator=(const Child&) = delete;
};

} // namespace

TEST_CASE("system_ids: nothing asked, nothing looked up") {
    const auto ids = look_up({});
    REQUIRE(ids.has_value());
    CHECK((ids->uids.empty() && ids->gids.empty() && ids->cgroups.empty() &&
           ids->containers.empty() && ids->services.empty() && ids->mount_namespaces.empty() &&
           ids->fstypes.empty() && ids->same_files.empty()));
}

TEST_CASE("system_ids: users and groups, as getent says") {
    Filters filters;
    filters.users.include = {"daemon", "0", "1000-1999", "4294967294"};
    filters.users.exclude = {"root"};
    filters.groups.include = {"tty"};
    const auto ids = look_up(filters);
    REQUIRE(ids.has_value());
    const auto daemon =
        static_cast<uint32_t>(std::stoul(output_of("getent passwd daemon | cut -d: -f3")));
    const auto tty = static_cast<uint32_t>(std::stoul(output_of("getent group tty | cut -d: -f3")));
    CHECK(ids->uids.include ==
          std::vector<IdRange>{{daemon, daemon}, {0, 0}, {1000, 1999}, {4294967294, 4294967294}});
    CHECK(ids->uids.exclude == std::vector<IdRange>{{0, 0}});
    CHECK(ids->gids.include == std::vector<IdRange>{{tty, tty}});
}

TEST_CASE("system_ids: refusals name the option, the reason and the remedy") {
    const struct {
        Words option;
        const char* word;
        const char* message; // how it begins
    } rows[] = {
        {&Filters::users, "deamon",
         "--uid: 'deamon' is no user of this system; did you mean 'daemon'?"},
        {&Filters::users, "qqqq\nqqqqqq",
         "--uid: 'qqqq\\nqqqqqq' is no user of this system; getent passwd lists them"},
        {&Filters::groups, "ttyy", "--gid: 'ttyy' is no group of this system; did you mean 'tty'?"},
        {&Filters::users, "4294967295",
         "--uid: '4294967295' is too large; ids go from 0 to 4294967294"},
        {&Filters::users, "0-4294967295",
         "--uid: '0-4294967295' is too large; ids go from 0 to 4294967294"},
        {&Filters::users, "99999999999999999999", "--uid: '99999999999999999999' is too large"},
        {&Filters::groups, "20-10", "--gid: '20-10' runs backwards; write 10-20"},
        {&Filters::users, "10-", "--uid: '10-' is no user"},
        {&Filters::users, "-10", "--uid: '-10' is no user"},
        {&Filters::users, "+1", "--uid: '+1' is no user"},
        {&Filters::users, "1-2-3", "--uid: '1-2-3' is no user"},
        {&Filters::mount_namespaces, "x",
         "--mntns: 'x' is neither a process id nor the inode number of a namespace; lsns -t mnt "
         "lists both"},
        {&Filters::mount_namespaces, "0", "--mntns: '0' is neither"},
        {&Filters::mount_namespaces, "4026531839999", "--mntns: '4026531839999' is neither"},
        {&Filters::mount_namespaces, "4294967295",
         "--mntns: '4294967295' is neither a process nor a mount namespace that a process is in"},
        {&Filters::fstypes, "porc",
         "--fstype: 'porc' is no file system type this kernel knows; did you mean 'proc'?"},
        {&Filters::same_files, "/etc/none",
         "--ino-of: cannot open '/etc/none': No such file or directory"},
        {&Filters::same_files, "/etc/passwd/x",
         "--ino-of: cannot open '/etc/passwd/x': Not a directory"},
    };
    for (const auto& row : rows) {
        INFO(row.word);
        const std::string message = refusal(row.option, row.word);
        INFO(message);
        CHECK(message.starts_with(row.message));
    }
}

TEST_CASE("system_ids: what is excluded under another name leaves nothing") {
    const std::string self = output_of("stat -L -c %i /proc/self/ns/mnt");
    const struct {
        Words option;
        std::vector<std::string> include, exclude;
        const char* refused; // the option; nullptr: something is left
    } rows[] = {
        {&Filters::users, {"0"}, {"root"}, "--uid"},
        {&Filters::users, {"root", "1-9"}, {"0-4", "5-9"}, "--uid"},
        {&Filters::users, {"root", "1-9"}, {"0-4", "6-9"}, nullptr},
        {&Filters::users, {"0-4294967294"}, {"1-4294967294"}, nullptr},
        {&Filters::users, {"0-4294967294"}, {"1-4294967294", "root"}, "--uid"},
        {&Filters::users, {}, {"0-4294967294"}, nullptr},
        {&Filters::groups, {"root"}, {"0"}, "--gid"},
        {&Filters::mount_namespaces, {"self"}, {"inode"}, "--mntns"},
        {&Filters::fstypes, {"pro[c]"}, {"proc"}, "--fstype"},
        {&Filters::fstypes, {"proc", "sysfs"}, {"proc"}, nullptr},
    };
    for (auto row : rows) {
        for (auto* const words : {&row.include, &row.exclude})
            for (std::string& word : *words)
                word = word == "self" ? std::to_string(getpid()) : word == "inode" ? self : word;
        Filters filters;
        (filters.*row.option).include = row.include;
        (filters.*row.option).exclude = row.exclude;
        CAPTURE(row.include);
        CHECK(refusal(filters) == (row.refused == nullptr
                                       ? ""
                                       : fmt::format("{}: nothing is left of what it lets through; "
                                                     "exclude less",
                                                     row.refused)));
    }
}

TEST_CASE("system_ids: --ino-of suggests the nearest name in the directory") {
    std::array<char, 32> name{"/tmp/fileaudit-test.XXXXXX"};
    REQUIRE(mkdtemp(name.data()) != nullptr);
    const std::string directory = name.data();
    for (const char* file : {"watched.conf", "other", "a\nb.conf"})
        std::ofstream(directory + "/" + file) << file;
    const struct {
        const char *word, *ending;
    } rows[] = {
        {"/wached.conf", "; did you mean '@/watched.conf'?"},
        {"/WATCHED.CONF", "; did you mean '@/watched.conf'?"},
        {"/a-b.conf", "; did you mean '@/a\\nb.conf'?"},
        {"/zzzzzzzz", ": No such file or directory; give one that is there"},
        {"x/watched.conf", ": No such file or directory; give one that is there"},
        {"/other/x", ": Not a directory"},
    };
    for (const auto& row : rows) {
        std::string ending = row.ending;
        if (const size_t at = ending.find('@'); at != ending.npos)
            ending.replace(at, 1, directory);
        const std::string message = refusal(&Filters::same_files, directory + row.word);
        CAPTURE(message);
        CHECK(message.ends_with(ending));
    }
    const fs::path before = fs::current_path();
    fs::current_path(directory);
    CHECK(refusal(&Filters::same_files, "wached.conf").ends_with("; did you mean 'watched.conf'?"));
    fs::current_path(before);
    fs::remove_all(directory);
}

TEST_CASE("system_ids: mount namespaces by process and by inode number") {
    const auto inode = [](const std::string& pid) {
        return static_cast<uint32_t>(
            std::stoul(output_of("stat -L -c %i /proc/" + pid + "/ns/mnt")));
    };
    Filters filters;
    filters.mount_namespaces.include = {std::to_string(getpid())};
    const auto ids = look_up(filters);
    REQUIRE(ids.has_value());
    CHECK(ids->mount_namespaces.include == std::vector<uint32_t>{inode("self")});
    filters = {};
    filters.mount_namespaces.exclude = {std::to_string(inode("self"))};
    const auto excluded = look_up(filters);
    REQUIRE(excluded.has_value());
    CHECK(excluded->mount_namespaces.exclude == std::vector<uint32_t>{inode("self")});

    if (geteuid() != 0)
        return; // what follows is root's to do
    const Child child([] { unshare(CLONE_NEWNS); });
    const uint32_t other = inode(std::to_string(child.pid));
    CHECK(other != inode("self"));
    filters = {};
    filters.host_only = true;
    filters.mount_namespaces.exclude = {std::to_string(other), std::to_string(child.pid)};
    const auto more = look_up(filters);
    const bool is_host = output_of("readlink /proc/self/ns/pid") == "pid:[4026531836]";
    if (!is_host || output_of("readlink /proc/1/ns/mnt").empty()) {
        REQUIRE_FALSE(more.has_value());
        CHECK(more.error().message.starts_with(
            is_host ? "--host-only: cannot read the mount namespace of process 1: Permission "
                      "denied; it takes the right to trace it (root, CAP_SYS_PTRACE)"
                    : "--host-only: process 1 is not the host's in this pid namespace"));
        return;
    }
    REQUIRE_MESSAGE(more.has_value(), more.error().message);
    CHECK(more->mount_namespaces.include == std::vector<uint32_t>{inode("1")});
    CHECK(more->mount_namespaces.exclude == std::vector<uint32_t>{other, other});
}

TEST_CASE("system_ids: types of file systems and files") {
    Filters filters;
    filters.fstypes.include = {"proc", "anon_inode*"};
    filters.same_files.include = {"/proc/self/exe"}; // a symbolic link is followed
    const auto ids = look_up(filters);
    REQUIRE(ids.has_value());
    CHECK(ids->fstypes.include == std::vector<std::string>{"proc", "anon_inodefs"});
    REQUIRE(ids->same_files.include.size() == 1);
    struct stat opened {
    }, named{};
    REQUIRE(fstat(ids->same_files.include[0].get(), &opened) == 0);
    REQUIRE(stat("/proc/self/exe", &named) == 0);
    CHECK(opened.st_ino == named.st_ino);
    CHECK(opened.st_dev == named.st_dev);
}

TEST_CASE("system_ids: cgroups, containers and services by the kernel's cgroup id") {
    std::ifstream mountinfo("/proc/self/mountinfo");
    const auto mount = find_cgroup_mount(mountinfo);
    if (!mount || geteuid() != 0)
        return; // not to be tried here
    const std::string id =
        fmt::format("{:08x}{}", static_cast<unsigned>(getpid()), std::string(56, '5'));
    const std::string slice = fmt::format("fileaudit-test-{}.slice", getpid());
    const std::string service = fmt::format("fileaudit-{}-test", getpid()); // others test as well
    const fs::path directories[] = {fs::path(*mount) / slice,
                                    fs::path(*mount) / slice / ("docker-" + id + ".scope"),
                                    fs::path(*mount) / slice / (service + ".service")};
    std::vector<uint64_t> kernel_ids;
    for (const fs::path& directory : directories) {
        std::error_code error;
        fs::create_directory(directory, error);
        REQUIRE_MESSAGE(!error, directory.string());
        kernel_ids.push_back(cgroup_id(directory));
    }
    Filters filters;
    filters.cgroups.include = {slice, "/" + slice + "/*", directories[0]};
    filters.containers.include = {id, id.substr(0, 16)};
    filters.services.include = {service, service.substr(0, service.size() - 1) + "*", slice};
    const auto ids = look_up(filters);
    const std::string missing = refusal(&Filters::cgroups, "/" + slice + "x");
    for (const int i : {2, 1, 0})
        rmdir(directories[i].c_str());

    REQUIRE_MESSAGE(ids.has_value(), ids.error().message);
    CHECK(ids->cgroups.include ==
          std::vector<uint64_t>{kernel_ids[0], kernel_ids[1], kernel_ids[2], kernel_ids[0]});
    CHECK(ids->containers.include == std::vector<uint64_t>{kernel_ids[1], kernel_ids[1]});
    CHECK(ids->services.include ==
          std::vector<uint64_t>{kernel_ids[2], kernel_ids[2], kernel_ids[0]});
    CHECK(missing == fmt::format("--cgroup: '/{0}x' is no cgroup below {1}; did you mean '/{0}'?",
                                 slice, *mount));
}
