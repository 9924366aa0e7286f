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

constexpr size_t largest_record = sizeof(fa_event) + FA_RECORD_TEXT;

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

// Of a name relative to a directory: that directory, as far as it is known.
Path dir_of(const fa_event& raw, const char* target) {
    if ((raw.flags & FA_EV_DIR) == 0)
        return {};
    const uint16_t status = raw.paths[FA_PATH_TARGET].status;
    Path dir{static_cast<uint16_t>(status & ~FA_ST_UNRESOLVED), {target, raw.dir_len}};
    name_root(dir);
    return dir;
}

Event header_of(const fa_event& raw) {
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
    event.map_bytes = raw.map_bytes;
    event.file_size = raw.file_size;
    event.cgroup = raw.cgroup;
    event.fd = raw.fd;
    event.mntns = raw.mntns;
    event.mnt_id = raw.mnt_id;
    event.loginuid = raw.loginuid;
    event.session = raw.session;
    event.opener = raw.opener;
    event.total = raw.total;
    event.mode = raw.mode;
    event.error = raw.error;
    event.via = static_cast<fa_via>(raw.via);
    event.denied_by = static_cast<fa_denied_by>(raw.denied_by);
    event.layer = static_cast<fa_layer>(raw.layer);
    return event;
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
    if (auto checked = check_paths(raw); !checked)
        return tl::unexpected<std::string>(std::move(checked.error()));

    const std::string_view bytes(static_cast<const char*>(data), size);
    Event event = header_of(raw);
    event.comm = name_in(bytes.data() + offsetof(fa_event, comm), FA_COMM_LEN);
    event.fstype = name_in(bytes.data() + offsetof(fa_event, fstype), FA_FSTYPE_LEN);

    size_t at = sizeof(raw);
    for (size_t i = 0; i < FA_PATH_COUNT; ++i) {
        const size_t length = raw.paths[i].len;
        if (length > size - at)
            return refuse("path {} of {} bytes, the record has {} left", i, length, size - at);
        event.paths[i] = {raw.paths[i].status, bytes.substr(at, length)};
        at += length;
    }
    event.dir = dir_of(raw, event.target().text.data());
    for (Path& path : event.paths)
        name_root(path);
    name_pseudo(event);
    if (auto checked = decode_extras(event, bytes.substr(at)); !checked)
        return tl::unexpected<std::string>(std::move(checked.error()));
    return event;
}

// `bytes` are all that follows the paths.
Checked Decoder::decode_extras(Event& event, std::string_view bytes) {
    ancestor_count_ = 0;
    frame_count_ = 0;
    uint32_t seen = 0; // 1 << kind
    while (!bytes.empty()) {
        fa_extra extra;
        if (bytes.size() < sizeof(extra))
            return refuse("{} bytes behind the last extra", bytes.size());
        std::memcpy(&extra, bytes.data(), sizeof(extra));
        bytes.remove_prefix(sizeof(extra));
        if (extra.len > bytes.size())
            return refuse("extra {} of {} bytes, the record has {} left", extra.kind, extra.len,
                          bytes.size());
        const std::string_view content = bytes.substr(0, extra.len);
        bytes.remove_prefix(extra.len);

        if (extra.kind < FA_EXTRA_NAME || extra.kind > FA_EXTRA_STACK)
            return refuse("unknown extra {}", extra.kind);
        const uint32_t bit = 1u << extra.kind;
        if ((seen & bit) != 0 && extra.kind != FA_EXTRA_ANCESTOR)
            return refuse("extra {} twice", extra.kind);
        seen |= bit;
        if (auto checked = decode_extra(event, static_cast<fa_extra_kind>(extra.kind), content);
            !checked)
            return checked;
    }
    event.ancestors = std::span(ancestors_).first(ancestor_count_);
    event.stack = std::span(frames_).first(frame_count_);
    return {};
}

Checked Decoder::decode_extra(Event& event, fa_extra_kind kind, std::string_view content) {
    switch (kind) {
    case FA_EXTRA_NAME:
        if (content.size() > FA_PATH_TEXT_MAX)
            return refuse("a name of {} bytes, the limit is {}", content.size(), FA_PATH_TEXT_MAX);
        event.name = content;
        break;
    case FA_EXTRA_ARGS:
        if (content.size() > FA_ARGS_MAX)
            return refuse("arguments of {} bytes, the limit is {}", content.size(), FA_ARGS_MAX);
        event.args = content;
        break;
    case FA_EXTRA_ANCESTOR:
        return decode_ancestor(content);
    case FA_EXTRA_STACK:
        return decode_stack(content);
    }
    return {};
}

Checked Decoder::decode_ancestor(std::string_view content) {
    fa_ancestor raw;
    if (content.size() < sizeof(raw))
        return refuse("an ancestor of {} bytes, without a text it has {}", content.size(),
                      sizeof(raw));
    std::memcpy(&raw, content.data(), sizeof(raw));
    if (auto checked = check_ancestor(raw); !checked)
        return checked;
    if (raw.exe.len != content.size() - sizeof(raw))
        return refuse("the executable of process {} is {} bytes long, its text has {}", raw.pid,
                      raw.exe.len, content.size() - sizeof(raw));
    if (ancestor_count_ == ancestors_.size())
        return refuse("more than {} ancestors", ancestors_.size());
    Ancestor& ancestor = ancestors_[ancestor_count_++];
    ancestor.pid = raw.pid;
    ancestor.comm = name_in(content.data() + offsetof(fa_ancestor, comm), FA_COMM_LEN);
    ancestor.exe = {raw.exe.status, content.substr(sizeof(raw))};
    name_root(ancestor.exe);
    return {};
}

Checked Decoder::decode_stack(std::string_view content) {
    if (content.size() % sizeof(fa_frame) != 0)
        return refuse("a stack of {} bytes, a frame has {}", content.size(), sizeof(fa_frame));
    const size_t frames = content.size() / sizeof(fa_frame);
    if (frames > frames_.size())
        return refuse("a stack of {} frames, the limit is {}", frames, frames_.size());
    for (size_t i = 0; i < frames; ++i) {
        fa_frame& frame = frames_[frame_count_];
        std::memcpy(&frame, content.data() + i * sizeof(frame), sizeof(frame));
        if (frame.status < FA_FRAME_EMPTY || frame.status > FA_FRAME_ADDRESS)
            return refuse("frame {} has unknown status {}", i, frame.status);
        if (frame.status != FA_FRAME_EMPTY)
            ++frame_count_;
    }
    return {};
}

// The kernel sends a pseudo file's dentry name, which alone says little or nothing.
void Decoder::name_pseudo(Event& event) {
    Path& target = event.paths[FA_PATH_TARGET];
    // what is unresolved is named already, behind a directory that is another file
    if (!target.has_text() || (target.status & FA_ST_PSEUDO) == 0 ||
        (target.status & FA_ST_UNRESOLVED) != 0)
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
