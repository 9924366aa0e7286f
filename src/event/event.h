// SPDX-License-Identifier: GPL-2.0-only
// One decoded event, as every later stage sees it.
#pragma once

#include "../../bpf/event.h"

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace fileaudit {

// A path and the verdict on it. `text` points into the record it was decoded
// from (or into the decoder's own buffer) and is valid until the next decode.
struct Path {
    uint16_t status = FA_ST_ABSENT; // enum fa_status bits; 0 is ok
    std::string_view text;          // exact bytes; empty when has_text() is false

    bool has_text() const { return (status & (FA_ST_UNSTABLE | FA_ST_ABSENT)) == 0; }
};

// A process above the one of an event. Texts as in Path.
struct Ancestor {
    uint32_t pid = 0; // as Event::pid
    std::string_view comm;
    Path exe;
};

// --chains: one failed open of a search, before the event that ended it.
struct Tried {
    Path path;
    uint16_t error = 0; // errno
};

struct Event {
    uint64_t ts_ns = 0;    // CLOCK_MONOTONIC
    uint64_t begun_ns = 0; // when it began, where known
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
    uint64_t map_start = 0, map_end = 0; // of a map; 0: not known
    uint64_t map_bytes = 0;              // of a map: its length; 0: not known
    uint64_t file_size = 0;              // of a regular file
    uint64_t cgroup = 0;                 // id; 0: not known
    int32_t fd = -1;                     // -1: none, or not known
    uint32_t mntns = 0;                  // inode number; 0: none any more
    uint32_t mnt_id = 0;                 // 0: not known
    uint32_t loginuid = UINT32_MAX, session = UINT32_MAX; // UINT32_MAX: none, or not known
    uint32_t opener = 0; // of a map: who opened the file, when another process did
    uint32_t total = 0;  // 1 + the row of the summary that counts it; 0: none does
    uint16_t mode = 0;   // st_mode; 0: not known
    uint16_t error = 0;  // errno; 0: it succeeded
    fa_via via = FA_VIA_UNKNOWN;
    fa_denied_by denied_by = FA_DENIED_UNKNOWN;
    fa_layer layer = FA_LAYER_NONE;
    std::string_view comm;   // exact bytes, no NUL
    std::string_view fstype; // likewise
    std::array<Path, FA_PATH_COUNT> paths;
    // As typed: of a failed open, or what an exec named; nothing where it is not known.
    std::optional<std::string_view> name;
    // Of a failed open with a relative name: what it was relative to. ABSENT: the name was not
    // relative, or it is not known.
    Path dir;
    std::string_view args;               // a NUL behind each, maybe not the last; "": not asked for
    std::span<const Ancestor> ancestors; // the parent first; into the decoder
    std::span<const fa_frame> stack;     // innermost first; into the decoder

    // What later stages add.
    std::span<const Tried> tried; // in their order; of chains.h
    // Of namer.h; "" where not known. A frame's is "openat+0x54 (libc.so.6)" or what else is known.
    std::string_view user, group, cgroup_path, container;
    std::span<const std::string_view> frame_names; // one for each of `stack`, or none

    // How long an open took, in nanoseconds; 0: not known.
    uint64_t latency_ns() const {
        return is_open() && begun_ns != 0 && ts_ns > begun_ns ? ts_ns - begun_ns : 0;
    }
    bool failed() const { return error != 0; }
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
