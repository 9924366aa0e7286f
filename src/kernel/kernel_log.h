// SPDX-License-Identifier: GPL-2.0-only
// libbpf's and the verifier's words, kept while loading instead of printed, to take the
// reason for a refusal from.
#pragma once

#include <string>

namespace fileaudit {

class KernelLog {
public:
    // Takes over libbpf's printing; one at a time.
    KernelLog();
    ~KernelLog();
    KernelLog(const KernelLog&) = delete;
    KernelLog& operator=(const KernelLog&) = delete;

    // The most telling line after `error` (an errno, positive): the verifier's last
    // complaint where it rejected a program, else the errno's text.
    std::string reason(int error) const;

    const std::string& text() const { return text_; }

private:
    std::string text_;
};

} // namespace fileaudit
