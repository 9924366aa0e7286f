// SPDX-License-Identifier: GPL-2.0-only
// An ELF file, which may be anybody's and change while it is read: it is never mapped, and no
// size it states is believed beyond a bound.
#pragma once

#include "fd.h"
#include "lookup/elf_parts.h"

#include <libelf.h>
#include <memory>
#include <optional>
#include <string>
#include <sys/types.h>
#include <vector>

namespace fileaudit {

class ElfFile {
public:
    // Nothing for what is no regular file, cannot be read or is no ELF file with a build id.
    static std::optional<ElfFile> open(const std::string& path);

    const BuildId& build_id() const { return build_id_; }
    uid_t owner() const { return owner_; }
    std::vector<CodeSegment> code_segments() const;
    // What the dynamic linker knows it as; "" for a program.
    std::string soname() const;
    // In no order. Of .symtab or, when that is not asked for, of .dynsym.
    std::vector<ElfFunction> functions(bool symtab) const;

private:
    struct ElfEnd {
        void operator()(Elf* elf) const { elf_end(elf); }
    };
    ElfFile(Fd file, std::unique_ptr<Elf, ElfEnd> elf, const BuildId& build_id, uid_t owner)
        : file_(std::move(file)), elf_(std::move(elf)), build_id_(build_id), owner_(owner) {}

    Fd file_;
    std::unique_ptr<Elf, ElfEnd> elf_;
    BuildId build_id_;
    uid_t owner_;
};

} // namespace fileaudit
