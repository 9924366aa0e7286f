// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/kernel_log.h"

#include <bpf/libbpf.h>
#include <cerrno>
#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fmt/format.h>
#include <string_view>

namespace fileaudit {
namespace {

std::string* sink = nullptr;

int keep(libbpf_print_level level, const char* format, va_list arguments) {
    if (level == LIBBPF_DEBUG || !sink)
        return 0;
    char* text = nullptr; // a verifier log can be megabytes
    const int length = vasprintf(&text, format, arguments);
    if (length > 0)
        sink->append(text, static_cast<size_t>(length));
    if (length >= 0)
        free(text);
    return length;
}

// The line before the verifier's statistics is its complaint.
std::string_view verifier_complaint(std::string_view log) {
    const size_t end = log.find("\nprocessed ");
    if (end == std::string_view::npos)
        return {};
    const std::string_view before = log.substr(0, end);
    return before.substr(before.rfind('\n') + 1);
}

} // namespace

KernelLog::KernelLog() {
    sink = &text_;
    libbpf_set_print(keep);
}

KernelLog::~KernelLog() {
    sink = nullptr;
}

std::string KernelLog::reason(int error) const {
    if (error == EAGAIN) // a program is not checked to its end for whom a signal waits
        return "it was interrupted by signals, over and over";
    const std::string_view complaint = verifier_complaint(text_);
    if (!complaint.empty())
        return fmt::format("the verifier says: {}", complaint);
    if (error == EPERM || error == EACCES)
        return fmt::format("the kernel refuses ({})", strerror(error));
    return strerror(error);
}

} // namespace fileaudit
