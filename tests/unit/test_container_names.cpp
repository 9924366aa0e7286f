// SPDX-License-Identifier: GPL-2.0-only
// Containers by the names of their cgroups, as the runtimes make them.
#include "lookup/container_names.h"

#include <doctest/doctest.h>
#include <string>

using namespace fileaudit;

namespace {

const std::string id = "4e1243bd22c66e76c2ba9eddc1f91394e57f9f83e5b1d8c4a7f60b2c9d3e8f10";

} // namespace

TEST_CASE("container_names: what each runtime calls its cgroups") {
    const struct {
        std::string name, parent, runtime, container; // "" for none
    } rows[] = {
        // docker: systemd and cgroupfs driver, own --cgroup-parent
        {"docker-" + id + ".scope", "/system.slice", "docker", id},
        {"docker-" + id + ".scope", "/user.slice/user-1000.slice/user@1000.service/user.slice",
         "docker", id},
        {id, "/docker", "docker", id},
        {id, "/docker/" + id + "/docker", "docker", id},
        {id, "/batch", "oci", id},
        {id, "/", "oci", id},
        {"buildkit", "/docker", "", ""},
        {"docker.service", "/system.slice", "", ""},
        {"docker-" + id.substr(1) + ".scope", "/system.slice", "", ""},
        {"docker-" + id + ".mount", "/system.slice", "", ""},
        // containerd: Kubernetes with both drivers, a driver mismatch, nerdctl
        {"cri-containerd-" + id + ".scope", "/kubepods.slice/kubepods-pod1.slice", "containerd",
         id},
        {id, "/kubepods/burstable/pod2f3a", "kubernetes", id},
        {id, "/kubelet/kubepods/pod2f3a", "kubernetes", id},
        {"kubepods-burstable-pod2f3a.slice:cri-containerd:" + id,
         "/system.slice/containerd.service", "containerd", id},
        {"nerdctl-" + id + ".scope", "/system.slice", "containerd", id},
        {"pod2f3a", "/kubepods/burstable", "", ""},
        {"kubepods-pod2f3a.slice", "/kubepods.slice", "", ""},
        // podman: systemd, cgroupfs, split (as quadlets)
        {"libpod-" + id + ".scope", "/machine.slice", "podman", id},
        {"libpod-" + id, "/libpod_parent", "podman", id},
        {"libpod-payload-" + id, "/system.slice/web.service", "podman", id},
        {"libpod-conmon-" + id + ".scope", "/machine.slice", "", ""},
        {"conmon", "/libpod_parent", "", ""},
        {"container", "/machine.slice/libpod-" + id + ".scope", "", ""},
        {"machine-libpod_pod_" + id + ".slice", "/machine.slice", "", ""},
        // crio
        {"crio-" + id + ".scope", "/kubepods.slice/kubepods-pod1.slice", "crio", id},
        {"crio-" + id, "/kubepods/pod1", "crio", id},
        {"crio-conmon-" + id + ".scope", "/system.slice", "", ""},
        // runc, crun, runsc by systemd; ids are the caller's
        {"runc-demo.scope", "/system.slice", "runc", "demo"},
        {"crun-demo.scope", "/user.slice", "crun", "demo"},
        {"crun-" + id + ".scope", "/system.slice", "crun", id},
        {"runsc-web-1.scope", "/system.slice", "runsc", "web-1"},
        {"runc-.scope", "/system.slice", "", ""},
        {"runcible.scope", "/system.slice", "", ""},
        {"runc-demo.service", "/system.slice", "", ""},
        {"demo", "/", "", ""},
        // systemd-nspawn
        {"systemd-nspawn@web.service", "/machine.slice", "systemd-nspawn", "web"},
        {"systemd-nspawn@web\\x2d1.service", "/machine.slice", "systemd-nspawn", "web-1"},
        {"systemd-nspawn@web-1.service", "/machine.slice", "systemd-nspawn", "web-1"},
        {"machine-deb\\x2d12\\x2eold.scope", "/machine.slice", "systemd-nspawn", "deb-12.old"},
        {"machine-a\\x2.scope", "/machine.slice", "systemd-nspawn", "a\\x2"},
        {"systemd-nspawn@.service", "/machine.slice", "", ""},
        {"machine-qemu\\x2d1\\x2dvm.scope", "/machine.slice", "", ""},
        {"payload", "/machine.slice/systemd-nspawn@web.service", "", ""},
        // lxc, lxd, incus
        {"lxc.payload.web", "/", "lxc", "web"},
        {"lxc.payload.web-1", "/lxc.slice", "lxc", "web-1"},
        {"web", "/lxc.payload", "lxc", "web"},
        {"web", "/lxc", "lxc", "web"},
        {"lxc.monitor.web", "/", "", ""},
        {"web", "/lxc.monitor", "", ""},
        {"lxc.payload.", "/", "", ""},
        {"init.scope", "/lxc.payload.web", "", ""},
        {"web", "/notlxc", "", ""},
        // ids are 64 lower-case hex digits
        {id + "0", "/docker", "", ""},
        {"G" + id.substr(1), "/docker", "", ""},
        {"", "/", "", ""},
        {"user-1000.slice", "/user.slice", "", ""},
    };
    for (const auto& row : rows) {
        INFO(row.name << " in " << row.parent);
        const auto container = container_of(row.name, row.parent);
        CHECK(container.value_or(Container{}) == Container{row.runtime, row.container});
    }
}
