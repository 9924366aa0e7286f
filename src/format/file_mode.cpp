// SPDX-License-Identifier: GPL-2.0-only
#include "format/file_mode.h"

#include <sys/stat.h>

namespace fileaudit {

namespace {

char type_letter(uint16_t mode) {
    switch (mode & S_IFMT) {
    case S_IFREG:
        return '-';
    case S_IFDIR:
        return 'd';
    case S_IFLNK:
        return 'l';
    case S_IFCHR:
        return 'c';
    case S_IFBLK:
        return 'b';
    case S_IFIFO:
        return 'p';
    case S_IFSOCK:
        return 's';
    default:
        return '?';
    }
}

} // namespace

void append_mode(Buffer& out, uint16_t mode) {
    // setuid, setgid and sticky share a letter with the execution bit of their class
    constexpr struct {
        int shift;
        uint16_t special;
        char letter;
    } classes[] = {{6, S_ISUID, 's'}, {3, S_ISGID, 's'}, {0, S_ISVTX, 't'}};

    out.push_back(type_letter(mode));
    for (const auto& [shift, special, letter] : classes) {
        const int bits = mode >> shift;
        const bool execute = (bits & 1) != 0;
        out.push_back((bits & 4) != 0 ? 'r' : '-');
        out.push_back((bits & 2) != 0 ? 'w' : '-');
        if ((mode & special) == 0)
            out.push_back(execute ? 'x' : '-');
        else
            out.push_back(execute ? letter : static_cast<char>(letter - 'a' + 'A'));
    }
}

} // namespace fileaudit
