// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/iterate.h"

#include "fd.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <memory>
#include <string>
#include <unistd.h>
#include <vector>

namespace fileaudit {

int iterate(const bpf_program* program, const std::function<void(const char*, size_t)>& on_bytes) {
    const std::unique_ptr<bpf_link, int (*)(bpf_link*)> link(
        bpf_program__attach_iter(program, nullptr), bpf_link__destroy);
    if (!link)
        return -errno;
    const Fd fd(bpf_iter_create(bpf_link__fd(link.get())));
    if (!fd)
        return -errno;
    std::vector<char> bytes(64 * 1024);
    for (;;) {
        const ssize_t n = read(fd.get(), bytes.data(), bytes.size());
        if (n > 0)
            on_bytes(bytes.data(), static_cast<size_t>(n));
        else if (n == 0)
            return 0;
        else if (errno != EAGAIN && errno != EINTR) // EAGAIN: a million files were passed over
            return -errno;
    }
}

int iterate_records(const bpf_program* program,
                    const std::function<void(const void*, size_t)>& on_record) {
    std::string pending;
    bool broken = false;
    const int error = iterate(program, [&](const char* bytes, size_t size) {
        pending.append(bytes, size);
        size_t at = 0;
        uint32_t record = 0;
        while (!broken && pending.size() - at >= sizeof record) {
            memcpy(&record, pending.data() + at, sizeof record);
            if (record < sizeof record)
                broken = true;
            if (broken || record > pending.size() - at)
                break;
            on_record(pending.data() + at, record);
            at += record;
        }
        pending.erase(0, at);
    });
    return error ? error : broken || !pending.empty() ? -EPROTO : 0;
}

} // namespace fileaudit
