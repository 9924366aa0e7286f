// SPDX-License-Identifier: GPL-2.0-only
// What is renamed and made is so in the directory as it was found at the start, never through a
// symbolic link, so nobody can lead it elsewhere meanwhile.
#include "output_file.h"

#include "format/escape.h"
#include "messages.h"
#include "plain_access.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace fileaudit {

namespace {

constexpr mode_t new_mode = 0644; // before the umask

tl::unexpected<Error> refuse(std::string_view option, std::string_view path, std::string_view why) {
    return fail(Exit::usage, fmt::format("{}: '{}' {}", option, escaped(path), why));
}

// What is there keeps what it holds, until it has been looked at. Not without a word waits for
// whoever is to read from a FIFO.
Fd open_first(const std::optional<Place>& place, std::string_view name, int flags) {
    if (!place)
        return Fd();
    // O_APPEND: whoever empties the file meanwhile leaves no hole in it
    flags |= O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOCTTY | place->open_flags();
    const auto open_it = [&](int more) {
        return Fd(openat(place->directory(), place->name().c_str(), flags | more, new_mode));
    };
    Fd file = open_it(O_NONBLOCK);
    struct stat status {};
    if (!file && errno == ENXIO &&
        fstatat(place->directory(), place->name().c_str(), &status, 0) == 0 &&
        S_ISFIFO(status.st_mode) && place->objection(status).empty()) {
        say(fmt::format("waiting for a reader of {}", name));
        return open_it(0);
    }
    if (file)
        fcntl(file.get(), F_SETFL, O_APPEND);
    return file;
}

} // namespace

Result<OutputFile> OutputFile::open(const std::string& path,
                                    const std::optional<Rotation>& rotate) {
    OutputFile output;
    output.name_ = fmt::format("'{}'", escaped(path));
    output.rotate_ = rotate;
    struct stat status {};
    if (rotate && lstat(path.c_str(), &status) == 0) {
        if (S_ISLNK(status.st_mode))
            return refuse("--rotate", path, "is a symbolic link; give the name of the file itself");
        if (!S_ISREG(status.st_mode))
            return refuse("--rotate", path,
                          "is no regular file, and nothing else can be rotated; leave --rotate "
                          "out, or give a file");
    }
    output.place_ = Place::find(path);
    output.file_ = open_first(output.place_, output.name_, rotate ? O_NOFOLLOW : 0);
    const int error = errno;
    if (!output.file_ && output.place_ && output.place_->open_flags() != 0 &&
        output.place_->is_link())
        return refuse("--output", path,
                      "is a symbolic link in a directory where anybody may make one; give the "
                      "name of the file itself");
    if (!output.file_ || fstat(output.fd(), &status) != 0)
        return fail(Exit::usage,
                    fmt::format("--output: cannot write '{}': {}; give a file in a directory "
                                "that exists and may be written",
                                escaped(path), strerror(output.file_ ? errno : error)));
    if (const std::string why = output.place_->objection(status); !why.empty())
        return refuse("--output", path, why);
    if (!S_ISREG(status.st_mode))
        return output;
    if (ftruncate(output.fd(), 0) != 0)
        return fail(Exit::failure,
                    fmt::format("--output: cannot empty {}: {}", output.name_, strerror(errno)));
    output.mode_ = status.st_mode & 07777;
    if (auto ok = output.open_directory(); !ok)
        return tl::unexpected(ok.error());
    if (rotate)
        output.next_at_ = rotate->bytes;
    return output;
}

Result<void> OutputFile::open_directory() {
    directory_.reset(openat(place_->directory(), ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!rotate_)
        return {}; // without it only a SIGHUP asks for one
    if (!directory_)
        return fail(Exit::usage, fmt::format("--rotate: cannot open the directory '{}': {}; give a "
                                             "file in one that may be read",
                                             escaped(place_->directory_name()), strerror(errno)));
    if (!may_write_without_privileges(directory_.get()))
        return fail(Exit::usage,
                    fmt::format("--rotate: no new file could be made in '{}' once the privileges "
                                "are dropped: its owner and mode do not let uid {} write; give a "
                                "file in a directory of that user, or leave --rotate out",
                                escaped(place_->directory_name()), geteuid()));
    return {};
}

uint64_t OutputFile::room() const {
    if (!rotate_)
        return UINT64_MAX;
    return size_ >= next_at_ ? 0 : next_at_ - size_;
}

std::string OutputFile::old_name(uint32_t number) const {
    return number == 0 ? place_->name() : fmt::format("{}.{}", place_->name(), number);
}

bool OutputFile::is_ours_there() const {
    struct stat there {
    }, ours{};
    return fstatat(directory_.get(), place_->name().c_str(), &there, AT_SYMLINK_NOFOLLOW) == 0 &&
           fstat(file_.get(), &ours) == 0 && there.st_dev == ours.st_dev &&
           there.st_ino == ours.st_ino;
}

// The last one is replaced.
std::string OutputFile::shift() const {
    const int directory = directory_.get();
    for (uint32_t number = rotate_->keep; number-- > 0;) {
        const std::string from = old_name(number), to = old_name(number + 1);
        if (renameat(directory, from.c_str(), directory, to.c_str()) != 0 &&
            (errno != ENOENT || number == 0))
            return fmt::format("cannot rename '{}' to '{}': {}", escaped(from), escaped(to),
                               strerror(errno));
    }
    return "";
}

// One that is there already, made by logrotate, is as it is to be, and keeps what it holds.
bool OutputFile::open_new(bool may_be_there) {
    const int flags = O_WRONLY | O_APPEND | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC | O_NOCTTY;
    Fd file(openat(directory_.get(), place_->name().c_str(), flags | O_CREAT | O_EXCL, mode_));
    if (file)
        fchmod(file.get(), mode_); // whatever the umask is
    else if (may_be_there && errno == EEXIST)
        file.reset(openat(directory_.get(), place_->name().c_str(), flags));
    struct stat status {};
    if (!file || fstat(file.get(), &status) != 0)
        return false;
    if (!S_ISREG(status.st_mode)) {
        errno = EEXIST;
        return false;
    }
    if (!place_->objection(status).empty()) {
        errno = EACCES;
        return false;
    }
    file_ = std::move(file);
    size_ = static_cast<uint64_t>(status.st_size);
    next_at_ = rotate_ ? rotate_->bytes : 0;
    return true;
}

bool OutputFile::rotate() {
    next_at_ = size_ + rotate_->bytes; // should it fail
    if (!is_ours_there())
        return reopen();
    if (const std::string why = shift(); !why.empty()) {
        say(fmt::format("--rotate: {}; {} just grows on", why, name_));
        return false;
    }
    if (open_new(false))
        return true;
    const int error = errno;
    renameat(directory_.get(), old_name(1).c_str(), directory_.get(), place_->name().c_str());
    say(fmt::format("--rotate: cannot make a new {}: {}; it just grows on", name_,
                    strerror(error)));
    return false;
}

bool OutputFile::reopen() {
    if (is_ours_there()) // nothing has been renamed
        return false;
    if (!open_new(true)) {
        say(fmt::format("cannot open {} anew: {}; events still go to the file that had this name",
                        name_, strerror(errno)));
        return false;
    }
    return size_ == 0;
}

} // namespace fileaudit
