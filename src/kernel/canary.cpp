// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/canary.h"

#include "event/decode.h"
#include "format/escape.h"

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

Proof prove_with_canary(Session& session, const Mask& ops, std::vector<std::string>& others) {
    Proof proof;
    const bool open = ops.lets_through(1u << FA_OP_OPEN), map = ops.lets_through(1u << FA_OP_MMAP);
    if (!open && !map)
        return proof; // sched_process_exec needs none: it is a tracepoint of every kernel
    session.arm_canary(true);
    proof.failure = open_and_map(map);
    session.arm_canary(false);
    if (!proof.failure.empty())
        return proof;

    // A record is in the ring before its system call returns.
    bool seen_open = false, seen_mmap = false;
    const std::string expected = expected_path();
    Decoder decoder;
    const auto look = [&](const void* data, size_t size) {
        const auto event = decoder.decode(data, size);
        if (!event || !(event->flags & FA_EV_CANARY)) {
            others.emplace_back(static_cast<const char*>(data), size);
            return true;
        }
        const bool is_map = event->op == FA_OP_MMAP;
        (is_map ? seen_mmap : seen_open) = true;
        const Path& path = event->target();
        (is_map ? proof.mapped : proof.opened) = path.text;
        // our binary may be deleted, or lie outside our root: then its text is no oracle
        if (path.status == 0 && path.text != expected && proof.failure.empty())
            proof.failure =
                fmt::format("it resolved {} to '{}'", escaped(expected), escaped(path.text));
        // a busy host may fill the ring as fast as it is read: no further than the proof
        return (open && !seen_open) || (map && !seen_mmap);
    };
    session.consume(SIZE_MAX, look);
    if (!proof.failure.empty())
        return proof;
    if (open && !seen_open)
        proof.failure = "attached, but an open of our own was not reported";
    else if (map && !seen_mmap)
        proof.failure = "attached, but an mmap of our own was not reported";
    return proof;
}

} // namespace fileaudit
