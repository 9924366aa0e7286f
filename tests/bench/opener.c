// SPDX-License-Identifier: GPL-2.0-only
// The load of the benchmarks: a loop of one system call, timed around the loop, so that what is
// measured is the call and not the tool that counts it. And what happens beside it.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

static const char usage[] =
    "usage: opener open FILE N [THREADS]   open and close FILE N times\n"
    "       opener getppid N [THREADS]     N calls that have nothing to do with files\n"
    "       opener forever FILE            open and close FILE until killed\n"
    "       opener paced FILE N RATE       so many a second, each timed by itself\n"
    "       opener rename A B RATE         exchange A and B, so many a second, until killed\n"
    "       opener idle N                  N processes that do nothing; prints their ids\n"
    "       opener serve                   any of these for each line of its input\n"
    "Prints nanoseconds per round in each of the THREADS (default 1): wall clock, CPU time; when\n"
    "paced: median and least of the wall clock.\n";

struct load {
    pthread_t thread;
    const char *file; // NULL: getppid
    uint64_t rounds;
    uint64_t wall_ns;
    uint64_t cpu_ns; // without what other programs took of this CPU meanwhile
};

static pthread_barrier_t start_line;

static uint64_t now_ns(clockid_t clock)
{
    struct timespec t;

    clock_gettime(clock, &t);
    return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

static void open_and_close(const char *file)
{
    int fd = open(file, O_RDONLY | O_CLOEXEC);

    if (fd < 0) {
        fprintf(stderr, "opener: cannot open %s: %s\n", file, strerror(errno));
        exit(1);
    }
    close(fd);
}

static void wait_until(uint64_t when)
{
    while (now_ns(CLOCK_MONOTONIC) < when)
        ; // sleeping would leave a cold cache to the next
}

static int compare_numbers(const void *a, const void *b)
{
    const uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

    return (x > y) - (x < y);
}

static int paced(const char *file, uint64_t rounds, uint64_t rate)
{
    uint64_t next = now_ns(CLOCK_MONOTONIC), *took = calloc(rounds, sizeof(*took)), begin, i;

    if (!took)
        return 1;
    for (i = 0; i < rounds; i++) {
        wait_until(next);
        next += 1000000000u / rate;
        begin = now_ns(CLOCK_MONOTONIC);
        open_and_close(file);
        took[i] = now_ns(CLOCK_MONOTONIC) - begin;
    }
    qsort(took, rounds, sizeof(*took), compare_numbers);
    printf("%llu %llu\n", (unsigned long long)took[rounds / 2], (unsigned long long)took[0]);
    free(took);
    return 0;
}

static int rename_forever(const char *a, const char *b, uint64_t rate)
{
    uint64_t next = now_ns(CLOCK_MONOTONIC);

    for (;;) {
        wait_until(next);
        next += 1000000000u / rate;
        if (renameat2(AT_FDCWD, a, AT_FDCWD, b, RENAME_EXCHANGE) != 0) {
            fprintf(stderr, "opener: cannot exchange %s and %s: %s\n", a, b, strerror(errno));
            return 1;
        }
    }
}

static int idle(uint64_t count)
{
    for (; count > 0; count--) {
        pid_t pid = fork();

        if (pid == 0) {
            prctl(PR_SET_PDEATHSIG, SIGKILL);
            for (;;)
                pause();
        }
        if (pid < 0) {
            fprintf(stderr, "opener: cannot fork: %s\n", strerror(errno));
            return 1;
        }
        printf("%d ", pid);
    }
    puts("");
    fflush(stdout);
    for (;;)
        pause();
}

static void *run(void *argument)
{
    struct load *load = argument;
    uint64_t wall, cpu, i;

    pthread_barrier_wait(&start_line);
    wall = now_ns(CLOCK_MONOTONIC);
    cpu = now_ns(CLOCK_THREAD_CPUTIME_ID);
    if (load->file)
        for (i = 0; i < load->rounds; i++)
            open_and_close(load->file);
    else
        for (i = 0; i < load->rounds; i++)
            getppid();
    load->cpu_ns = now_ns(CLOCK_THREAD_CPUTIME_ID) - cpu;
    load->wall_ns = now_ns(CLOCK_MONOTONIC) - wall;
    return NULL;
}

static uint64_t parse_number(const char *text, uint64_t most)
{
    char *end;
    unsigned long long number = strtoull(text, &end, 10);

    if (*end != '\0' || number == 0 || number > most) {
        fprintf(stderr, "opener: '%s' is not a number from 1 to %llu\n", text,
                (unsigned long long)most);
        exit(2);
    }
    return number;
}

static int loop(int argc, char **argv)
{
    int opens = argc > 1 && strcmp(argv[1], "open") == 0;
    int numbers = opens ? 3 : 2; // where N is in argv
    uint64_t rounds, wall = 0, cpu = 0;
    unsigned threads, i;
    struct load *loads;

    if (argc < numbers + 1 || argc > numbers + 2 || !(opens || strcmp(argv[1], "getppid") == 0)) {
        fputs(usage, stderr);
        return 2;
    }
    rounds = parse_number(argv[numbers], UINT64_MAX);
    threads = argc > numbers + 1 ? (unsigned)parse_number(argv[numbers + 1], 1024) : 1;
    loads = calloc(threads, sizeof(*loads));
    if (!loads || pthread_barrier_init(&start_line, NULL, threads) != 0)
        return 1;
    for (i = 0; i < threads; i++) {
        loads[i].file = opens ? argv[2] : NULL;
        loads[i].rounds = rounds;
        // The first is this thread: one thread means an unshared descriptor table, as in most
        // programs, and an strace that already knows the thread has a seccomp filter.
        if (i > 0 && pthread_create(&loads[i].thread, NULL, run, &loads[i]) != 0) {
            fprintf(stderr, "opener: cannot start thread %u\n", i);
            return 1;
        }
    }
    run(&loads[0]);
    for (i = 0; i < threads; i++) {
        if (i > 0)
            pthread_join(loads[i].thread, NULL);
        wall += loads[i].wall_ns;
        cpu += loads[i].cpu_ns;
    }
    printf("%.1f %.1f\n", (double)wall / (double)rounds / threads,
           (double)cpu / (double)rounds / threads);
    free(loads);
    pthread_barrier_destroy(&start_line);
    return 0;
}

static int serve(void);

static int obey(int argc, char **argv)
{
    const char *word = argc > 1 ? argv[1] : "";

    if (argc == 3 && strcmp(word, "forever") == 0)
        for (;;)
            open_and_close(argv[2]);
    if (argc == 5 && strcmp(word, "paced") == 0)
        return paced(argv[2], parse_number(argv[3], UINT64_MAX), parse_number(argv[4], 1000000000));
    if (argc == 5 && strcmp(word, "rename") == 0)
        return rename_forever(argv[2], argv[3], parse_number(argv[4], 1000000000));
    if (argc == 3 && strcmp(word, "idle") == 0)
        return idle(parse_number(argv[2], 100000));
    if (argc == 2 && strcmp(word, "serve") == 0)
        return serve();
    return loop(argc, argv);
}

// A process with an id that is known before its load begins.
static int serve(void)
{
    static char line[16384];
    char *words[8] = {"opener"};
    int count, status = 0;

    while (status == 0 && fgets(line, sizeof(line), stdin)) {
        count = 1;
        for (char *word = strtok(line, " \n"); word && count < 7; word = strtok(NULL, " \n"))
            words[count++] = word;
        words[count] = NULL;
        status = obey(count, words);
        fflush(stdout);
    }
    return status;
}

int main(int argc, char **argv)
{
    return obey(argc, argv);
}
