// SPDX-License-Identifier: GPL-2.0-only
// One decoded event, as every later stage sees it.
#pragma once

#include "../../bpf/event.h"

#include <array>
#include <cstdint>
#include <string_view>

namespace fileaudit {

// A path and the verdict on it. `text` points into the record it was decoded
// from (or into the decoder's own buffer) and is valid until the next decode.
struct Path {
    uint16_t status = FA_ST_ABSENT; // enum fa_status bits; 0 is ok
    std::string_view text;          // exact bytes; empty when has_text() is false

    bool has_text() const { return (status & (FA_ST_UNSTABLE | FA_ST_ABSENT)) == 0; }
};

struct Event {
    uint64_t ts_ns = 0;    // CLOCK_MONOTONIC
    uint64_t begun_ns = 0; // of its system call, where known
    uint64_t id = 0;
    fa_op op = FA_OP_OPEN;
    fa_backend backend = FA_BACKEND_TRACEPOINT; // 0 when is_held()
    fa_resolver resolver = FA_RESOLVER_WALK;
    uint32_t flags = 0;                  // enum fa_event_flag bits
    uint32_t pid = 0, tid = 0, ppid = 0; // in our pid namespace; 0: not in it
    uint32_t ns_pid = 0;                 // the pid in the process's own
    uint32_t uid = 0, gid = 0;
    uint32_t open_flags = 0, open_mode = 0;
    uint32_t prot = 0, map_flags = 0;
    uint32_t dev_major = 0, dev_minor = 0;
    uint64_t ino = 0;
    uint64_t fs_magic = 0;
    uint64_t file = 0;                   // the same for the same open file; never to be shown
    uint64_t map_start = 0, map_end = 0; // of a held map
    int32_t fd = -1;                     // -1: none, or not known
    uint32_t mntns = 0;                  // inode number; 0: none any more
    std::string_view comm;               // exact bytes, no NUL
    std::string_view fstype;             // likewise
    std::array<Path, FA_PATH_COUNT> paths;

    // An open or a map: one that happened, or one found held.
    bool is_open() const { return op == FA_OP_OPEN || op == FA_OP_HELD_OPEN; }
    bool is_map() const { return op == FA_OP_MMAP || op == FA_OP_HELD_MAP; }
    bool is_held() const { return op == FA_OP_HELD_OPEN || op == FA_OP_HELD_MAP; }

    const Path& target() const { return paths[FA_PATH_TARGET]; }
    const Path& exe() const { return paths[FA_PATH_EXE]; }
    const Path& cwd() const { return paths[FA_PATH_CWD]; }
    const Path& root() const { return paths[FA_PATH_ROOT]; }
};

} // namespace fileaudit
