// SPDX-License-Identifier: GPL-2.0-only
// Every field that could lead a reader astray: kinds, flags, lengths and what must agree.
#include "event/record_check.h"

namespace fileaudit {

namespace {

constexpr uint32_t known_flags = FA_EV_CANARY | FA_EV_FLAGS_PARTIAL | FA_EV_BACKING |
                                 FA_EV_ARGS_CUT | FA_EV_STACK_CUT | FA_EV_DIR;

constexpr uint32_t known_status = FA_ST_DELETED | FA_ST_DETACHED | FA_ST_ESCAPED | FA_ST_PSEUDO |
                                  FA_ST_TRUNCATED | FA_ST_UNSTABLE | FA_ST_ABSENT;

constexpr uint16_t largest_errno = 4095; // MAX_ERRNO, include/linux/err.h

// `which` and `number` are what the error calls it: "path 1".
Checked check_path(const fa_path_ref& path, uint32_t known, std::string_view which, size_t number) {
    if ((path.status & ~known) != 0)
        return refuse("{} {} has unknown status bits {:#x}", which, number, path.status);
    if (path.len > FA_PATH_TEXT_MAX)
        return refuse("{} {} is {} bytes long, the limit is {}", which, number, path.len,
                      FA_PATH_TEXT_MAX);
    if (path.len > 0 && (path.status & (FA_ST_UNSTABLE | FA_ST_ABSENT)) != 0)
        return refuse("{} {} has no text by its status, yet {} bytes", which, number, path.len);
    return {};
}

Checked check_map(const fa_event& raw) {
    if (raw.map_start > raw.map_end)
        return refuse("a map from {:#x} to {:#x}", raw.map_start, raw.map_end);
    if (raw.op == FA_OP_MMAP || raw.op == FA_OP_HELD_MAP)
        return {};
    if (raw.map_end != 0)
        return refuse("operation {} with a map's addresses", raw.op);
    if (raw.map_bytes != 0)
        return refuse("operation {} with a map's length", raw.op);
    return {};
}

Checked check_outcome(const fa_event& raw, bool held) {
    if (raw.error > largest_errno)
        return refuse("errno {}, the limit is {}", raw.error, largest_errno);
    if (raw.denied_by > FA_DENIED_DAC)
        return refuse("denied by unknown {}", raw.denied_by);
    const bool relative = (raw.flags & FA_EV_DIR) != 0;
    if (raw.error == 0) {
        if (raw.denied_by != FA_DENIED_UNKNOWN)
            return refuse("denied by {}, yet it succeeded", raw.denied_by);
        if (relative)
            return refuse("a name behind a directory, yet it succeeded");
    } else if (held) {
        return refuse("operation {} failed with errno {}", raw.op, raw.error);
    }
    if (!relative && raw.dir_len != 0)
        return refuse("a directory of {} bytes without its flag", raw.dir_len);
    if (raw.dir_len > raw.paths[FA_PATH_TARGET].len)
        return refuse("a directory of {} bytes in a path of {}", raw.dir_len,
                      raw.paths[FA_PATH_TARGET].len);
    return {};
}

} // namespace

Checked check_header(const fa_event& raw, size_t size) {
    if (raw.version != FA_WIRE_VERSION)
        return refuse("record version {}, expected {}", raw.version, FA_WIRE_VERSION);
    if (raw.size != size)
        return refuse("record says {} bytes, got {}", raw.size, size);
    if (raw.op < FA_OP_OPEN || raw.op > FA_OP_HELD_MAP)
        return refuse("unknown operation {}", raw.op);
    if (raw.backend > FA_BACKEND_TRACEPOINT)
        return refuse("unknown backend {}", raw.backend);
    const bool held = raw.op == FA_OP_HELD_OPEN || raw.op == FA_OP_HELD_MAP;
    if (held != (raw.backend == 0)) // what is held was found by no hook
        return refuse("operation {} by backend {}", raw.op, raw.backend);
    if (raw.resolver < FA_RESOLVER_WALK || raw.resolver > FA_RESOLVER_KFUNC)
        return refuse("unknown resolver {}", raw.resolver);
    if ((raw.flags & ~known_flags) != 0)
        return refuse("unknown flags {:#x}", raw.flags & ~known_flags);
    if (raw.via >= FA_VIA_COUNT)
        return refuse("unknown way in {}", raw.via);
    if (raw.layer > FA_LAYER_LOWER)
        return refuse("unknown layer {}", raw.layer);
    if (raw.fd < -1)
        return refuse("descriptor {}", raw.fd);
    if (raw.total > FA_TOTALS_MAX)
        return refuse("row {} of a summary, the limit is {}", raw.total, FA_TOTALS_MAX);
    if (auto checked = check_map(raw); !checked)
        return checked;
    return check_outcome(raw, held);
}

Checked check_paths(const fa_event& raw) {
    for (size_t i = 0; i < FA_PATH_COUNT; ++i) {
        // only of what failed, and only what it was to lead to, can be unresolved
        const bool may_be_unresolved = i == FA_PATH_TARGET && raw.error != 0;
        const uint32_t known = may_be_unresolved ? known_status | FA_ST_UNRESOLVED : known_status;
        if (auto checked = check_path(raw.paths[i], known, "path", i); !checked)
            return checked;
    }
    return {};
}

Checked check_ancestor(const fa_ancestor& raw) {
    return check_path(raw.exe, known_status, "the executable of process", raw.pid);
}

} // namespace fileaudit
