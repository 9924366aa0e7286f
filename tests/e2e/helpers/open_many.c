// SPDX-License-Identifier: GPL-2.0-only
// open_many open|map DIR MICROSECONDS [churn]: opens or maps the files DIR/kept-000000, … and keeps
// them all, a hundred as fast as it can every so many microseconds. With `churn` a second thread
// does the same with DIR/gone-000000, … but gives each back at once.
//
// Prints `begun` when three thousand are held. At SIGUSR1, or when a process may hold no more, it
// stops, prints how many there were (`kept N gone M`) and holds them until standard input ends.
#define _GNU_SOURCE
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

enum {
    map_size = 4096,
    burst = 100,
    beginning = 3000,
    most_maps = 60000, // vm.max_map_count is 65530 where nobody changed it
    other_files = 50,
};

static volatile sig_atomic_t stopped;
static int by_map;
static uint64_t pause_ns;

static void stop(int unused)
{
    (void)unused;
    stopped = 1;
}

static void fail(const char *what)
{
    perror(what);
    exit(1);
}

static uint64_t now_ns(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000000 + (uint64_t)t.tv_nsec;
}

// Busy, since a sleep takes longer than what is asked for.
static void wait_until(uint64_t when)
{
    while (now_ns() < when && !stopped)
        ;
}

static void take(const char *kind, long number, int keep)
{
    char name[32];
    int fd;
    void *at;

    snprintf(name, sizeof(name), "%s-%06ld", kind, number);
    fd = open(name, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0)
        fail(name);
    if (by_map) {
        if (ftruncate(fd, map_size) != 0)
            fail("ftruncate");
        at = mmap(NULL, map_size, PROT_READ, MAP_PRIVATE, fd, 0);
        if (at == MAP_FAILED)
            fail("mmap");
        if (!keep)
            munmap(at, map_size);
    }
    if (by_map || !keep)
        close(fd);
}

static void *churn(void *count)
{
    long *gone = count;
    uint64_t next = now_ns();

    while (!stopped) {
        take("gone", (*gone)++, 0);
        if (*gone % burst == 0)
            wait_until(next += pause_ns);
    }
    return NULL;
}

// How many a process may hold.
static long find_most(void)
{
    struct rlimit limit;

    if (by_map)
        return most_maps;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
        fail("getrlimit");
    limit.rlim_cur = limit.rlim_max;
    if (setrlimit(RLIMIT_NOFILE, &limit) != 0)
        fail("setrlimit");
    return (long)limit.rlim_max - other_files;
}

int main(int argc, char **argv)
{
    const int churns = argc == 5 && strcmp(argv[4], "churn") == 0;
    uint64_t next = now_ns();
    pthread_t thread;
    long kept = 0, gone = 0, most;
    char byte;

    if ((argc != 4 && !churns) || chdir(argv[2]) != 0) {
        fputs("usage: open_many open|map DIR MICROSECONDS [churn]\n", stderr);
        return 2;
    }
    by_map = strcmp(argv[1], "map") == 0;
    pause_ns = strtoull(argv[3], NULL, 10) * 1000;
    most = find_most();
    signal(SIGUSR1, stop);
    if (churns && pthread_create(&thread, NULL, churn, &gone) != 0)
        return 1;
    while (!stopped && kept < most) {
        take("kept", kept++, 1);
        if (kept % burst == 0) {
            if (kept == beginning) {
                puts("begun");
                fflush(stdout);
            }
            wait_until(next += pause_ns);
        }
    }
    stopped = 1;
    if (churns)
        pthread_join(thread, NULL);
    printf("kept %ld gone %ld\n", kept, gone);
    fflush(stdout);
    while (read(STDIN_FILENO, &byte, 1) > 0)
        ;
    return 0;
}
