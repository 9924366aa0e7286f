// SPDX-License-Identifier: GPL-2.0-only
// path_storm TOP KINDS DEPTH OPENS PAUSE SEED: two processes open one file OPENS times each, while
// what lies above it moves. To be run in a private mount namespace of its own (unshare -m).
//
// KINDS has three letters for each mover, from TOP down; the movers' take turns. Each letter is one
// place that is a directory renamed (d) or a file system moved (m) between aN/x and bN/yy, where N
// is its number. Between two places are DEPTH directories `c`, and a chain of them above `f`.
//
// A mover goes through its three places in an order that SEED gives, again and again, so that of
// eight combinations only six ever exist, and which of them after so many moves is known. It rests
// for up to PAUSE loops between two bursts of moves. Prints a JSON object: the order, and for each
// open between which moves it was.
#define _GNU_SOURCE
#include "storm.h"

#include <err.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum { openers = 2, most_movers = 2, places_each = 3, most_places = most_movers * places_each };

struct place {
    char kind;
    int at[2];    // d: the directories aN and bN; m: the mount points in them
    int root;     // of the file system
    int is_there; // at which of the two
};

struct window {
    unsigned after[most_movers];  // so many moves were complete before the open
    unsigned before[most_movers]; // so many had begun after it
};

struct shared {
    unsigned begun[most_movers], complete[most_movers];
    int stop;
    struct window windows[];
};

static struct place places[most_places];
static struct shared* shared;

static int open_dir(const char* name)
{
    const int fd = open(name, O_PATH | O_CLOEXEC | O_DIRECTORY);

    if (fd < 0)
        err(1, "%s", name);
    return fd;
}

static void enter(const char* name)
{
    if (mkdir(name, 0700) != 0 || chdir(name) != 0)
        err(1, "%s", name);
}

// From the current directory, in which it makes the place, into it.
static void build(struct place* place, int number, char kind)
{
    char names[2][8], points[2][12];

    place->kind = kind;
    for (int i = 0; i < 2; i++) {
        snprintf(names[i], sizeof names[i], "%c%d", "ab"[i], number);
        snprintf(points[i], sizeof points[i], "%s/%s", names[i], i ? "yy" : "x");
        if (mkdir(names[i], 0700) != 0 || ((kind == 'm' || i == 0) && mkdir(points[i], 0700) != 0))
            err(1, "%s", points[i]);
        place->at[i] = open_dir(kind == 'm' ? points[i] : names[i]);
    }
    if (kind == 'm' && mount("tmpfs", points[0], "tmpfs", 0, "mode=700") != 0)
        err(1, "cannot mount on %s", points[0]);
    if (chdir(points[0]) != 0)
        err(1, "%s", points[0]);
    place->root = open_dir(".");
}

static void move(struct place* place)
{
    const int from = place->is_there, to = !from;
    static const char* const names[] = {"x", "yy"};
    // the C library of Debian 11 has no move_mount()
    const long status = place->kind == 'd'
                            ? renameat(place->at[from], names[from], place->at[to], names[to])
                            : syscall(SYS_move_mount, place->root, "", place->at[to], "",
                                      0x04 | 0x40); // MOVE_MOUNT_{F,T}_EMPTY_PATH
    if (status != 0)
        err(1, "cannot move a %c", place->kind);
    place->is_there = to;
}

static void move_until_stopped(int mover, int movers, const int* order, unsigned pause,
                               unsigned seed) {
    unsigned n = 0;

    while (!__atomic_load_n(&shared->stop, __ATOMIC_RELAXED)) {
        for (unsigned burst = 1 + (unsigned)rand_r(&seed) % 8; burst > 0; burst--, n++) {
            __atomic_store_n(&shared->begun[mover], n + 1, __ATOMIC_SEQ_CST);
            move(&places[order[n % places_each] * movers + mover]);
            __atomic_store_n(&shared->complete[mover], n + 1, __ATOMIC_SEQ_CST);
        }
        idle(pause, &seed);
    }
    exit(0);
}

static void open_all(int dir, struct window* windows, unsigned opens, unsigned seed)
{
    for (unsigned i = 0; i < opens; i++) {
        idle(5000, &seed);
        for (int m = 0; m < most_movers; m++)
            windows[i].after[m] = __atomic_load_n(&shared->complete[m], __ATOMIC_SEQ_CST);
        const int fd = openat(dir, "f", O_RDONLY | O_CLOEXEC);

        for (int m = 0; m < most_movers; m++)
            windows[i].before[m] = __atomic_load_n(&shared->begun[m], __ATOMIC_SEQ_CST);
        if (fd < 0)
            err(1, "f");
        close(fd);
    }
    exit(0);
}

int main(int argc, char** argv)
{
    if (argc != 7 || strspn(argv[2], "dm") != strlen(argv[2]) ||
        (strlen(argv[2]) != places_each && strlen(argv[2]) != most_places)) {
        fputs("usage: path_storm TOP KINDS DEPTH OPENS PAUSE SEED\n", stderr);
        return 2;
    }
    const int count = (int)strlen(argv[2]), movers = count / places_each;
    const unsigned depth = (unsigned)atoi(argv[3]), opens = (unsigned)atoi(argv[4]);
    const unsigned pause = (unsigned)atoi(argv[5]);
    unsigned seed = (unsigned)strtoul(argv[6], NULL, 10);
    const size_t size = sizeof *shared + sizeof(struct window) * openers * opens;

    shared = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (shared == MAP_FAILED)
        err(1, "mmap");
    if (chdir(argv[1]) != 0)
        err(1, "%s", argv[1]);
    for (int i = 0; i < count; i++) {
        build(&places[i], i, argv[2][i]);
        for (unsigned d = 0; d < depth; d++)
            enter("c");
    }
    if (mknod("f", S_IFREG | 0600, 0) != 0)
        err(1, "f");
    const int dir = open_dir(".");
    if (chdir("/") != 0)
        return 1;

    int orders[most_movers][places_each];
    pid_t moving[most_movers], opening[openers];
    for (int m = 0; m < movers; m++) {
        const int first = rand_r(&seed) % places_each, step = 1 + rand_r(&seed) % 2;

        for (int i = 0; i < places_each; i++)
            orders[m][i] = (first + i * step) % places_each;
        moving[m] = start();
        if (moving[m] == 0)
            move_until_stopped(m, movers, orders[m], pause, seed + (unsigned)m);
    }
    for (int i = 0; i < openers; i++) {
        opening[i] = start();
        if (opening[i] == 0)
            open_all(dir, shared->windows + (size_t)i * opens, opens, seed + 10 + (unsigned)i);
    }
    int failed = 0, status;
    for (int i = 0; i < openers; i++)
        failed |= waitpid(opening[i], &status, 0) < 0 || status != 0;
    __atomic_store_n(&shared->stop, 1, __ATOMIC_RELAXED);
    for (int m = 0; m < movers; m++)
        failed |= waitpid(moving[m], &status, 0) < 0 || status != 0;

    printf("{\"kinds\": \"%s\", \"depth\": %u, \"opens\": %u, \"moves\": [%u, %u], \"orders\": [",
           argv[2], depth, opens, shared->complete[0], shared->complete[1]);
    for (int m = 0; m < movers; m++)
        printf("%s[%d, %d, %d]", m ? ", " : "", orders[m][0], orders[m][1], orders[m][2]);
    printf("], \"windows\": {");
    for (int i = 0; i < openers; i++) {
        printf("%s\"%d\": [", i ? ", " : "", opening[i]);
        for (unsigned n = 0; n < opens; n++) {
            const struct window* w = &shared->windows[(size_t)i * opens + n];

            printf("%s[[%u, %u], [%u, %u]]", n ? ", " : "", w->after[0], w->before[0], w->after[1],
                   w->before[1]);
        }
        putchar(']');
    }
    puts("}}");
    return failed;
}
