// SPDX-License-Identifier: GPL-2.0-only
// The kernel's own types (BTF): megabytes, and a tenth of the time that a start takes, so they are
// parsed once for us and for libbpf.
#pragma once

struct btf;

namespace fileaudit {

inline constexpr const char* kernel_types_file = "/sys/kernel/btf/vmlinux";

// Null: there are none, see errno. Kept until forget_kernel_types().
const btf* kernel_types();

// When no programs are to be loaded any more.
void forget_kernel_types();

} // namespace fileaudit
