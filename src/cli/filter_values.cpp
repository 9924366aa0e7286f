// SPDX-License-Identifier: GPL-2.0-only
// What the kernel could never hold is refused: it would match nothing.
#include "cli/filter_values.h"

#include "cli/parse_values.h"
#include "format/errno_names.h"
#include "format/escape.h"
#include "lookup/nearest.h"

#include <vector>

namespace fileaudit {

namespace {

constexpr uint64_t pid_max = 4194304; // PID_MAX_LIMIT of a 64-bit kernel
constexpr uint64_t major_max = (1u << 12) - 1, minor_max = (1u << 20) - 1; // of its dev_t
constexpr uint16_t errno_max = 4095;                                       // MAX_ERRNO
constexpr size_t comm_max = FA_COMM_LEN - 1;

tl::unexpected<Error> refuse(std::string_view what, std::string_view text,
                             std::string_view reason) {
    return fail(Exit::usage, fmt::format("{}: '{}' {}", what, escaped(text), reason));
}

} // namespace

Result<uint32_t> parse_pid(std::string_view text, std::string_view what) {
    if (const auto pid = parse_number(text, 1, pid_max))
        return static_cast<uint32_t>(*pid);
    return refuse(what, text,
                  fmt::format("is not a {} id; give decimal numbers such as 4242 or 4242,4243",
                              what == "--tid" ? "thread" : "process"));
}

Result<NamePattern> parse_comm(std::string_view text, std::string_view what) {
    auto pattern = NamePattern::parse(text, what);
    if (!pattern || pattern->least_length() <= comm_max)
        return pattern;
    // What is left of such a name in the kernel, if that can be told.
    const std::string_view name = pattern->is_literal() ? pattern->literal() : pattern->glob();
    const std::string_view kept = name.substr(0, comm_max);
    const bool told = pattern->is_literal() || kept.find_first_of("*?[\\") == kept.npos;
    return refuse(what, text,
                  fmt::format("is longer than any comm; the kernel keeps {} bytes, so give {}",
                              comm_max, told ? fmt::format("'{}'", escaped(kept)) : "fewer"));
}

Result<std::string> parse_mount_namespace(std::string_view text, std::string_view what) {
    if (parse_number(text, 1, UINT32_MAX))
        return std::string(text);
    return refuse(what, text,
                  "is neither a process id nor the inode number of a mount namespace; give a "
                  "number, as lsns -t mnt shows them");
}

Result<Device> parse_device(std::string_view text, std::string_view what) {
    const size_t colon = text.find(':');
    if (colon != text.npos) {
        const auto major = parse_number(text.substr(0, colon), 0, major_max);
        const auto minor = parse_number(text.substr(colon + 1), 0, minor_max);
        if (major && minor)
            return Device{static_cast<uint32_t>(*major), static_cast<uint32_t>(*minor)};
    }
    return refuse(what, text,
                  "is not a device; give MAJOR:MINOR such as 8:1, as findmnt -o "
                  "TARGET,MAJ:MIN shows them");
}

Result<uint64_t> parse_inode(std::string_view text, std::string_view what) {
    if (const auto number = parse_number(text, 0, UINT64_MAX))
        return *number;
    return refuse(what, text, "is not an inode number; give decimal numbers, as ls -i shows them");
}

Result<uint32_t> parse_errno(std::string_view text, std::string_view what) {
    if (const auto number = parse_number(text, 1, errno_max))
        return static_cast<uint32_t>(*number);
    if (const auto number = errno_number(text))
        return *number;
    std::vector<std::string> names;
    for (uint16_t number = 1; number <= errno_max; ++number)
        if (const std::string_view name = errno_name(number); !name.empty())
            names.emplace_back(name);
    return refuse(what, text,
                  fmt::format("is no errno{}",
                              suggestion(text, names, "; give names such as ENOENT, or numbers")));
}

Result<uint32_t> parse_sample(std::string_view text) {
    const auto number =
        text.starts_with("1/") ? parse_number(text.substr(2), 1, UINT32_MAX) : std::nullopt;
    if (number)
        return static_cast<uint32_t>(*number);
    return refuse("--sample", text, "is not a share; give one in so many such as 1/100");
}

Result<uint64_t> parse_rate(std::string_view text) {
    const std::string_view digits = text.substr(0, text.size() - (text.ends_with("/s") ? 2 : 0));
    if (const auto number = parse_number(digits, 1, UINT64_MAX))
        return *number;
    return refuse("--rate", text, "is not a rate; give events a second such as 100/s");
}

} // namespace fileaudit
