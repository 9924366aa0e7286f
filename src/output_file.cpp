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

tl::unexpected<Error> refuse(std::string_view path, std::string_view why) {
    return fail(Exit::usage, fmt::format("--rotate: '{}' {}", escaped(path), why));
}

} // namespace

Result<OutputFile> OutputFile::open(const std::string& path,
                                    const std::optional<Rotation>& rotate) {
    OutputFile output;
    output.name_ = fmt::format("'{}'", escaped(path));
    output.rotate_ = rotate;
    // O_APPEND: whoever empties the file meanwhile leaves no hole in it
    const int flags = O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOCTTY;
    struct stat status {};
    if (rotate && lstat(path.c_str(), &status) == 0) {
        if (S_ISLNK(status.st_mode))
            return refuse(path, "is a symbolic link; give the name of the file itself");
        if (!S_ISREG(status.st_mode))
            return refuse(path, "is no regular file, and nothing else can be rotated; leave "
                                "--rotate out, or give a file");
    }
    output.file_.reset(::open(path.c_str(), flags | O_TRUNC | (rotate ? O_NOFOLLOW : 0), new_mode));
    if (!output.file_ || fstat(output.fd(), &status) != 0)
        return fail(Exit::usage,
                    fmt::format("--output: cannot write '{}': {}; give a file in a directory "
                                "that exists and may be written",
                                escaped(path), strerror(errno)));
    if (!S_ISREG(status.st_mode))
        return output;
    output.mode_ = status.st_mode & 07777;
    if (auto ok = output.find_directory(path); !ok)
        return tl::unexpected(ok.error());
    if (rotate)
        output.next_at_ = rotate->bytes;
    return output;
}

Result<void> OutputFile::find_directory(const std::string& path) {
    const size_t slash = path.rfind('/');
    const std::string directory = slash == std::string::npos ? "." : path.substr(0, slash + 1);
    leaf_ = slash == std::string::npos ? path : path.substr(slash + 1);
    directory_.reset(::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!rotate_)
        return {}; // without it only a SIGHUP asks for one
    if (!directory_)
        return fail(Exit::usage, fmt::format("--rotate: cannot open the directory '{}': {}; give a "
                                             "file in one that may be read",
                                             escaped(directory), strerror(errno)));
    if (!may_write_without_privileges(directory_.get()))
        return fail(Exit::usage,
                    fmt::format("--rotate: no new file could be made in '{}' once the privileges "
                                "are dropped: its owner and mode do not let uid {} write; give a "
                                "file in a directory of that user, or leave --rotate out",
                                escaped(directory), geteuid()));
    return {};
}

uint64_t OutputFile::room() const {
    if (!rotate_)
        return UINT64_MAX;
    return size_ >= next_at_ ? 0 : next_at_ - size_;
}

std::string OutputFile::old_name(uint32_t number) const {
    return number == 0 ? leaf_ : fmt::format("{}.{}", leaf_, number);
}

bool OutputFile::is_ours_there() const {
    struct stat there {
    }, ours{};
    return fstatat(directory_.get(), leaf_.c_str(), &there, AT_SYMLINK_NOFOLLOW) == 0 &&
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
    Fd file(openat(directory_.get(), leaf_.c_str(), flags | O_CREAT | O_EXCL, mode_));
    if (file)
        fchmod(file.get(), mode_); // whatever the umask is
    else if (may_be_there && errno == EEXIST)
        file.reset(openat(directory_.get(), leaf_.c_str(), flags));
    struct stat status {};
    if (!file || fstat(file.get(), &status) != 0)
        return false;
    if (!S_ISREG(status.st_mode)) {
        errno = EEXIST;
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
    renameat(directory_.get(), old_name(1).c_str(), directory_.get(), leaf_.c_str());
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
