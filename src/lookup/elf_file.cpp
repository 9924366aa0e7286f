// SPDX-License-Identifier: GPL-2.0-only
#include "lookup/elf_file.h"

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <gelf.h>
#include <sys/stat.h>

namespace fileaudit {
namespace {

// Bytes. Chromium's symbols with their names stay below.
constexpr uint64_t largest_section = 64u << 20;
constexpr size_t most_name_bytes = 64u << 20; // of one file's functions together
constexpr size_t longest_name = 8192;
constexpr uint64_t largest_note = 65536;

// Opened without a side effect should it be a device, a FIFO or the like.
Fd open_regular(const std::string& path, struct stat& status) {
    const Fd place(open(path.c_str(), O_PATH | O_CLOEXEC));
    if (!place || fstat(place.get(), &status) != 0 || !S_ISREG(status.st_mode))
        return {};
    return Fd(open(fmt::format("/proc/self/fd/{}", place.get()).c_str(), O_RDONLY | O_CLOEXEC));
}

// Not those of more sections than the header can count, which no program or library has: room for
// as many as the file states would be taken.
bool has_plain_header(int file) {
    std::array<unsigned char, EI_NIDENT> ident{};
    if (pread(file, ident.data(), ident.size(), 0) != static_cast<ssize_t>(ident.size()))
        return false;
    const auto offset = ident[EI_CLASS] == ELFCLASS64 ? offsetof(Elf64_Ehdr, e_shnum)
                                                      : offsetof(Elf32_Ehdr, e_shnum);
    uint16_t sections = 0;
    return pread(file, &sections, sizeof(sections), static_cast<off_t>(offset)) ==
               sizeof(sections) &&
           sections != 0;
}

// From the program headers, as the kernel takes it. libdwelf does not bound what it reads.
std::optional<BuildId> build_id_of(Elf* elf) {
    size_t count = 0;
    elf_getphdrnum(elf, &count);
    for (size_t i = 0; i < std::min<size_t>(count, UINT16_MAX); ++i) {
        GElf_Phdr header;
        if (gelf_getphdr(elf, static_cast<int>(i), &header) == nullptr ||
            header.p_type != PT_NOTE || header.p_filesz > largest_note)
            continue;
        Elf_Data* const data =
            elf_getdata_rawchunk(elf, static_cast<int64_t>(header.p_offset), header.p_filesz,
                                 header.p_align == 8 ? ELF_T_NHDR8 : ELF_T_NHDR);
        GElf_Nhdr note;
        size_t name = 0, bits = 0;
        for (size_t at = 0;
             data != nullptr && (at = gelf_getnote(data, at, &note, &name, &bits)) > 0;) {
            const auto* const bytes = static_cast<const char*>(data->d_buf);
            BuildId id{};
            if (note.n_type != NT_GNU_BUILD_ID || note.n_namesz != sizeof("GNU") ||
                std::memcmp(bytes + name, "GNU", sizeof("GNU")) != 0 || note.n_descsz == 0 ||
                note.n_descsz > id.size())
                continue;
            std::memcpy(id.data(), bytes + bits, note.n_descsz);
            return id;
        }
    }
    return std::nullopt;
}

// The header of a section whose contents may be read.
std::optional<GElf_Shdr> header_of(Elf_Scn* section) {
    GElf_Shdr header;
    if (section == nullptr || gelf_getshdr(section, &header) == nullptr ||
        header.sh_size > largest_section || (header.sh_flags & SHF_COMPRESSED) != 0)
        return std::nullopt;
    return header;
}

// Calls use(header, data) for each section of that type that has its strings.
template<class Use> void each_table(Elf* elf, uint32_t type, Use use) {
    for (Elf_Scn* section = nullptr; (section = elf_nextscn(elf, section)) != nullptr;) {
        const auto header = header_of(section);
        if (!header || header->sh_type != type || header->sh_entsize == 0)
            continue;
        const auto strings = header_of(elf_getscn(elf, header->sh_link));
        if (!strings || strings->sh_type != SHT_STRTAB)
            continue;
        if (Elf_Data* const data = elf_getdata(section, nullptr))
            use(*header, data);
    }
}

int entries(const GElf_Shdr& header, const Elf_Data* data) {
    return static_cast<int>(std::min<uint64_t>(header.sh_size, data->d_size) / header.sh_entsize);
}

bool may_be_function(unsigned char type, std::string_view name) {
    if (type == STT_FUNC || type == STT_GNU_IFUNC)
        return !name.empty();
    // written in assembler; `$` and `.` begin what is for the assembler itself
    return type == STT_NOTYPE && !name.empty() && name[0] != '$' && name[0] != '.';
}

} // namespace

std::optional<ElfFile> ElfFile::open(const std::string& path) {
    struct stat status {};
    Fd file = open_regular(path, status);
    if (!file || !has_plain_header(file.get()) || elf_version(EV_CURRENT) == EV_NONE)
        return std::nullopt;
    // not ELF_C_READ_MMAP: somebody who cuts the file short would end us with SIGBUS
    std::unique_ptr<Elf, ElfEnd> elf(elf_begin(file.get(), ELF_C_READ, nullptr));
    if (!elf || elf_kind(elf.get()) != ELF_K_ELF)
        return std::nullopt;
    const auto build_id = build_id_of(elf.get());
    if (!build_id)
        return std::nullopt;
    return ElfFile(std::move(file), std::move(elf), *build_id, status.st_uid);
}

std::vector<CodeSegment> ElfFile::code_segments() const {
    std::vector<CodeSegment> segments;
    size_t count = 0;
    if (elf_getphdrnum(elf_.get(), &count) != 0)
        return segments;
    for (size_t i = 0; i < std::min<size_t>(count, UINT16_MAX); ++i) {
        GElf_Phdr header;
        if (gelf_getphdr(elf_.get(), static_cast<int>(i), &header) != nullptr &&
            header.p_type == PT_LOAD && (header.p_flags & PF_X) != 0)
            segments.push_back({header.p_offset, header.p_filesz, header.p_vaddr});
    }
    return segments;
}

std::string ElfFile::soname() const {
    std::string name;
    each_table(elf_.get(), SHT_DYNAMIC, [&](const GElf_Shdr& header, Elf_Data* data) {
        for (int i = 0; i < entries(header, data); ++i) {
            GElf_Dyn entry;
            if (gelf_getdyn(data, i, &entry) == nullptr || entry.d_tag == DT_NULL)
                break;
            const char* const text = entry.d_tag == DT_SONAME
                                         ? elf_strptr(elf_.get(), header.sh_link, entry.d_un.d_val)
                                         : nullptr;
            if (text != nullptr)
                name.assign(text, strnlen(text, longest_name));
        }
    });
    return name;
}

std::vector<ElfFunction> ElfFile::functions(bool symtab) const {
    std::vector<GElf_Shdr> sections(1); // by index
    for (Elf_Scn* section = nullptr; (section = elf_nextscn(elf_.get(), section)) != nullptr;) {
        GElf_Shdr header{};
        gelf_getshdr(section, &header);
        sections.push_back(header);
    }
    std::vector<ElfFunction> found;
    size_t name_bytes = 0;
    each_table(
        elf_.get(), symtab ? SHT_SYMTAB : SHT_DYNSYM, [&](const GElf_Shdr& header, Elf_Data* data) {
            for (int i = 0; i < entries(header, data) && name_bytes < most_name_bytes; ++i) {
                GElf_Sym symbol;
                if (gelf_getsym(data, i, &symbol) == nullptr)
                    break;
                if (symbol.st_shndx == SHN_UNDEF || symbol.st_shndx >= sections.size() ||
                    (sections[symbol.st_shndx].sh_flags & SHF_EXECINSTR) == 0)
                    continue;
                const char* const text = elf_strptr(elf_.get(), header.sh_link, symbol.st_name);
                if (text == nullptr)
                    continue;
                const std::string_view name(text, strnlen(text, longest_name));
                if (!may_be_function(GELF_ST_TYPE(symbol.st_info), name))
                    continue;
                name_bytes += name.size();
                const GElf_Shdr& section = sections[symbol.st_shndx];
                const uint64_t room = UINT64_MAX - symbol.st_value;
                found.push_back({symbol.st_value, symbol.st_value + std::min(symbol.st_size, room),
                                 section.sh_addr + section.sh_size,
                                 GELF_ST_BIND(symbol.st_info) == STB_LOCAL, std::string(name)});
            }
        });
    return found;
}

} // namespace fileaudit
