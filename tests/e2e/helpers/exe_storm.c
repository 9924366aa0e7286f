// SPDX-License-Identifier: GPL-2.0-only
// exe_storm TOP OPENS SEED: a thread gives the process another executable again and again
// (PR_SET_MM_EXE_FILE): a memfd `swapN` that nothing else holds, so that the next one frees it; a
// file TOP/realN; a file TOP/goneN that is removed at once. N is the number of the swap, for the
// real ones modulo 60. Two other threads, and a child, open TOP/f OPENS times each. Prints a JSON
// object: for each open between which swaps it was. Status 77: this needs CAP_SYS_RESOURCE, or
// CAP_SYS_ADMIN and a kernel with checkpoints.
#define _GNU_SOURCE
#include "storm.h"

#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/prctl.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { openers = 3, real_files = 60, kinds = 3 };

struct window {
    unsigned after, before; // so many swaps were complete before, had begun after
};

struct shared {
    unsigned begun, complete, running;
    int tids[openers];
    unsigned seed;
    struct window windows[];
};

static struct shared* shared;
static unsigned opens;
static int top;
static struct prctl_mm_map map; // what PR_SET_MM_MAP wants to be told again

static void open_all(int number)
{
    struct window* windows = shared->windows + (size_t)number * opens;
    unsigned seed = shared->seed + (unsigned)number;

    shared->tids[number] = gettid();
    for (unsigned i = 0; i < opens; i++) {
        for (volatile unsigned idle = (unsigned)rand_r(&seed) % 20000; idle > 0; idle--)
            ;
        windows[i].after = __atomic_load_n(&shared->complete, __ATOMIC_SEQ_CST);
        const int fd = openat(top, "f", O_RDONLY | O_CLOEXEC);

        windows[i].before = __atomic_load_n(&shared->begun, __ATOMIC_SEQ_CST);
        if (fd < 0)
            err(1, "f");
        close(fd);
    }
    __atomic_sub_fetch(&shared->running, 1, __ATOMIC_SEQ_CST);
}

static void* opener(void* number)
{
    open_all((int)(intptr_t)number);
    return NULL;
}

// An executable that is mapped cannot be replaced: puts copies in memory where it is.
static void leave_own_file(void)
{
    char line[4096], path[4096], *maps = NULL;
    size_t size = 0;
    FILE *copy = open_memstream(&maps, &size), *file = fopen("/proc/self/maps", "re");
    const ssize_t length = readlink("/proc/self/exe", path, sizeof path - 1);

    if (!file || !copy || length < 0)
        err(1, "maps");
    path[length] = '\0';
    while (fgets(line, sizeof line, file))
        fputs(line, copy);
    fclose(file);
    fclose(copy);
    for (char *save, *at = strtok_r(maps, "\n", &save); at; at = strtok_r(NULL, "\n", &save)) {
        unsigned long start, end;
        char prot[5];

        if (sscanf(at, "%lx-%lx %4s", &start, &end, prot) != 3 || !strstr(at, path))
            continue;
        const size_t bytes = end - start;
        void* to = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

        if (to == MAP_FAILED)
            err(1, "mmap");
        memcpy(to, (void*)start, bytes);
        if (mprotect(to, bytes,
                     PROT_READ | (prot[1] == 'w' ? PROT_WRITE : 0) |
                         (prot[2] == 'x' ? PROT_EXEC : 0)) != 0 ||
            mremap(to, bytes, bytes, MREMAP_MAYMOVE | MREMAP_FIXED, (void*)start) == MAP_FAILED)
            err(1, "mremap");
    }
    free(maps);
}

static void learn_map(void)
{
    unsigned long long at[52] = {0};
    char text[4096];
    FILE* file = fopen("/proc/self/stat", "re");
    const size_t n = file ? fread(text, 1, sizeof text - 1, file) : 0;

    if (!n)
        err(1, "stat");
    fclose(file);
    text[n] = '\0';
    char *field = strrchr(text, ')') + 1, *save; // the third is next, see proc(5)
    int number = 3;
    for (field = strtok_r(field, " ", &save); field && number < 52;
         field = strtok_r(NULL, " ", &save))
        at[number++] = strtoull(field, NULL, 10);
    map = (struct prctl_mm_map){.start_code = at[26],
                                .end_code = at[27],
                                .start_stack = at[28],
                                .start_data = at[45],
                                .end_data = at[46],
                                .start_brk = at[47],
                                .arg_start = at[48],
                                .arg_end = at[49],
                                .env_start = at[50],
                                .env_end = at[51]};
}

static int set_exe(int fd)
{
    if (prctl(PR_SET_MM, PR_SET_MM_EXE_FILE, fd, 0, 0) == 0)
        return 0;
    if (errno != EPERM)
        return -1;
    map.brk = (uintptr_t)sbrk(0);
    map.exe_fd = (unsigned)fd;
    return prctl(PR_SET_MM, PR_SET_MM_MAP, &map, sizeof map, 0);
}

static int swap(unsigned n)
{
    char name[32];
    int fd, status;

    if (n % kinds == 0) {
        snprintf(name, sizeof name, "swap%u", n);
        fd = memfd_create(name, MFD_CLOEXEC);
    } else if (n % kinds == 1) {
        snprintf(name, sizeof name, "real%u", n % real_files);
        fd = openat(top, name, O_RDONLY | O_CLOEXEC);
    } else {
        snprintf(name, sizeof name, "gone%u", n);
        fd = openat(top, name, O_RDONLY | O_CREAT | O_CLOEXEC, 0755);
    }
    if (fd < 0)
        err(1, "%s", name);
    status = set_exe(fd);
    if (n % kinds == 2)
        unlinkat(top, name, 0);
    close(fd);
    return status;
}

int main(int argc, char** argv)
{
    pthread_t threads[openers];
    char name[32];

    if (argc != 4) {
        fputs("usage: exe_storm TOP OPENS SEED\n", stderr);
        return 2;
    }
    opens = (unsigned)atoi(argv[2]);
    shared = mmap(NULL, sizeof *shared + sizeof(struct window) * openers * opens,
                  PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (shared == MAP_FAILED || chdir(argv[1]) != 0 || mknod("f", S_IFREG | 0600, 0) != 0)
        err(1, "%s", argv[1]);
    shared->seed = (unsigned)strtoul(argv[3], NULL, 10);
    shared->running = openers;
    top = open(".", O_PATH | O_CLOEXEC);
    for (int i = 1; i < real_files; i += kinds) {
        snprintf(name, sizeof name, "real%d", i);
        if (mknod(name, S_IFREG | 0755, 0) != 0 || chmod(name, 0755) != 0)
            err(1, "%s", name);
    }
    leave_own_file();
    learn_map();
    if (swap(0) != 0) {
        if (errno != EPERM && errno != EINVAL)
            err(1, "PR_SET_MM");
        fputs("no CAP_SYS_RESOURCE, and no checkpoints\n", stderr);
        return 77;
    }
    const pid_t child = start();
    if (child == 0) {
        open_all(0);
        _exit(0);
    }
    for (int i = 1; i < openers; i++)
        if (pthread_create(&threads[i], NULL, opener, (void*)(intptr_t)i) != 0)
            err(1, "thread");
    for (unsigned n = 1; __atomic_load_n(&shared->running, __ATOMIC_SEQ_CST) > 0; n++) {
        __atomic_store_n(&shared->begun, n, __ATOMIC_SEQ_CST);
        if (swap(n) != 0)
            err(1, "PR_SET_MM");
        __atomic_store_n(&shared->complete, n, __ATOMIC_SEQ_CST);
    }
    int status;
    if (waitpid(child, &status, 0) != child || status != 0)
        return 1;
    printf("{\"moves\": %u, \"child\": %d, \"windows\": {", shared->complete, child);
    for (int i = 0; i < openers; i++) {
        if (i > 0)
            pthread_join(threads[i], NULL);
        printf("%s\"%d\": [", i ? ", " : "", shared->tids[i]);
        for (unsigned n = 0; n < opens; n++) {
            const struct window* w = &shared->windows[(size_t)i * opens + n];

            printf("%s[%u, %u]", n ? ", " : "", w->after, w->before);
        }
        putchar(']');
    }
    puts("}}");
    return 0;
}
