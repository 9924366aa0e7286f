// SPDX-License-Identifier: GPL-2.0-only
// exec_storm DIR PROCESSES HOPS: each process executes DIR/ping and DIR/pong-or-so in turn, HOPS
// times in all; both must be copies of this program. A program opens DIR/mark.NAME once, NAME being
// its own, and then starts a thread that opens DIR/more.NAME until the next exec ends it.
#define _GNU_SOURCE
#include "storm.h"

#include <err.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

static const char* const names[] = {"ping", "pong-or-so"};

static char more[4096];

static void open_one(const char* file)
{
    const int fd = open(file, O_RDONLY | O_CLOEXEC);

    if (fd < 0)
        err(1, "%s", file);
    close(fd);
}

static void* open_more(void* unused)
{
    for (;;)
        open_one(more);
    return unused;
}

// argv: path, "hop", directory, hops left
static void hop(const char* directory, int left)
{
    char path[4096], number[16];
    const char* next = names[left % 2];

    if (left < 0)
        exit(0);
    snprintf(path, sizeof path, "%s/%s", directory, next);
    snprintf(number, sizeof number, "%d", left);
    execl(path, path, "hop", directory, number, (char*)NULL);
    err(1, "%s", path);
}

int main(int argc, char** argv)
{
    if (argc == 4 && strcmp(argv[1], "hop") == 0) {
        const int left = atoi(argv[3]);
        char mark[4096];
        pthread_t thread;

        snprintf(mark, sizeof mark, "%s/mark.%s", argv[2], names[left % 2]);
        snprintf(more, sizeof more, "%s/more.%s", argv[2], names[left % 2]);
        open_one(mark);
        if (pthread_create(&thread, NULL, open_more, NULL) != 0)
            err(1, "thread");
        for (volatile int rest = left % 7 * 10000; rest > 0; rest--)
            ;
        hop(argv[2], left - 1);
    }
    if (argc != 4) {
        fputs("usage: exec_storm DIR PROCESSES HOPS\n", stderr);
        return 2;
    }
    for (int i = atoi(argv[2]); i > 0; i--)
        if (start() == 0)
            hop(argv[1], atoi(argv[3]) - 1);
    int status, failed = 0;
    while (wait(&status) > 0)
        failed |= status != 0;
    printf("{\"hops\": %d}\n", atoi(argv[2]) * atoi(argv[3]));
    return failed;
}
