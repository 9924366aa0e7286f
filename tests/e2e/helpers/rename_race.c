// SPDX-License-Identifier: GPL-2.0-only
// rename_race TOP SECONDS SEED: a process renames TOP/a/x to TOP/b/y and back at full speed, while
// others open file `f` in three directories below, which is therefore at TOP/a/x/d1/d2/d3/f or at
// TOP/b/y/d1/d2/d3/f, never anywhere else. Prints how many opens and renames there were.
#define _GNU_SOURCE
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { openers = 2 };

struct counts {
    unsigned long opens, renames;
};

static double now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void rename_until(double end, struct counts *counts)
{
    while (now() < end) {
        for (int i = 0; i < 100; i++)
            if (rename("a/x", "b/y") != 0 || rename("b/y", "a/x") != 0)
                exit(1);
        __atomic_add_fetch(&counts->renames, 200, __ATOMIC_RELAXED);
    }
    exit(0);
}

static void open_until(double end, struct counts *counts, int dir, unsigned seed)
{
    while (now() < end) {
        for (volatile int idle = rand_r(&seed) % 20000; idle > 0; idle--)
            ;
        const int fd = openat(dir, "f", O_RDONLY | O_CLOEXEC);

        if (fd < 0)
            exit(1);
        close(fd);
        __atomic_add_fetch(&counts->opens, 1, __ATOMIC_RELAXED);
    }
    exit(0);
}

int main(int argc, char **argv)
{
    if (argc != 4 || chdir(argv[1]) != 0) {
        fputs("usage: rename_race TOP SECONDS SEED\n", stderr);
        return 2;
    }
    static const char *const dirs[] = {"a", "b", "a/x", "a/x/d1", "a/x/d1/d2", "a/x/d1/d2/d3"};
    for (size_t i = 0; i < sizeof dirs / sizeof *dirs; i++)
        if (mkdir(dirs[i], 0700) != 0)
            return 1;
    const int dir = open("a/x/d1/d2/d3", O_PATH | O_CLOEXEC);
    if (dir < 0 || mknodat(dir, "f", S_IFREG | 0600, 0) != 0)
        return 1;

    struct counts *counts = mmap(NULL, sizeof *counts, PROT_READ | PROT_WRITE,
                                 MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (counts == MAP_FAILED)
        return 1;
    const double end = now() + strtod(argv[2], NULL);
    const unsigned seed = (unsigned)strtoul(argv[3], NULL, 10);
    for (int i = 0; i <= openers; i++) {
        const pid_t pid = fork();

        if (pid < 0)
            return 1;
        if (pid == 0) {
            prctl(PR_SET_PDEATHSIG, SIGKILL);
            if (i == 0)
                rename_until(end, counts);
            open_until(end, counts, dir, seed + (unsigned)i);
        }
    }
    int failed = 0, status;
    while (wait(&status) > 0)
        failed |= status != 0;
    printf("%lu opens, %lu renames\n", counts->opens, counts->renames);
    return failed;
}
