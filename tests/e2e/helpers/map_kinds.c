// SPDX-License-Identifier: GPL-2.0-only
// map_kinds DIR: one mmap of each kind, each of a file of its own in DIR named after the kind,
// among many anonymous ones.
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

enum { length = 4096 };

static int map(const char *name, int prot, int flags)
{
    const int fd = open(name, O_RDWR | O_CREAT, 0700);

    if (fd < 0 || ftruncate(fd, length) != 0) {
        perror(name);
        return 1;
    }
    for (int i = 0; i < 100; i++) { // no file: not an event
        void *nothing = mmap(NULL, length, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, fd, 0);

        if (nothing != MAP_FAILED)
            munmap(nothing, length);
    }
    if (mmap(NULL, length, prot, flags, fd, 0) == MAP_FAILED) {
        perror(name);
        return 1;
    }
    return 0;
}

int main(int argc, char **argv)
{
    if (argc != 2 || chdir(argv[1]) != 0) {
        fputs("usage: map_kinds DIR\n", stderr);
        return 2;
    }
    return map("r_private", PROT_READ, MAP_PRIVATE) |
           map("rw_shared", PROT_READ | PROT_WRITE, MAP_SHARED) |
           map("rx_private", PROT_READ | PROT_EXEC, MAP_PRIVATE) |
           map("none", PROT_NONE, MAP_PRIVATE | MAP_NORESERVE) |
           map("populate", PROT_READ, MAP_PRIVATE | MAP_POPULATE);
}
