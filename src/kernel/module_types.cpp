// SPDX-License-Identifier: GPL-2.0-only
// A type or a function that the kernel itself does not have may be a module's, so libbpf goes
// through the types of all modules. That takes CAP_SYS_ADMIN, and an older libbpf (1.1) gives up
// without it, though nothing here depends on a module: kernel functions are weak, and overlayfs's
// struct ovl_inode only tells the layer of a file. So who may not see the modules sees none, as
// with a newer libbpf. The linker puts this in front of libbpf's own (--wrap, see CMakeLists.txt).
#include <bpf/bpf.h>
#include <cerrno>

extern "C" {

int __real_bpf_btf_get_next_id(__u32 start_id, __u32* next_id);
int __wrap_bpf_btf_get_next_id(__u32 start_id, __u32* next_id);

int __wrap_bpf_btf_get_next_id(__u32 start_id, __u32* next_id) {
    const int result = __real_bpf_btf_get_next_id(start_id, next_id);
    if (result == 0 || errno != EPERM)
        return result;
    errno = ENOENT; // the end of the list
    return -ENOENT;
}
}
