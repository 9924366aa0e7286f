// SPDX-License-Identifier: GPL-2.0-only
// detach_storm TOP OPENS SEED: a file system with another one in it comes to TOP/p and is detached
// (MNT_DETACH), again and again, while two processes open `f` OPENS times each, one in its c/c, the
// other in the inner one at c/n, through a descriptor of that directory that each takes anew now
// and then. To be run in a private mount namespace of its own (unshare -m). Prints a JSON object:
// for each open between which moves the directory was taken, and between which the open was: after
// an odd number the file system is there.
#define _GNU_SOURCE
#include "storm.h"

#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum { openers = 2 };

struct window {
    unsigned taken_after, taken_before; // moves, of the directory
    unsigned after, before;             // of the open
};

struct shared {
    unsigned begun, complete;
    int stop;
    struct window windows[];
};

static struct shared* shared;
static int top;

static unsigned moves(const unsigned* counter)
{
    return __atomic_load_n(counter, __ATOMIC_SEQ_CST);
}

static void make(const char* name)
{
    if (mkdirat(top, name, 0700) != 0)
        err(1, "%s", name);
}

static void make_source(void)
{
    make("p");
    make("source");
    if (mount("tmpfs", "source", "tmpfs", 0, NULL) != 0)
        err(1, "mount");
    make("source/c");
    make("source/c/c");
    make("source/c/n");
    // one below the inner one as well: who comes while both are taken apart finds that
    if (mknod("source/c/c/f", S_IFREG | 0600, 0) != 0 ||
        mknod("source/c/n/f", S_IFREG | 0600, 0) != 0 ||
        mount("tmpfs", "source/c/n", "tmpfs", 0, NULL) != 0 ||
        mknod("source/c/n/f", S_IFREG | 0600, 0) != 0)
        err(1, "mount");
}

static void move_until_stopped(unsigned seed)
{
    const int point = openat(top, "p", O_PATH | O_CLOEXEC);

    for (unsigned n = 1; n % 2 == 0 || !__atomic_load_n(&shared->stop, __ATOMIC_RELAXED); n++) {
        int tree = -1;

        if (n % 2 != 0) // OPEN_TREE_CLONE
            tree =
                (int)syscall(SYS_open_tree, top, "source", 1 | O_CLOEXEC | 0x8000); // AT_RECURSIVE
        __atomic_store_n(&shared->begun, n, __ATOMIC_SEQ_CST);
        if (n % 2 == 0
                ? umount2("p", MNT_DETACH)
                : syscall(SYS_move_mount, tree, "", point, "", 0x04 | 0x40)) // both: EMPTY_PATH
            err(1, "%s", n % 2 == 0 ? "umount" : "move_mount");
        __atomic_store_n(&shared->complete, n, __ATOMIC_SEQ_CST);
        if (tree >= 0)
            close(tree);
        idle(n % 2 != 0 ? 60000 : 2000, &seed);
    }
    exit(0);
}

static void open_all(const char* directory, struct window* windows, unsigned opens, unsigned seed)
{
    struct window at = {0, 0, 0, 0};
    unsigned left = 0;
    int dir = -1;

    for (unsigned i = 0; i < opens; i++, left--) {
        while (left == 0) {
            close(dir);
            at.taken_after = moves(&shared->complete);
            dir = openat(top, directory, O_PATH | O_CLOEXEC);
            at.taken_before = moves(&shared->begun);
            if (dir >= 0)
                left = 1 + (unsigned)rand_r(&seed) % 20;
            else if (errno != ENOENT)
                err(1, "%s", directory);
            else
                usleep(20); // else the mover might not get a CPU
        }
        idle(1000, &seed);
        at.after = moves(&shared->complete);
        const int fd = openat(dir, "f", O_RDONLY | O_CLOEXEC);

        at.before = moves(&shared->begun);
        if (fd < 0)
            err(1, "f");
        close(fd);
        windows[i] = at;
    }
    exit(0);
}

int main(int argc, char** argv)
{
    static const char* const directories[openers] = {"p/c/c", "p/c/n"};
    pid_t opening[openers];

    if (argc != 4) {
        fputs("usage: detach_storm TOP OPENS SEED\n", stderr);
        return 2;
    }
    const unsigned opens = (unsigned)atoi(argv[2]);
    const unsigned seed = (unsigned)strtoul(argv[3], NULL, 10);

    shared = mmap(NULL, sizeof *shared + sizeof(struct window) * openers * opens,
                  PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (shared == MAP_FAILED || chdir(argv[1]) != 0)
        err(1, "%s", argv[1]);
    top = open(".", O_PATH | O_CLOEXEC);
    make_source();
    const pid_t mover = start();
    if (mover == 0)
        move_until_stopped(seed);
    for (int i = 0; i < openers; i++) {
        opening[i] = start();
        if (opening[i] == 0)
            open_all(directories[i], shared->windows + (size_t)i * opens, opens,
                     seed + 1 + (unsigned)i);
    }
    int failed = 0, status;
    for (int left = openers; left > 0;) {
        const pid_t ended = wait(&status);

        if (ended < 0 || ended == mover || status != 0) { // those left would wait for ever
            warnx("%s ended with status %#x", ended == mover ? "the mover" : "an opener", status);
            kill(mover, SIGKILL);
            for (int i = 0; i < openers; i++)
                kill(opening[i], SIGKILL);
            return 1;
        }
        left--;
    }
    __atomic_store_n(&shared->stop, 1, __ATOMIC_RELAXED);
    failed |= waitpid(mover, &status, 0) < 0 || status != 0;
    printf("{\"moves\": %u, \"inner\": %d, \"windows\": {", shared->complete, opening[1]);
    for (int i = 0; i < openers; i++) {
        printf("%s\"%d\": [", i ? ", " : "", opening[i]);
        for (unsigned n = 0; n < opens; n++) {
            const struct window* w = &shared->windows[(size_t)i * opens + n];

            printf("%s[%u, %u, %u, %u]", n ? ", " : "", w->taken_after, w->taken_before, w->after,
                   w->before);
        }
        putchar(']');
    }
    puts("}}");
    return failed;
}
