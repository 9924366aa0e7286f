// SPDX-License-Identifier: GPL-2.0-only
#include "lookup/lookup_fstypes.h"

#include "filter/name_pattern.h"
#include "format/escape.h"
#include "lookup/nearest.h"

#include <fmt/format.h>
#include <set>
#include <sstream>

namespace fileaudit {
namespace {

// Never registered, for nobody can mount them: anonymous inodes, namespaces, process descriptors
// and memory of several kinds. Which of them exist depends on the kernel; one it does not have
// matches nothing.
constexpr const char* unlisted[] = {
    "aio",         "anon_inodefs", "apparmorfs", "cxl",   "dax",       "dmabuf", "drm",
    "guest_memfd", "iomem",        "nsfs",       "pidfs", "secretmem", "vfio",
};

} // namespace

std::vector<std::string> fstypes_from(std::istream& filesystems, std::istream& module_aliases) {
    std::set<std::string> names(std::begin(unlisted), std::end(unlisted));
    // "nodev\tproc" or "\text4"
    for (std::string line; std::getline(filesystems, line);)
        if (const size_t tab = line.find('\t'); tab != std::string::npos && tab + 1 < line.size())
            names.insert(line.substr(tab + 1));
    // "alias fs-xfs xfs"
    for (std::string line; std::getline(module_aliases, line);) {
        std::istringstream words(line);
        std::string alias, name;
        if (line.starts_with("alias fs-") && words >> alias >> name)
            names.insert(name.substr(3));
    }
    return {names.begin(), names.end()};
}

Result<std::vector<std::string>> find_fstypes(const std::vector<std::string>& known,
                                              std::string_view text) {
    const auto pattern = NamePattern::parse(text, "--fstype");
    if (!pattern)
        return tl::unexpected(pattern.error());
    std::vector<std::string> names;
    for (const std::string& name : known)
        if (pattern->matches(name))
            names.push_back(name);
    if (names.empty())
        return fail(Exit::usage,
                    fmt::format("--fstype: '{}' is no file system type this kernel knows{}",
                                escaped(text),
                                suggestion(text, known, "; cat /proc/filesystems lists them")));
    return names;
}

} // namespace fileaudit
