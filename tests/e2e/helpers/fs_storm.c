// SPDX-License-Identifier: GPL-2.0-only
// fs_storm TOP OPENS SEED: threads share one cwd and one root. One moves them through three
// directories of TOP, first the cwd, then the root after it, again and again; two others open TOP/f
// OPENS times each. Of nine pairs only six ever exist together, and which of them after so many
// moves is known. Prints a JSON object: the order, and for each open between which moves it was.
#define _GNU_SOURCE
#include "storm.h"

#include <err.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { openers = 2, directories = 3 };

struct window {
    unsigned after, before; // so many moves were complete before, had begun after
};

struct opener {
    pthread_t thread;
    int tid;
    unsigned seed;
    struct window* windows;
};

static const char* const names[directories] = {"one", "other", "third"};
static unsigned opens, begun, complete, running = openers;
static int top;

static void* open_all(void* argument)
{
    struct opener* self = argument;

    self->tid = gettid();
    for (unsigned i = 0; i < opens; i++) {
        idle(2000, &self->seed);
        self->windows[i].after = __atomic_load_n(&complete, __ATOMIC_SEQ_CST);
        const int fd = openat(top, "f", O_RDONLY | O_CLOEXEC);

        self->windows[i].before = __atomic_load_n(&begun, __ATOMIC_SEQ_CST);
        if (fd < 0)
            err(1, "f");
        close(fd);
    }
    __atomic_sub_fetch(&running, 1, __ATOMIC_SEQ_CST);
    return NULL;
}

int main(int argc, char** argv)
{
    struct opener all[openers];
    int fds[directories], order[directories];

    if (argc != 4) {
        fputs("usage: fs_storm TOP OPENS SEED\n", stderr);
        return 2;
    }
    opens = (unsigned)atoi(argv[2]);
    unsigned seed = (unsigned)strtoul(argv[3], NULL, 10);
    if (chdir(argv[1]) != 0 || mknod("f", S_IFREG | 0600, 0) != 0)
        err(1, "%s", argv[1]);
    top = open(".", O_PATH | O_CLOEXEC);
    for (int i = 0; i < directories; i++)
        if (mkdir(names[i], 0700) != 0 ||
            (fds[i] = open(names[i], O_RDONLY | O_DIRECTORY | O_CLOEXEC)) < 0)
            err(1, "%s", names[i]);
    const int first = rand_r(&seed) % directories, step = 1 + rand_r(&seed) % 2;
    for (int i = 0; i < directories; i++)
        order[i] = (first + i * step) % directories;
    if (fchdir(fds[order[0]]) != 0 || chroot(".") != 0)
        err(1, "chroot");
    for (int i = 0; i < openers; i++) {
        all[i].seed = seed + (unsigned)i;
        all[i].windows = calloc(opens, sizeof(struct window));
        if (!all[i].windows || pthread_create(&all[i].thread, NULL, open_all, &all[i]) != 0)
            err(1, "thread");
    }
    for (unsigned n = 0; __atomic_load_n(&running, __ATOMIC_SEQ_CST) > 0; n++) {
        __atomic_store_n(&begun, n + 1, __ATOMIC_SEQ_CST);
        if (n % 2 == 0 ? fchdir(fds[order[(n / 2 + 1) % directories]]) : chroot("."))
            err(1, "move");
        __atomic_store_n(&complete, n + 1, __ATOMIC_SEQ_CST);
    }
    printf("{\"order\": [\"%s\", \"%s\", \"%s\"], \"moves\": %u, \"windows\": {", names[order[0]],
           names[order[1]], names[order[2]], complete);
    for (int i = 0; i < openers; i++) {
        pthread_join(all[i].thread, NULL);
        printf("%s\"%d\": [", i ? ", " : "", all[i].tid);
        for (unsigned n = 0; n < opens; n++)
            printf("%s[%u, %u]", n ? ", " : "", all[i].windows[n].after, all[i].windows[n].before);
        putchar(']');
    }
    puts("}}");
    return 0;
}
