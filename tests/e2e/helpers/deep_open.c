// SPDX-License-Identifier: GPL-2.0-only
// deep_open FILE: opens FILE, deep below a function whose name tests overwrite in a copy of this program.
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <unistd.h>

#define FRAME __attribute__((noinline, noclone, optimize("no-omit-frame-pointer", "no-optimize-sibling-calls")))

// by syscall(), since open() has another use for the frame pointer
static FRAME int open_it(const char *name)
{
    const int fd = (int)syscall(SYS_openat, AT_FDCWD, name, O_RDONLY | O_CLOEXEC);

    return fd < 0 ? -1 : close(fd);
}

FRAME int a_name_that_is_overwritten_by_tests(const char *name);
FRAME int a_name_that_is_overwritten_by_tests(const char *name)
{
    return open_it(name) + 0 * getpid();
}

int main(int argc, char **argv)
{
    if (argc != 2 || a_name_that_is_overwritten_by_tests(argv[1]) != 0) {
        fputs("usage: deep_open FILE\n", stderr);
        return 2;
    }
    return 0;
}
