// SPDX-License-Identifier: GPL-2.0-only
// Decoding: every field that could lead a reader astray is checked before use, then texts
// that the kernel leaves short (pseudo files, roots) get the form that users see.
#include "event/decode.h"

#include <cstring>
#include <linux/magic.h>
#include <utility>

namespace fileaudit {

namespace {

// Newer than the headers of some supported systems.
constexpr uint64_t pidfs_magic = 0x50494446;   // "PIDF"
constexpr uint64_t dma_buf_magic = 0x444d4142; // "DMAB"

constexpr uint32_t known_status = FA_ST_DELETED | FA_ST_DETACHED | FA_ST_ESCAPED | FA_ST_PSEUDO |
                                  FA_ST_TRUNCATED | FA_ST_UNSTABLE | FA_ST_ABSENT;

constexpr size_t largest_record = sizeof(fa_event) + size_t{FA_PATH_COUNT} * FA_PATH_TEXT_MAX;

template<class... Args>
tl::unexpected<std::string> refuse(fmt::format_string<Args...> format, Args&&... args) {
    return tl::unexpected<std::string>(fmt::format(format, std::forward<Args>(args)...));
}

tl::expected<void, std::string> check_header(const fa_event& raw, size_t size) {
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
    if (raw.map_start > raw.map_end)
        return refuse("a map from {:#x} to {:#x}", raw.map_start, raw.map_end);
    if (raw.op != FA_OP_HELD_MAP && raw.map_end != 0)
        return refuse("operation {} with a map's addresses", raw.op);
    if (raw.fd < -1)
        return refuse("descriptor {}", raw.fd);
    return {};
}

tl::expected<void, std::string> check_paths(const fa_event& raw, size_t size) {
    size_t total = sizeof(raw);
    for (size_t i = 0; i < FA_PATH_COUNT; ++i) {
        const fa_path_ref& path = raw.paths[i];
        if ((path.status & ~known_status) != 0)
            return refuse("path {} has unknown status bits {:#x}", i, path.status);
        if (path.len > FA_PATH_TEXT_MAX)
            return refuse("path {} is {} bytes long, the limit is {}", i, path.len,
                          FA_PATH_TEXT_MAX);
        if (path.len > 0 && (path.status & (FA_ST_UNSTABLE | FA_ST_ABSENT)) != 0)
            return refuse("path {} has no text by its status, yet {} bytes", i, path.len);
        total += path.len;
    }
    if (total != size)
        return refuse("header and paths add up to {} bytes, the record has {}", total, size);
    return {};
}

// The bytes of a name up to its NUL; all when there is none.
std::string_view name_in(const char* field, size_t size) {
    const std::string_view name(field, size);
    return name.substr(0, name.find('\0'));
}

// The root of a tree arrives without text.
void name_root(Path& path) {
    if (!path.has_text() || !path.text.empty() ||
        (path.status & (FA_ST_PSEUDO | FA_ST_TRUNCATED)) != 0)
        return;
    path.text = (path.status & (FA_ST_DETACHED | FA_ST_ESCAPED)) != 0 ? "." : "/";
}

} // namespace

DecodeResult Decoder::decode(const void* data, size_t size) {
    if (size < sizeof(fa_event))
        return refuse("record of {} bytes, the header alone has {}", size, sizeof(fa_event));
    if (size > largest_record)
        return refuse("record of {} bytes, the limit is {}", size, largest_record);
    fa_event raw;
    std::memcpy(&raw, data, sizeof(raw)); // `data` need not be aligned
    if (auto checked = check_header(raw, size); !checked)
        return tl::unexpected<std::string>(std::move(checked.error()));
    if (auto checked = check_paths(raw, size); !checked)
        return tl::unexpected<std::string>(std::move(checked.error()));

    const char* const bytes = static_cast<const char*>(data);
    Event event;
    event.ts_ns = raw.ts_ns;
    event.begun_ns = raw.begun_ns;
    event.id = raw.id;
    event.op = static_cast<fa_op>(raw.op);
    event.backend = static_cast<fa_backend>(raw.backend);
    event.resolver = static_cast<fa_resolver>(raw.resolver);
    event.flags = raw.flags;
    event.pid = raw.pid;
    event.tid = raw.tid;
    event.ppid = raw.ppid;
    event.ns_pid = raw.ns_pid;
    event.uid = raw.uid;
    event.gid = raw.gid;
    event.open_flags = raw.open_flags;
    event.open_mode = raw.open_mode;
    event.prot = raw.prot;
    event.map_flags = raw.map_flags;
    event.dev_major = raw.dev_major;
    event.dev_minor = raw.dev_minor;
    event.ino = raw.ino;
    event.fs_magic = raw.fs_magic;
    event.file = raw.file;
    event.map_start = raw.map_start;
    event.map_end = raw.map_end;
    event.fd = raw.fd;
    event.mntns = raw.mntns;
    event.comm = name_in(bytes + offsetof(fa_event, comm), FA_COMM_LEN);
    event.fstype = name_in(bytes + offsetof(fa_event, fstype), FA_FSTYPE_LEN);

    const char* text = bytes + sizeof(raw);
    for (size_t i = 0; i < FA_PATH_COUNT; ++i) {
        event.paths[i] = {raw.paths[i].status, {text, raw.paths[i].len}};
        text += raw.paths[i].len;
        name_root(event.paths[i]);
    }
    name_pseudo(event);
    return event;
}

// The kernel sends a pseudo file's dentry name, which alone says little or nothing.
void Decoder::name_pseudo(Event& event) {
    Path& target = event.paths[FA_PATH_TARGET];
    if (!target.has_text() || (target.status & FA_ST_PSEUDO) == 0)
        return;

    std::string_view kind;
    bool by_inode = true;
    switch (event.fs_magic) {
    case PIPEFS_MAGIC:
        kind = "pipe";
        break;
    case SOCKFS_MAGIC:
        kind = "socket";
        break;
    case NSFS_MAGIC:
        kind = "nsfs";
        break;
    case pidfs_magic:
        kind = "pidfd";
        break;
    case ANON_INODE_FS_MAGIC:
        kind = "anon_inode";
        by_inode = false;
        break;
    case dma_buf_magic:
        kind = "dmabuf";
        by_inode = false;
        break;
    default:
        if (!target.text.empty())
            return;
        kind = "inode";
    }
    made_up_.clear();
    append(made_up_, kind);
    made_up_.push_back(':');
    if (by_inode) {
        made_up_.push_back('[');
        append_number(made_up_, event.ino);
        made_up_.push_back(']');
    } else {
        append(made_up_, target.text);
    }
    target.text = {made_up_.data(), made_up_.size()};
}

} // namespace fileaudit
