// SPDX-License-Identifier: GPL-2.0-only
// chdir_race ONE OTHER FILE SECONDS SEED: a thread moves the process's cwd between ONE and OTHER
// at full speed while another opens FILE (an absolute path). Prints the number of opens.
#define _GNU_SOURCE
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

static atomic_bool done;

static void *move(void *dirs)
{
    char **const names = dirs;

    for (unsigned i = 0; !atomic_load(&done); i++)
        if (chdir(names[i % 2]) != 0)
            abort();
    return NULL;
}

int main(int argc, char **argv)
{
    pthread_t mover;
    struct timespec begin, at;
    unsigned long opens = 0;

    if (argc != 6 || chdir(argv[1]) != 0) {
        fputs("usage: chdir_race ONE OTHER FILE SECONDS SEED\n", stderr);
        return 2;
    }
    const double seconds = strtod(argv[4], NULL);
    unsigned seed = (unsigned)strtoul(argv[5], NULL, 10);
    if (pthread_create(&mover, NULL, move, argv + 1) != 0)
        return 1;
    clock_gettime(CLOCK_MONOTONIC, &begin);
    do {
        for (volatile int idle = rand_r(&seed) % 1000; idle > 0; idle--)
            ;
        const int fd = open(argv[3], O_RDONLY | O_CLOEXEC);

        if (fd < 0)
            return 1;
        close(fd);
        opens++;
        clock_gettime(CLOCK_MONOTONIC, &at);
    } while ((double)(at.tv_sec - begin.tv_sec) + (double)(at.tv_nsec - begin.tv_nsec) / 1e9 <
             seconds);
    atomic_store(&done, 1);
    pthread_join(mover, NULL);
    printf("%lu opens\n", opens);
    return 0;
}
