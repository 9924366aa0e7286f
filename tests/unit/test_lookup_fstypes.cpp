// SPDX-License-Identifier: GPL-2.0-only
// Types of file systems: which there are, and which are meant.
#include "lookup/lookup_fstypes.h"

#include <algorithm>
#include <doctest/doctest.h>
#include <sstream>

using namespace fileaudit;

namespace {

std::vector<std::string> known() {
    std::istringstream filesystems("nodev\tsysfs\nnodev\ttmpfs\n\text3\n\text4\nnodev\tfuse\n"
                                   "\tfuseblk\nnodev\toverlay\n\t\n");
    std::istringstream aliases("# Aliases extracted from modules themselves.\n"
                               "alias fs-xfs xfs\nalias fs-ext4 ext4\nalias nfs-layouttype4-1 x\n");
    return fstypes_from(filesystems, aliases);
}

std::string joined(const Result<std::vector<std::string>>& names) {
    if (!names)
        return names.error().message;
    std::string text;
    for (const std::string& name : *names)
        text += (text.empty() ? "" : " ") + name;
    return text;
}

} // namespace

TEST_CASE("lookup_fstypes: listed ones, modules, unlisted ones, each once") {
    const auto names = known();
    for (const char* name :
         {"sysfs", "ext4", "fuseblk", "xfs", "anon_inodefs", "nsfs", "pidfs", "secretmem"}) {
        CAPTURE(name);
        CHECK(std::count(names.begin(), names.end(), name) == 1);
    }
    for (const char* name : {"", "nodev", "layouttype4-1"}) {
        CAPTURE(name);
        CHECK(std::count(names.begin(), names.end(), name) == 0);
    }
}

TEST_CASE("lookup_fstypes: names and globs") {
    const struct {
        const char* text;
        const char* answer;
    } rows[] = {
        {"ext4", "ext4"},
        {"ext?", "ext3 ext4"},
        {"fuse*", "fuse fuseblk"},
        {"[es]*fs", "sysfs"},
        {"pidfs", "pidfs"},
        {"xfs", "xfs"},
        {"ext", "--fstype: 'ext' is no file system type this kernel knows; did you mean 'ext3'?"},
        {"overlayfs",
         "--fstype: 'overlayfs' is no file system type this kernel knows; did you mean 'overlay'?"},
        {"EXT4", "--fstype: 'EXT4' is no file system type this kernel knows; did you mean 'ext4'?"},
        {"qqqqqq*", "--fstype: 'qqqqqq*' is no file system type this kernel knows; cat "
                    "/proc/filesystems lists them"},
        {"e[", "--fstype: 'e[' has a [ without its ]; write \\[ for a bracket"},
    };
    const auto names = known();
    for (const auto& row : rows) {
        CAPTURE(row.text);
        CHECK(joined(find_fstypes(names, row.text)) == row.answer);
    }
}
