// SPDX-License-Identifier: GPL-2.0-only
// Records as the kernel writes them, laid out byte by byte at the offsets of wire
// version 2, so that a change of the struct shows as a failing test.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <string>

static_assert(std::endian::native == std::endian::little, "the offsets below assume it");

template<class Number> void put(std::string& bytes, size_t offset, Number value) {
    for (size_t i = 0; i < sizeof(value); ++i)
        bytes[offset + i] = static_cast<char>(static_cast<uint64_t>(value) >> (8 * i));
}

struct Record {
    struct Path {
        uint16_t status = 0;
        std::string text;
    };

    static constexpr size_t size_at = 0, version_at = 4, op_at = 6, backend_at = 7;
    static constexpr size_t map_start_at = 104, fd_at = 120;
    static constexpr size_t resolver_at = 132, comm_at = 136, fstype_at = 152, paths_at = 168,
                            header = 184;
    static constexpr size_t status_at(size_t path) { return paths_at + 4 * path; }
    static constexpr size_t len_at(size_t path) { return paths_at + 4 * path + 2; }

    uint8_t op = 1, backend = 3, resolver = 1;
    uint64_t ts_ns = 0x0102030405060708, begun_ns = 0x090a0b0c0d0e0f10, id = 0x1112131415161718;
    uint32_t pid = 4242, tid = 4243, ppid = 4100, ns_pid = 17, uid = 1000, gid = 1001;
    uint32_t open_flags = 0x88000, open_mode = 0x1d, prot = 5, map_flags = 2;
    uint32_t dev_major = 8, dev_minor = 1, flags = 2;
    uint64_t ino = 0x2122232425262728, fs_magic = 0xef53, file = 0xffff888123456780;
    uint64_t map_start = 0, map_end = 0;
    uint32_t fd = 3, mntns = 4026531841;
    std::string comm = "cat", fstype = "ext4"; // at most 16 bytes each
    std::array<Path, 4> paths{{{0, "/etc/passwd"}, {0, "/bin/cat"}, {0, "/root"}, {0, "/"}}};

    std::string bytes() const {
        std::string out(header, '\0');
        put<uint16_t>(out, version_at, 2);
        put(out, op_at, op);
        put(out, backend_at, backend);
        put(out, 8, ts_ns);
        put(out, 16, begun_ns);
        put(out, 24, id);
        put(out, 32, pid);
        put(out, 36, tid);
        put(out, 40, ppid);
        put(out, 44, ns_pid);
        put(out, 48, uid);
        put(out, 52, gid);
        put(out, 56, open_flags);
        put(out, 60, open_mode);
        put(out, 64, prot);
        put(out, 68, map_flags);
        put(out, 72, dev_major);
        put(out, 76, dev_minor);
        put(out, 80, ino);
        put(out, 88, fs_magic);
        put(out, 96, file);
        put(out, map_start_at, map_start);
        put(out, map_start_at + 8, map_end);
        put(out, fd_at, fd);
        put(out, 124, mntns);
        put(out, 128, flags);
        put(out, resolver_at, resolver);
        out.replace(comm_at, comm.size(), comm);
        out.replace(fstype_at, fstype.size(), fstype);
        for (size_t i = 0; i < paths.size(); ++i) {
            put(out, status_at(i), paths[i].status);
            put(out, len_at(i), static_cast<uint16_t>(paths[i].text.size()));
            out += paths[i].text;
        }
        put(out, size_at, static_cast<uint32_t>(out.size()));
        return out;
    }
};
