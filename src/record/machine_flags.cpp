// SPDX-License-Identifier: GPL-2.0-only
#include "record/machine_flags.h"

#include "../../bpf/event.h"
#include "format/escape.h"

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <fmt/format.h>
#include <optional>

namespace fileaudit {

namespace {

enum class Family { generic, arm };

std::optional<Family> family_of(std::string_view machine) {
    for (const std::string_view generic :
         {"x86_64", "i386", "i486", "i586", "i686", "riscv64", "s390x", "loongarch64"})
        if (machine == generic)
            return Family::generic;
    if (machine == "aarch64" || machine.starts_with("armv"))
        return Family::arm;
    return std::nullopt;
}

} // namespace

std::string_view machine_here() {
#if defined(__x86_64__)
    return "x86_64";
#elif defined(__aarch64__)
    return "aarch64";
#elif defined(__riscv) && __riscv_xlen == 64
    return "riscv64";
#elif defined(__s390x__)
    return "s390x";
#elif defined(__loongarch64)
    return "loongarch64";
#else
    return "unknown";
#endif
}

Result<MachineFlags> MachineFlags::between(std::string_view from, std::string_view to) {
    MachineFlags flags;
    if (from == to)
        return flags;
    const auto there = family_of(from), here = family_of(to);
    if (!there || !here)
        return fail(Exit::usage,
                    fmt::format("was recorded on '{}', whose flags and errors have other numbers "
                                "than here; replay it on such a machine",
                                escaped(from)));
    flags.differ_ = there != here;
    return flags;
}

// O_DIRECT, O_LARGEFILE and O_DIRECTORY, O_NOFOLLOW: bits 14, 15 and 16, 17 in
// asm-generic/fcntl.h; arm's own header has the two pairs the other way round.
uint32_t MachineFlags::translate(uint32_t open_flags) const {
    if (!differ_)
        return open_flags;
    constexpr uint32_t low = 3u << 14, high = 3u << 16;
    return (open_flags & ~(low | high)) | (open_flags & low) << 2 | (open_flags & high) >> 2;
}

std::string_view MachineFlags::translate_record(std::string_view record) {
    constexpr size_t at = offsetof(fa_event, open_flags);
    if (!differ_ || record.size() < sizeof(fa_event))
        return record;
    record_ = record;
    uint32_t flags;
    std::memcpy(&flags, record_.data() + at, sizeof(flags));
    flags = translate(flags);
    std::memcpy(record_.data() + at, &flags, sizeof(flags));
    return record_;
}

} // namespace fileaudit
