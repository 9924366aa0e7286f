// SPDX-License-Identifier: GPL-2.0-only
// The kernel's word for what the id of a cgroup is.
#pragma once

#include <array>
#include <cstdint>
#include <cstring>
#include <doctest/doctest.h>
#include <fcntl.h>
#include <string>

// The handle of a cgroup's directory is its id.
inline uint64_t cgroup_id(const std::string& directory) {
    alignas(file_handle) std::array<char, sizeof(file_handle) + sizeof(uint64_t)> bytes{};
    auto* const handle = reinterpret_cast<file_handle*>(bytes.data());
    handle->handle_bytes = sizeof(uint64_t);
    int mount_id = 0;
    REQUIRE(name_to_handle_at(AT_FDCWD, directory.c_str(), handle, &mount_id, 0) == 0);
    uint64_t id = 0;
    std::memcpy(&id, handle->f_handle, sizeof(id));
    return id;
}
