// SPDX-License-Identifier: GPL-2.0-only
// Records as the kernel writes them, laid out byte by byte at the offsets of wire
// version 3, so that a change of the struct shows as a failing test.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

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

    // One behind the paths; `length` tells another one than its bytes have.
    struct Extra {
        uint16_t kind = 0;
        std::string bytes;
        int length = -1;
    };

    static constexpr size_t size_at = 0, version_at = 4, op_at = 6, backend_at = 7;
    static constexpr size_t map_start_at = 104, map_bytes_at = 120, fd_at = 144, flags_at = 152,
                            total_at = 172, error_at = 178, dir_len_at = 180, resolver_at = 182,
                            via_at = 183, denied_by_at = 184, layer_at = 185, comm_at = 192,
                            fstype_at = 208, paths_at = 224, header = 240;
    static constexpr size_t status_at(size_t path) { return paths_at + 4 * path; }
    static constexpr size_t len_at(size_t path) { return paths_at + 4 * path + 2; }

    uint8_t op = 1, backend = 3, resolver = 1, via = 2, denied_by = 0, layer = 0;
    uint64_t ts_ns = 0x0102030405060708, begun_ns = 0x090a0b0c0d0e0f10, id = 0x1112131415161718;
    uint32_t pid = 4242, tid = 4243, ppid = 4100, ns_pid = 17, uid = 1000, gid = 1001;
    uint32_t open_flags = 0x88000, open_mode = 0x1d, prot = 5, map_flags = 2;
    uint32_t dev_major = 8, dev_minor = 1, flags = 2;
    uint64_t ino = 0x2122232425262728, fs_magic = 0xef53, file = 0xffff888123456780;
    uint64_t map_start = 0, map_end = 0, map_bytes = 0;
    uint64_t file_size = 0x3132333435363738, cgroup = 0x4142434445464748;
    uint32_t fd = 3, mntns = 4026531841, mnt_id = 29, loginuid = 1002, session = 5;
    uint32_t opener = 0, total = 0;
    uint16_t mode = 0100644, error = 0, dir_len = 0;
    std::string comm = "cat", fstype = "ext4"; // at most 16 bytes each
    std::array<Path, 4> paths{{{0, "/etc/passwd"}, {0, "/bin/cat"}, {0, "/root"}, {0, "/"}}};
    std::vector<Extra> extras;

    std::string bytes() const {
        std::string out(header, '\0');
        put<uint16_t>(out, version_at, 3);
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
        put(out, map_bytes_at, map_bytes);
        put(out, 128, file_size);
        put(out, 136, cgroup);
        put(out, fd_at, fd);
        put(out, 148, mntns);
        put(out, flags_at, flags);
        put(out, 156, mnt_id);
        put(out, 160, loginuid);
        put(out, 164, session);
        put(out, 168, opener);
        put(out, total_at, total);
        put(out, 176, mode);
        put(out, error_at, error);
        put(out, dir_len_at, dir_len);
        put(out, resolver_at, resolver);
        put(out, via_at, via);
        put(out, denied_by_at, denied_by);
        put(out, layer_at, layer);
        out.replace(comm_at, comm.size(), comm);
        out.replace(fstype_at, fstype.size(), fstype);
        for (size_t i = 0; i < paths.size(); ++i) {
            put(out, status_at(i), paths[i].status);
            put(out, len_at(i), static_cast<uint16_t>(paths[i].text.size()));
            out += paths[i].text;
        }
        for (const Extra& extra : extras) {
            std::string head(4, '\0');
            put(head, 0, extra.kind);
            put(head, 2,
                static_cast<uint16_t>(extra.length < 0 ? extra.bytes.size()
                                                       : static_cast<size_t>(extra.length)));
            out += head + extra.bytes;
        }
        put(out, size_at, static_cast<uint32_t>(out.size()));
        return out;
    }
};

// The bytes of an ancestor; `length` tells another one of its text than it has.
inline std::string ancestor_bytes(uint32_t pid, const std::string& comm, const Record::Path& exe,
                                  int length = -1) {
    std::string out(24, '\0');
    put(out, 0, pid);
    out.replace(4, comm.size(), comm);
    put(out, 20, exe.status);
    put(out, 22, static_cast<uint16_t>(length < 0 ? exe.text.size() : static_cast<size_t>(length)));
    return out + exe.text;
}

// The bytes of a frame whose build id repeats one byte.
inline std::string frame_bytes(int32_t status, char build_id, uint64_t at) {
    std::string out(4, '\0');
    put(out, 0, status);
    out.append(20, build_id);
    out.append(8, '\0');
    put(out, 24, at);
    return out;
}
