// SPDX-License-Identifier: GPL-2.0-only
#include "lookup/container_names.h"

#include <algorithm>

namespace fileaudit {
namespace {

constexpr std::string_view scope_suffix = ".scope";

bool is_hex(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
}

int hex_value(char c) {
    return c <= '9' ? c - '0' : c - 'a' + 10;
}

// systemd writes what a unit's name may not hold as \xNN. (A `-` stands for a `/`, which no
// machine's name has; it is left alone.)
std::string without_unit_escapes(std::string_view text) {
    std::string plain;
    while (!text.empty()) {
        if (text.starts_with("\\x") && text.size() >= 4 && is_hex(text[2]) && is_hex(text[3])) {
            plain += static_cast<char>(hex_value(text[2]) * 16 + hex_value(text[3]));
            text.remove_prefix(4);
        } else {
            plain += text[0];
            text.remove_prefix(1);
        }
    }
    return plain;
}

// The part of `text` between the two, which must both be there with something in between.
std::string_view between(std::string_view text, std::string_view prefix, std::string_view suffix) {
    if (text.size() <= prefix.size() + suffix.size() || !text.starts_with(prefix) ||
        !text.ends_with(suffix))
        return {};
    return text.substr(prefix.size(), text.size() - prefix.size() - suffix.size());
}

// docker-ID.scope made by systemd, crio-ID made by the runtime itself, and
// kubepods-podUID.slice:cri-containerd:ID, by a runtime that was given a name for systemd but
// does not use systemd.
std::optional<Container> with_id(std::string_view name, std::string_view parent) {
    if (name.ends_with(scope_suffix))
        name.remove_suffix(scope_suffix.size());
    if (name.size() < 64 || !is_container_id(name.substr(name.size() - 64)))
        return std::nullopt;
    const std::string id(name.substr(name.size() - 64));
    name.remove_suffix(64);

    if (name.empty()) {
        if (parent.ends_with("/docker"))
            return Container{"docker", id};
        if (parent.find("/kubepods") != std::string_view::npos)
            return Container{"kubernetes", id};
        return Container{"oci", id};
    }
    if (name.back() != '-' && name.back() != ':')
        return std::nullopt;
    name.remove_suffix(1);
    if (const size_t colon = name.rfind(':'); colon != std::string_view::npos)
        name.remove_prefix(colon + 1);
    const struct {
        std::string_view prefix, runtime;
    } rows[] = {
        {"docker", "docker"},
        {"cri-containerd", "containerd"},
        {"nerdctl", "containerd"},
        {"libpod", "podman"},
        {"libpod-payload", "podman"},
        {"crio", "crio"},
        {"runc", "runc"},
        {"crun", "crun"},
        {"runsc", "runsc"},
    };
    for (const auto& row : rows)
        if (name == row.prefix)
            return Container{std::string(row.runtime), id};
    return std::nullopt;
}

// What the user may name: runc and crun (with systemd), systemd-nspawn, lxc.
std::optional<Container> with_name(std::string_view name, std::string_view parent) {
    for (const std::string_view runtime : {"runc", "crun", "runsc"})
        if (name.starts_with(runtime) && name.substr(runtime.size()).starts_with('-')) {
            const auto id = between(name.substr(runtime.size()), "-", scope_suffix);
            if (!id.empty())
                return Container{std::string(runtime), std::string(id)};
        }

    for (const auto machine :
         {between(name, "systemd-nspawn@", ".service"), between(name, "machine-", scope_suffix)}) {
        std::string plain = without_unit_escapes(machine);
        // libvirt's virtual machines are no containers
        if (!plain.empty() && !plain.starts_with("qemu-"))
            return Container{"systemd-nspawn", std::move(plain)};
    }

    if (const auto payload = between(name, "lxc.payload.", ""); !payload.empty())
        return Container{"lxc", std::string(payload)};
    if (!name.empty() && (parent.ends_with("/lxc.payload") || parent.ends_with("/lxc")))
        return Container{"lxc", std::string(name)};
    return std::nullopt;
}

} // namespace

bool is_container_id(std::string_view name) {
    return name.size() == 64 && std::all_of(name.begin(), name.end(), is_hex);
}

std::optional<Container> container_of(std::string_view cgroup_directory_name,
                                      std::string_view parent_path) {
    if (auto container = with_id(cgroup_directory_name, parent_path))
        return container;
    return with_name(cgroup_directory_name, parent_path);
}

std::optional<Container> container_at(std::string_view path, const std::vector<Container>& known) {
    const size_t slash = path.rfind('/');
    const std::string_view name = path.substr(slash + 1);
    if (auto container = container_of(name, slash == 0 ? "/" : path.substr(0, slash)))
        return container;
    const auto one = std::find_if(known.begin(), known.end(), [name](const Container& known_one) {
        return known_one.name == name;
    });
    return one == known.end() ? std::nullopt : std::optional(*one);
}

} // namespace fileaudit
