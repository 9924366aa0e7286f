// SPDX-License-Identifier: GPL-2.0-only
// Flag tables. The values are the kernel's own: <fcntl.h> must stay out of this
// file, since libc says O_LARGEFILE is 0 where the kernel's is not.
#include "format/names.h"

#include "filter/option_words.h"
#include "format/errno_names.h"
#include "format/open_flags.h"

#include <linux/fcntl.h>
#include <linux/mman.h>
#include <span>

namespace fileaudit {

namespace {

// Newer than the headers of some supported systems.
constexpr uint32_t map_droppable = 0x08;
constexpr uint32_t map_type = 0x0f;
constexpr uint32_t map_huge_mask = 0x3fu << MAP_HUGE_SHIFT;

struct FlagName {
    uint32_t bits;
    std::string_view name;
};

// A flag whose bits contain another's comes first.
constexpr FlagName open_names[] = {
    {O_CREAT, "O_CREAT"},       {O_EXCL, "O_EXCL"},       {O_NOCTTY, "O_NOCTTY"},
    {O_TRUNC, "O_TRUNC"},       {O_APPEND, "O_APPEND"},   {O_NONBLOCK, "O_NONBLOCK"},
    {O_SYNC, "O_SYNC"},         {O_DSYNC, "O_DSYNC"},     {FASYNC, "O_ASYNC"},
    {O_DIRECT, "O_DIRECT"},     {O_TMPFILE, "O_TMPFILE"}, {O_DIRECTORY, "O_DIRECTORY"},
    {O_NOFOLLOW, "O_NOFOLLOW"}, {O_NOATIME, "O_NOATIME"}, {O_CLOEXEC, "O_CLOEXEC"},
    {O_PATH, "O_PATH"},
};

constexpr FlagName prot_names[] = {
    {PROT_READ, "PROT_READ"}, {PROT_WRITE, "PROT_WRITE"},         {PROT_EXEC, "PROT_EXEC"},
    {PROT_SEM, "PROT_SEM"},   {PROT_GROWSDOWN, "PROT_GROWSDOWN"}, {PROT_GROWSUP, "PROT_GROWSUP"},
};

constexpr FlagName map_names[] = {
#ifdef MAP_32BIT
    {MAP_32BIT, "MAP_32BIT"},
#endif
    {MAP_FIXED, "MAP_FIXED"},
    {MAP_ANONYMOUS, "MAP_ANONYMOUS"},
    {MAP_GROWSDOWN, "MAP_GROWSDOWN"},
    {MAP_DENYWRITE, "MAP_DENYWRITE"},
    {MAP_EXECUTABLE, "MAP_EXECUTABLE"},
    {MAP_LOCKED, "MAP_LOCKED"},
    {MAP_NORESERVE, "MAP_NORESERVE"},
    {MAP_POPULATE, "MAP_POPULATE"},
    {MAP_NONBLOCK, "MAP_NONBLOCK"},
    {MAP_STACK, "MAP_STACK"},
    {MAP_HUGETLB, "MAP_HUGETLB"},
    {MAP_SYNC, "MAP_SYNC"},
    {MAP_FIXED_NOREPLACE, "MAP_FIXED_NOREPLACE"},
};

constexpr FlagName status_names[] = {
    {FA_ST_DELETED, "deleted"}, {FA_ST_DETACHED, "detached"},     {FA_ST_ESCAPED, "escaped"},
    {FA_ST_PSEUDO, "pseudo"},   {FA_ST_TRUNCATED, "truncated"},   {FA_ST_UNSTABLE, "unstable"},
    {FA_ST_ABSENT, "absent"},   {FA_ST_UNRESOLVED, "unresolved"},
};

// Words joined by `separator`; bits without a name as one hex number at the end.
class Words {
public:
    Words(Buffer& out, char separator) : out_(out), separator_(separator) {}

    void begin_word() {
        if (!first_)
            out_.push_back(separator_);
        first_ = false;
    }

    void add(std::string_view word) {
        begin_word();
        append(out_, word);
    }

    void add_number(uint32_t number) {
        begin_word();
        append_hex_number(out_, number);
    }

    void add_flags(uint32_t flags, std::span<const FlagName> names) {
        for (const auto& [bits, name] : names) {
            if ((flags & bits) != bits)
                continue;
            add(name);
            flags &= ~bits;
        }
        if (flags != 0)
            add_number(flags);
    }

private:
    Buffer& out_;
    char separator_;
    bool first_ = true;
};

void append_open_access(Buffer& out, uint32_t flags, uint32_t mode) {
    if ((mode & fmode_path) != 0 || (flags & O_PATH) != 0) {
        append(out, "path");
        return;
    }
    switch (flags & O_ACCMODE) {
    case O_RDONLY:
        append(out, "r");
        break;
    case O_WRONLY:
        append(out, "w");
        break;
    case O_RDWR:
        append(out, "rw");
        break;
    default:
        append(out, "ioctl");
        break;
    }
    const bool tmpfile = (flags & O_TMPFILE) == O_TMPFILE; // contains O_DIRECTORY
    if ((flags & O_CREAT) != 0)
        append(out, "+create");
    if ((flags & O_EXCL) != 0)
        append(out, "+excl");
    if ((flags & O_TRUNC) != 0)
        append(out, "+trunc");
    if ((flags & O_APPEND) != 0)
        append(out, "+append");
    if (tmpfile)
        append(out, "+tmpfile");
    else if ((flags & O_DIRECTORY) != 0)
        append(out, "+dir");
    if ((flags & fmode_exec) != 0)
        append(out, "+exec");
}

void append_mmap_access(Buffer& out, uint32_t prot, uint32_t flags) {
    out.push_back((prot & PROT_READ) != 0 ? 'r' : '-');
    out.push_back((prot & PROT_WRITE) != 0 ? 'w' : '-');
    out.push_back((prot & PROT_EXEC) != 0 ? 'x' : '-');
    const uint32_t type = flags & map_type;
    append(out, type == MAP_SHARED || type == MAP_SHARED_VALIDATE ? " shared" : " private");
}

} // namespace

const char* op_name(fa_op op) {
    switch (op) {
    case FA_OP_OPEN:
        return "open";
    case FA_OP_MMAP:
        return "mmap";
    case FA_OP_EXEC:
        return "exec";
    case FA_OP_HELD_OPEN:
        return "held-open";
    case FA_OP_HELD_MAP:
        return "held-map";
    }
    return "unknown";
}

const char* backend_name(fa_backend backend) {
    switch (backend) {
    case FA_BACKEND_LSM:
        return "lsm";
    case FA_BACKEND_FENTRY:
        return "fentry";
    case FA_BACKEND_TRACEPOINT:
        return "tracepoint";
    }
    return "unknown";
}

const char* resolver_name(fa_resolver resolver) {
    switch (resolver) {
    case FA_RESOLVER_WALK:
        return "walk";
    case FA_RESOLVER_KFUNC:
        return "kfunc";
    }
    return "unknown";
}

std::string_view via_name(fa_via via) {
    for (const auto& [word, bits] : via_words)
        if (bits == 1u << via)
            return word;
    return {};
}

std::string_view denied_by_name(fa_denied_by denied_by) {
    switch (denied_by) {
    case FA_DENIED_UNKNOWN:
        break;
    case FA_DENIED_LSM:
        return "lsm";
    case FA_DENIED_DAC:
        return "dac";
    }
    return {};
}

std::string_view layer_name(fa_layer layer) {
    switch (layer) {
    case FA_LAYER_NONE:
        break;
    case FA_LAYER_UPPER:
        return "upper";
    case FA_LAYER_LOWER:
        return "lower";
    }
    return {};
}

void append_errno(Buffer& out, uint16_t number) {
    if (const std::string_view name = errno_name(number); !name.empty())
        append(out, name);
    else
        append_number(out, number);
}

void append_status(Buffer& out, uint16_t status) {
    if (status == 0)
        append(out, "ok");
    else
        Words(out, '+').add_flags(status, status_names);
}

void append_access(Buffer& out, const Event& event) {
    switch (event.op) {
    case FA_OP_OPEN:
    case FA_OP_HELD_OPEN:
        append_open_access(out, event.open_flags, event.open_mode);
        break;
    case FA_OP_MMAP:
    case FA_OP_HELD_MAP:
        append_mmap_access(out, event.prot, event.map_flags);
        break;
    case FA_OP_EXEC:
        append(out, "x");
        break;
    }
}

void append_open_flags(Buffer& out, uint32_t flags) {
    Words words(out, '|');
    switch (flags & O_ACCMODE) {
    case O_RDONLY:
        words.add("O_RDONLY");
        break;
    case O_WRONLY:
        words.add("O_WRONLY");
        break;
    case O_RDWR:
        words.add("O_RDWR");
        break;
    default:
        words.add("O_ACCMODE");
        break;
    }
    constexpr uint32_t unsaid = O_ACCMODE | O_LARGEFILE | fmode_exec | fmode_nonotify;
    words.add_flags(flags & ~unsaid, open_names);
}

void append_prot(Buffer& out, uint32_t prot) {
    if (prot == PROT_NONE)
        append(out, "PROT_NONE");
    else
        Words(out, '|').add_flags(prot, prot_names);
}

void append_map_flags(Buffer& out, uint32_t flags) {
    Words words(out, '|');
    switch (flags & map_type) {
    case 0:
        break; // no type: mmap(2) refuses it, so say only what is there
    case MAP_SHARED:
        words.add("MAP_SHARED");
        break;
    case MAP_PRIVATE:
        words.add("MAP_PRIVATE");
        break;
    case MAP_SHARED_VALIDATE:
        words.add("MAP_SHARED_VALIDATE");
        break;
    case map_droppable:
        words.add("MAP_DROPPABLE");
        break;
    default:
        words.add_number(flags & map_type);
        break;
    }
    uint32_t rest = flags & ~map_type;
    const uint32_t page_shift = (rest & map_huge_mask) >> MAP_HUGE_SHIFT;
    const bool huge = (rest & MAP_HUGETLB) != 0 && page_shift != 0;
    if (huge)
        rest &= ~map_huge_mask;
    words.add_flags(rest, map_names);
    if (huge) {
        words.begin_word();
        append_number(out, page_shift);
        append(out, "<<MAP_HUGE_SHIFT");
    }
    if (flags == 0)
        words.add("0");
}

} // namespace fileaudit
