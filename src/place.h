// SPDX-License-Identifier: GPL-2.0-only
// Where a file is written: a directory, and a name in it. In a directory where anybody may make
// files (/tmp) that name may be somebody else's trap: a link to a file of ours, or a file that they
// can read. What fs.protected_symlinks, _hardlinks, _regular and _fifos of the kernel are about
// holds here whatever they are set to.
#pragma once

#include "fd.h"

#include <optional>
#include <string>
#include <sys/stat.h>

namespace fileaudit {

class Place {
public:
    // As long as it is used, it is the directory that was found here. Nothing: see errno.
    static std::optional<Place> find(const std::string& path);

    int directory() const { return directory_.get(); } // O_PATH
    const std::string& directory_name() const { return directory_name_; }
    const std::string& name() const { return name_; }

    // O_NOFOLLOW where a link may be anybody's.
    int open_flags() const;

    // Whether there is one. The kernel refuses some as ELOOP, others, by fs.protected_symlinks, as
    // EACCES.
    bool is_link() const;

    // Why a file that was there is not to be written, as in "'it' …"; "": it may be.
    std::string objection(const struct stat& file) const;

private:
    bool is_anybodys() const { return (status_.st_mode & S_IWOTH) != 0; }

    Fd directory_;
    std::string directory_name_; // as it was given
    struct stat status_ {};
    std::string name_;
};

} // namespace fileaudit
