// SPDX-License-Identifier: GPL-2.0-only
#include "text_file.h"

#include "fd.h"

#include <array>
#include <cerrno>
#include <fcntl.h>
#include <unistd.h>

namespace fileaudit {

std::optional<std::string> read_text(const std::string& path) {
    const Fd file(open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!file)
        return std::nullopt;
    std::string text;
    std::array<char, 4096> part{};
    for (;;) {
        const ssize_t n = read(file.get(), part.data(), part.size());
        if (n > 0)
            text.append(part.data(), static_cast<size_t>(n));
        else if (n == 0)
            return text;
        else if (errno != EINTR)
            return std::nullopt;
    }
}

std::optional<std::string> read_value(const std::string& path) {
    auto text = read_text(path);
    while (text && text->ends_with('\n'))
        text->pop_back();
    return text;
}

} // namespace fileaudit
