// SPDX-License-Identifier: GPL-2.0-only
// The words that filter options take out of a fixed set, and the bits they stand for: read by
// the parser and by --explain.
#pragma once

#include "../../bpf/filter_abi.h"

#include <cstdint>
#include <string_view>
#include <sys/mman.h>

namespace fileaudit {

struct OptionWord {
    std::string_view word;
    uint32_t bits;
};

// A word whose bits contain another's comes first.
inline constexpr OptionWord op_words[] = {
    {"open", 1u << FA_OP_OPEN | 1u << FA_OP_HELD_OPEN},
    {"mmap", 1u << FA_OP_MMAP | 1u << FA_OP_HELD_MAP},
    {"exec", 1u << FA_OP_EXEC},
    {"held-open", 1u << FA_OP_HELD_OPEN},
    {"held-map", 1u << FA_OP_HELD_MAP},
};

inline constexpr OptionWord access_words[] = {
    {"r", FA_ACC_READ},    {"w", FA_ACC_WRITE},         {"x", FA_ACC_EXECUTE},
    {"a", FA_ACC_APPEND},  {"create", FA_ACC_CREATE},   {"trunc", FA_ACC_TRUNC},
    {"excl", FA_ACC_EXCL}, {"tmpfile", FA_ACC_TMPFILE}, {"path", FA_ACC_PATH},
    {"exec", FA_ACC_EXEC},
};

inline constexpr OptionWord prot_words[] = {
    {"r", PROT_READ},
    {"w", PROT_WRITE},
    {"x", PROT_EXEC},
};

inline constexpr OptionWord verdict_words[] = {
    {"ok", FA_ST_OK},
    {"deleted", FA_ST_DELETED},
    {"detached", FA_ST_DETACHED},
    {"escaped", FA_ST_ESCAPED},
    {"pseudo", FA_ST_PSEUDO},
    {"truncated", FA_ST_TRUNCATED},
    {"unstable", FA_ST_UNSTABLE},
    {"absent", FA_ST_ABSENT},
    {"unresolved", FA_ST_UNRESOLVED},
};

inline constexpr OptionWord via_words[] = {
    {"open", 1u << FA_VIA_OPEN},
    {"openat", 1u << FA_VIA_OPENAT},
    {"openat2", 1u << FA_VIA_OPENAT2},
    {"creat", 1u << FA_VIA_CREAT},
    {"open_by_handle_at", 1u << FA_VIA_OPEN_BY_HANDLE},
    {"exec", 1u << FA_VIA_EXEC},
    {"interpreter", 1u << FA_VIA_INTERPRETER},
    {"uselib", 1u << FA_VIA_USELIB},
    {"io_uring", 1u << FA_VIA_IO_URING},
    {"kernel", 1u << FA_VIA_KERNEL},
    {"mmap", 1u << FA_VIA_MMAP},
    {"mprotect", 1u << FA_VIA_MPROTECT},
    {"shmat", 1u << FA_VIA_SHMAT},
    {"other", 1u << FA_VIA_OTHER},
};

constexpr uint32_t via_bit(fa_via via) {
    return 1u << via;
}

// Ways that only one operation has.
inline constexpr uint32_t open_vias = via_bit(FA_VIA_OPEN) | via_bit(FA_VIA_OPENAT) |
                                      via_bit(FA_VIA_OPENAT2) | via_bit(FA_VIA_CREAT) |
                                      via_bit(FA_VIA_OPEN_BY_HANDLE) | via_bit(FA_VIA_IO_URING);
inline constexpr uint32_t map_vias =
    via_bit(FA_VIA_MMAP) | via_bit(FA_VIA_MPROTECT) | via_bit(FA_VIA_SHMAT);

inline constexpr OptionWord uniq_words[] = {
    {"pid", FA_KEY_PID},       {"tid", FA_KEY_TID},       {"ppid", FA_KEY_PPID},
    {"uid", FA_KEY_UID},       {"gid", FA_KEY_GID},       {"comm", FA_KEY_COMM},
    {"op", FA_KEY_OP},         {"access", FA_KEY_ACCESS}, {"mntns", FA_KEY_MNTNS},
    {"fstype", FA_KEY_FSTYPE}, {"ino", FA_KEY_INO},       {"path", FA_KEY_PATH},
    {"exe", FA_KEY_EXE},       {"cwd", FA_KEY_CWD},       {"root", FA_KEY_ROOT},
    {"errno", FA_KEY_ERRNO},   {"via", FA_KEY_VIA},       {"cgroup", FA_KEY_CGROUP},
};

} // namespace fileaudit
