// SPDX-License-Identifier: GPL-2.0-only
// The file of a traced process, which may be anything: what is taken of it stays within bounds.
#include "lookup/elf_file.h"
#include "lookup/function_table.h"
#include "target.h"

#include <string>
#include <sys/mman.h>
#include <unistd.h>

using namespace fileaudit;

void fuzz_elf(std::string_view bytes) {
    static const int file = memfd_create("elf", MFD_CLOEXEC);
    static const std::string path = "/proc/self/fd/" + std::to_string(file);
    CLAIM(file >= 0 && ftruncate(file, 0) == 0 &&
          pwrite(file, bytes.data(), bytes.size(), 0) == static_cast<ssize_t>(bytes.size()));
    const auto elf = ElfFile::open(path);
    if (!elf)
        return;
    CLAIM(elf->code_segments().size() <= UINT16_MAX);
    CLAIM(elf->soname().size() <= 8192);
    for (const bool symtab : {true, false}) {
        const FunctionTable table(elf->functions(symtab));
        (void)table.find(0);
        (void)table.find(UINT64_MAX);
    }
}
