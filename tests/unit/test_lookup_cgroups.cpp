// SPDX-License-Identifier: GPL-2.0-only
// Cgroups, containers and services as typed, in a tree as a host has it.
#include "lookup/lookup_cgroups.h"

#include <doctest/doctest.h>
#include <string>
#include <vector>

using namespace fileaudit;

namespace {

const std::string web = "abcd1111111111111111111111111111111111111111111111111111111111ff";
const std::string db = "abcd2222222222222222222222222222222222222222222222222222222222ff";
const std::string pod = "77771111111111111111111111111111111111111111111111111111111111ff";

// Ids are places in this list, from 1 on.
const CgroupTree& host() {
    static const CgroupTree tree = [] {
        CgroupTree t{"/sys/fs/cgroup", {}};
        for (const std::string& path : std::vector<std::string>{
                 "/",                                             // 1
                 "/demo",                                         // 2
                 "/init.scope",                                   // 3
                 "/lxc.monitor.mail",                             // 4
                 "/lxc.payload.mail",                             // 5
                 "/machine.slice",                                // 6
                 "/machine.slice/libpod-" + pod + ".scope",       // 7
                 "/machine.slice/systemd-nspawn@mail.service",    // 8
                 "/system.slice",                                 // 9
                 "/system.slice/cron.service",                    // 10
                 "/system.slice/docker-" + web + ".scope",        // 11
                 "/system.slice/docker-" + web + ".scope/inner",  // 12
                 "/system.slice/docker-" + db + ".scope",         // 13
                 "/system.slice/nginx.service",                   // 14
                 "/system.slice/nginx.service/workers",           // 15
                 "/system.slice/ssh.socket",                      // 16
                 "/system.slice/system-a\\x2db.slice",            // 17
                 "/system.slice/system-a\\x2db.slice/u@1.service" // 18
             })
            t.cgroups.push_back({path, t.cgroups.size() + 1});
        return t;
    }();
    return tree;
}

const std::vector<Container> known{{"runc", "demo"}, {"runc", "gone"}};

std::string joined(const Result<std::vector<uint64_t>>& ids) {
    if (!ids)
        return ids.error().message;
    std::string text;
    for (const uint64_t id : *ids)
        text += (text.empty() ? "" : " ") + std::to_string(id);
    return text;
}

struct Row {
    std::string text, answer; // ids, or the refusal
};

} // namespace

TEST_CASE("lookup_cgroups: paths and globs of cgroups") {
    const Row rows[] = {
        {"/system.slice/cron.service", "10"},
        {"system.slice/cron.service", "10"},
        {"/sys/fs/cgroup/system.slice/cron.service", "10"},
        {"/system.slice/cron.service/", "10"},
        {"//system.slice//cron.service", "10"},
        {"/", "1"},
        {"/sys/fs/cgroup", "1"},
        {"/sys/fs/cgroup/", "1"},
        {"/system.slice/*.service", "10 14"},
        {"/system.slice/", "9"},
        {"**/nginx.service", "14"},
        {"/system.slice/nginx.service/**", "15"},
        {"/*.slice", "6 9"},
        {"**", "2 3 4 5 6 9"},
        {"/system.slice/system-a\\x2db.slice", "17"},
        {"/system.slice/system-a\\\\x2db.slice", "17"},
        {"/system.slice/crom.service", "--cgroup: '/system.slice/crom.service' is no cgroup below "
                                       "/sys/fs/cgroup; did you mean "
                                       "'/system.slice/cron.service'?"},
        {"nginx.service", "--cgroup: 'nginx.service' is no cgroup below /sys/fs/cgroup; did you "
                          "mean '/system.slice/nginx.service'?"},
        {"/sys/fs/cgroupx", "--cgroup: '/sys/fs/cgroupx' is no cgroup below /sys/fs/cgroup; cat "
                            "/proc/PID/cgroup tells a process's"},
        {"/zz\n*", "--cgroup: '/zz\\n*' is no cgroup below /sys/fs/cgroup; cat /proc/PID/cgroup "
                   "tells a process's"},
        {"/a[", "--cgroup: '/a[' has a [ without its ]; write \\[ for a bracket"},
    };
    for (const Row& row : rows) {
        CAPTURE(row.text);
        CHECK(joined(find_cgroups(host(), row.text)) == row.answer);
    }
}

TEST_CASE("lookup_cgroups: containers by id, prefix and name") {
    const std::string all = "; there is docker abcd11111111, docker abcd22222222, lxc mail, podman "
                            "777711111111, runc demo and 1 more";
    const Row rows[] = {
        {web, "11"},
        {"abcd1", "11"},
        {"abcd2222", "13"},
        {"7777", "7"},
        {"mail", "5 8"}, // two runtimes may use a name
        {"demo", "2"},
        {"abcd", "--container: 'abcd' is the start of several ids: docker abcd11111111, docker "
                 "abcd22222222; give more of the one meant"},
        {"777",
         "--container: '777' is no container that is running here; did you mean '" + pod + "'?"},
        {"mial", "--container: 'mial' is no container that is running here; did you mean 'mail'?"},
        {"gone", "--container: 'gone' is no container that is running here" + all},
        {"abcd3", "--container: 'abcd3' is no container that is running here" + all},
        {"ABCD1",
         "--container: 'ABCD1' is no container that is running here; did you mean '" + web + "'?"},
    };
    for (const Row& row : rows) {
        CAPTURE(row.text);
        CHECK(joined(find_containers(host(), known, row.text)) == row.answer);
    }
    const CgroupTree bare{"/sys/fs/cgroup", {{"/", 1}, {"/init.scope", 2}}};
    CHECK(joined(find_containers(bare, {}, "web")) ==
          "--container: 'web' is not there: no container is running here that fileaudit knows by "
          "its cgroup; --cgroup takes any cgroup");
}

TEST_CASE("lookup_cgroups: services") {
    const Row rows[] = {
        {"nginx", "14"},
        {"nginx.service", "14"},
        {"*", "8 10 14 18"},
        {"ngin?", "14"},
        {"*.service", "8 10 14 18"},
        {"*.slice", "6 9"},
        {"mail", "--service: 'mail.service' is no unit of systemd that is running here; did you "
                 "mean 'systemd-nspawn@mail'?"},
        {"ssh.socket", "16"},
        {"system.slice", "9"},
        {"init.scope", "3"},
        {"system-a\\x2db.slice", "17"},
        {"u@1", "18"},
        {"u@*", "18"},
        {"ngnix", "--service: 'ngnix.service' is no unit of systemd that is running here; did you "
                  "mean 'nginx'?"},
        {"ngnix.service",
         "--service: 'ngnix.service' is no unit of systemd that is running here; did you mean "
         "'nginx'?"},
        {"ssh", "--service: 'ssh.service' is no unit of systemd that is running here; did you "
                "mean 'ssh.socket'?"},
        {"zzzzzzzz*", "--service: 'zzzzzzzz*.service' is no unit of systemd that is running here; "
                      "systemctl lists those that are"},
        {"[", "--service: '[.service' has a [ without its ]; write \\[ for a bracket"},
    };
    for (const Row& row : rows) {
        CAPTURE(row.text);
        CHECK(joined(find_services(host(), row.text)) == row.answer);
    }
}
