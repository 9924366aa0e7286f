// SPDX-License-Identifier: GPL-2.0-only
// burst COUNT FILE: opens FILE exactly COUNT times, as fast as it can.
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

int main(int argc, char **argv)
{
    if (argc != 3) {
        fputs("usage: burst COUNT FILE\n", stderr);
        return 2;
    }
    for (long left = strtol(argv[1], NULL, 10); left > 0; left--) {
        const int fd = open(argv[2], O_RDONLY | O_CLOEXEC);

        if (fd < 0) {
            perror(argv[2]);
            return 1;
        }
        close(fd);
    }
    return 0;
}
