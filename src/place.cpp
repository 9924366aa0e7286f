// SPDX-License-Identifier: GPL-2.0-only
#include "place.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

namespace fileaudit {

std::optional<Place> Place::find(const std::string& path) {
    const size_t slash = path.rfind('/');
    std::string name = slash == std::string::npos ? path : path.substr(slash + 1);
    Place place;
    place.directory_name_ = slash == std::string::npos ? "." : path.substr(0, slash + 1);
    place.name_ = name.empty() ? std::string(1, '.') : std::move(name); // a directory is refused
    place.directory_.reset(open(place.directory_name_.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
    if (path.empty() || !place.directory_ || fstat(place.directory(), &place.status_) != 0)
        return std::nullopt;
    return place;
}

int Place::open_flags() const {
    return is_anybodys() ? O_NOFOLLOW : 0;
}

bool Place::is_link() const {
    struct stat status {};
    return fstatat(directory(), name_.c_str(), &status, AT_SYMLINK_NOFOLLOW) == 0 &&
           S_ISLNK(status.st_mode);
}

std::string Place::objection(const struct stat& file) const {
    if (!is_anybodys())
        return "";
    if (file.st_uid != geteuid() && file.st_uid != status_.st_uid)
        return fmt::format("belongs to uid {}, in a directory where anybody may make files; give a "
                           "name that is not taken, or another directory",
                           file.st_uid);
    if (S_ISREG(file.st_mode) && file.st_nlink > 1)
        return "has other names, by hard links, and is in a directory where anybody may make them; "
               "give a name that is not taken, or another directory";
    return "";
}

} // namespace fileaudit
