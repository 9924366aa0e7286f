// SPDX-License-Identifier: GPL-2.0-only
// Not among the pseudo file systems: tmpfs, ramfs, hugetlbfs and secretmem, which hold what users
// put there, and autofs, below which real file systems appear.
#include "filter/filter_presets.h"

namespace fileaudit {

namespace {

constexpr std::string_view fstypes[] = {
    "proc",       "sysfs",   "devtmpfs",   "devpts",       "cgroup",     "cgroup2",     "cpuset",
    "debugfs",    "tracefs", "securityfs", "configfs",     "bpf",        "pstore",      "efivarfs",
    "mqueue",     "fusectl", "selinuxfs",  "smackfs",      "apparmorfs", "binfmt_misc", "binder",
    "rpc_pipefs", "nfsd",    "resctrl",    "functionfs",   "gadgetfs",   "xenfs",       "hypfs",
    "s390_hypfs", "spufs",   "openpromfs", "anon_inodefs", "pipefs",     "sockfs",      "nsfs",
    "pidfs",      "bdev",    "drm",        "dax",          "aio",
};

// What glibc and musl open when a program starts, by resolved names.
constexpr const char* libraries[] = {
    "**/*.so",
    "**/*.so.*",
    "/etc/ld.so.*", // .cache, .preload, .conf
    "/etc/ld-musl-*.path",
    "/usr/lib/locale/",
    "/usr/share/locale/",
    "/usr/share/locale-langpack/", // Ubuntu's translations
    "/etc/locale.alias",
    "**/LC_MESSAGES/*.mo",
    "**/gconv/", // of the machine's own library directory
};

} // namespace

std::span<const std::string_view> pseudo_fstypes() {
    return fstypes;
}

std::vector<PathPattern> library_globs() {
    std::vector<PathPattern> globs;
    for (const char* const glob : libraries)
        globs.push_back(PathPattern::parse(glob, "--no-libs").value());
    return globs;
}

} // namespace fileaudit
