// SPDX-License-Identifier: GPL-2.0-only
// libbpf parses them anew for each object and frees them once that is loaded. The linker puts two
// functions in front of libbpf's own (--wrap, see CMakeLists.txt): one gives it what there is
// already, the other keeps that.
#include "kernel/kernel_types.h"

#include "fd.h"

#include <bpf/btf.h>
#include <cerrno>
#include <climits>
#include <cstdint>
#include <cstdlib>
#include <fcntl.h>
#include <malloc.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <utility>

extern "C" {
btf* __real_btf__load_vmlinux_btf();
btf* __wrap_btf__load_vmlinux_btf();
void __real_btf__free(btf* types);
void __wrap_btf__free(btf* types);
}

namespace {

btf* shared = nullptr;

constexpr size_t huge_page = 2u << 20;

// What is allocated next, so much, is on huge pages where the system has them for who asks: the
// faults for thousands of small ones take longer than what is done with them.
void prepare_heap(size_t bytes) {
    mallopt(M_MMAP_THRESHOLD, INT_MAX); // a large piece would get a mapping of its own
    mallopt(M_TRIM_THRESHOLD, INT_MAX);
    void* const room = malloc(bytes + 2 * huge_page);
    const auto begin = reinterpret_cast<uintptr_t>(room);
    if (room != nullptr)
        madvise(reinterpret_cast<void*>((begin + huge_page - 1) & ~(huge_page - 1)),
                bytes & ~(huge_page - 1), MADV_HUGEPAGE);
    free(room);
}

void restore_heap() {
    mallopt(M_MMAP_THRESHOLD, 128 * 1024); // as it is with glibc at first
    mallopt(M_TRIM_THRESHOLD, 128 * 1024);
    malloc_trim(0);
}

// Newer kernels (6.18, not 6.1) let it be mapped; to read it takes a system call for each page.
btf* map_types() {
    const fileaudit::Fd file(open(fileaudit::kernel_types_file, O_RDONLY | O_CLOEXEC));
    struct stat status {};
    if (!file || fstat(file.get(), &status) != 0 || status.st_size <= 0)
        return nullptr;
    const auto size = static_cast<size_t>(status.st_size);
    void* const bytes = mmap(nullptr, size, PROT_READ, MAP_PRIVATE | MAP_POPULATE, file.get(), 0);
    if (bytes == MAP_FAILED)
        return nullptr;
    prepare_heap(2 * size); // as large again is what libbpf makes of our own object
    btf* const types = btf__new(bytes, static_cast<__u32>(size));
    munmap(bytes, size);
    return types;
}

} // namespace

namespace fileaudit {

const btf* kernel_types() {
    if (shared == nullptr)
        shared = map_types();
    if (shared == nullptr)
        shared = __real_btf__load_vmlinux_btf();
    return shared;
}

void forget_kernel_types() {
    __real_btf__free(std::exchange(shared, nullptr));
    restore_heap();
}

} // namespace fileaudit

extern "C" {

btf* __wrap_btf__load_vmlinux_btf() {
    return shared != nullptr ? shared : __real_btf__load_vmlinux_btf();
}

void __wrap_btf__free(btf* types) {
    if (types != shared)
        __real_btf__free(types);
}
}
