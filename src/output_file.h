// SPDX-License-Identifier: GPL-2.0-only
// -o FILE, a regular one: --rotate gives it a new name when it is large and goes on in a new one;
// a SIGHUP opens it anew, after logrotate has given it another name.
#pragma once

#include "cli/options.h"
#include "fd.h"
#include "place.h"
#include "result.h"

#include <cstdint>
#include <optional>
#include <string>
#include <sys/types.h>

namespace fileaudit {

class OutputFile {
public:
    // Makes or empties it; refuses what may be a trap (see Place). With `rotate` refuses what is no
    // regular file, a symbolic link, and a directory in which no new file could be made once
    // privileges are dropped.
    static Result<OutputFile> open(const std::string& path, const std::optional<Rotation>& rotate);

    int fd() const { return file_.get(); }
    const std::string& name() const { return name_; } // as in a sentence

    // Whether reopen() can be asked for.
    bool is_regular() const { return static_cast<bool>(directory_); }

    // How many bytes may be written before should_rotate(); UINT64_MAX: any number.
    uint64_t room() const;
    void wrote(uint64_t bytes) { size_ += bytes; }
    bool should_rotate() const { return rotate_ && size_ >= next_at_; }

    // Both go on in a new, empty file, or say why not and go on in the old one. True: it is empty.
    bool rotate();
    bool reopen();

private:
    Result<void> open_directory();
    std::string old_name(uint32_t number) const;
    bool is_ours_there() const; // the file of that name is the one we write
    std::string shift() const;  // why it could not; "": it could
    bool open_new(bool may_be_there);

    Fd file_;
    std::optional<Place> place_;
    Fd directory_; // of a regular file, to be written
    std::string name_;
    std::optional<Rotation> rotate_;
    uint64_t size_ = 0, next_at_ = 0;
    mode_t mode_ = 0;
};

} // namespace fileaudit
