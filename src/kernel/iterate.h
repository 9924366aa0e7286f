// SPDX-License-Identifier: GPL-2.0-only
// Running a BPF iterator program over all of its kind, and the records it writes.
#pragma once

#include <cstddef>
#include <functional>

struct bpf_program;

namespace fileaudit {

// Everything the program writes, in pieces of any size. 0, or a negative errno.
int iterate(const bpf_program* program, const std::function<void(const char*, size_t)>& on_bytes);

// The same, cut into records that begin with their own size (struct fa_event). -EPROTO when the
// sizes do not add up.
int iterate_records(const bpf_program* program,
                    const std::function<void(const void* record, size_t size)>& on_record);

} // namespace fileaudit
