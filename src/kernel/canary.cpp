// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/canary.h"

#include "event/decode.h"

#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <unistd.h>

namespace fileaudit {
namespace {

// The file: our own binary. It exists, is readable and leaves nothing behind.
constexpr const char* canary_file = "/proc/self/exe";

std::string open_and_map(bool map) {
    const int fd = open(canary_file, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return fmt::format("cannot open {}: {}", canary_file, strerror(errno));
    if (map) {
        void* memory = mmap(nullptr, 1, PROT_READ, MAP_PRIVATE, fd, 0);
        if (memory != MAP_FAILED)
            munmap(memory, 1);
    }
    close(fd);
    return "";
}

std::string expected_path() {
    std::array<char, FA_PATH_TEXT_MAX + 1> text{};
    const ssize_t n = readlink(canary_file, text.data(), text.size());
    return n < 0 ? "" : std::string(text.data(), static_cast<size_t>(n));
}

} // namespace

std::string prove_with_canary(Session& session, const Mask& ops, std::vector<std::string>& others) {
    const bool open = ops.lets_through(1u << FA_OP_OPEN), map = ops.lets_through(1u << FA_OP_MMAP);
    if (!open && !map)
        return ""; // sched_process_exec needs no proof: it is a tracepoint of every kernel
    session.arm_canary(true);
    if (std::string error = open_and_map(map); !error.empty())
        return error;
    session.arm_canary(false);

    // A record is in the ring before its system call returns.
    bool seen_open = false, seen_mmap = false;
    std::string wrong;
    const std::string expected = expected_path();
    Decoder decoder;
    const auto look = [&](const void* data, size_t size) {
        const auto event = decoder.decode(data, size);
        if (!event || !(event->flags & FA_EV_CANARY)) {
            others.emplace_back(static_cast<const char*>(data), size);
            return true;
        }
        (event->op == FA_OP_MMAP ? seen_mmap : seen_open) = true;
        const Path& path = event->target();
        // our binary may be deleted, or lie outside our root: then its text is no oracle
        if (path.status == 0 && path.text != expected && wrong.empty())
            wrong = fmt::format("it resolved {} to '{}'", expected, path.text);
        // a busy host may fill the ring as fast as it is read: no further than the proof
        return (open && !seen_open) || (map && !seen_mmap);
    };
    session.consume(SIZE_MAX, look);
    if (!wrong.empty())
        return wrong;
    if (open && !seen_open)
        return "attached, but an open of our own was not reported";
    if (map && !seen_mmap)
        return "attached, but an mmap of our own was not reported";
    return "";
}

} // namespace fileaudit
