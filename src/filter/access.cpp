// SPDX-License-Identifier: GPL-2.0-only
// The values are the kernel's own: <fcntl.h> must stay out of this file, see names.cpp.
#include "filter/access.h"

#include "format/open_flags.h"

#include <linux/fcntl.h>
#include <linux/mman.h>

namespace fileaudit {

namespace {

struct Meaning {
    uint32_t flags, access;
};

// All bits of `flags` set: O_TMPFILE contains O_DIRECTORY.
constexpr Meaning open_meanings[] = {
    {fmode_exec, FA_ACC_EXECUTE | FA_ACC_EXEC},
    {O_APPEND, FA_ACC_APPEND},
    {O_CREAT, FA_ACC_CREATE},
    {O_TRUNC, FA_ACC_TRUNC},
    {O_EXCL, FA_ACC_EXCL},
    {O_TMPFILE, FA_ACC_TMPFILE},
};

uint32_t open_access(uint32_t flags, uint32_t mode) {
    if ((flags & O_PATH) != 0 || (mode & fmode_path) != 0)
        return FA_ACC_PATH; // its access mode says nothing: it can neither read nor write
    uint32_t access = 0;
    const uint32_t access_mode = flags & O_ACCMODE; // 3: for ioctl(2) only
    if (access_mode == O_RDONLY || access_mode == O_RDWR)
        access |= FA_ACC_READ;
    if (access_mode == O_WRONLY || access_mode == O_RDWR)
        access |= FA_ACC_WRITE;
    for (const Meaning& meaning : open_meanings)
        if ((flags & meaning.flags) == meaning.flags)
            access |= meaning.access;
    return access;
}

uint32_t map_access(uint32_t prot) {
    uint32_t access = 0;
    if ((prot & PROT_READ) != 0)
        access |= FA_ACC_READ;
    if ((prot & PROT_WRITE) != 0)
        access |= FA_ACC_WRITE;
    if ((prot & PROT_EXEC) != 0)
        access |= FA_ACC_EXECUTE;
    return access;
}

} // namespace

uint32_t access_bits(const Event& event) {
    if (event.is_open())
        return open_access(event.open_flags, event.open_mode);
    if (event.is_map())
        return map_access(event.prot);
    return FA_ACC_EXECUTE | FA_ACC_EXEC;
}

uint32_t sharing_bits(const Event& event) {
    if (!event.is_map())
        return 0;
    const uint32_t type = event.map_flags & MAP_TYPE;
    return type == MAP_SHARED || type == MAP_SHARED_VALIDATE ? FA_SHARED : FA_PRIVATE;
}

bool changes_file(const Event& event) {
    constexpr uint32_t changes =
        FA_ACC_WRITE | FA_ACC_APPEND | FA_ACC_CREATE | FA_ACC_TRUNC | FA_ACC_TMPFILE;
    return (access_bits(event) & changes) != 0 &&
           (!event.is_map() || sharing_bits(event) == FA_SHARED);
}

} // namespace fileaudit
