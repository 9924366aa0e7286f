// SPDX-License-Identifier: GPL-2.0-only
// slow_open DIR: thousands of quick opens of DIR/quick; then of the FIFO DIR/slow, whose writer
// comes 300 ms after the opening process went to sleep over it; then more quick ones. Prints how
// long the open of the FIFO took at most, in nanoseconds: from before the call to behind it.
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum {
    quick_opens = 3000,
    pause_us = 300000,
};

static int checked(int result, const char *what)
{
    if (result < 0) {
        perror(what);
        exit(1);
    }
    return result;
}

static void open_quickly(void)
{
    for (int i = 0; i < quick_opens; i++)
        close(checked(open("quick", O_RDONLY), "quick"));
}

static uint64_t now_ns(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000000 + (uint64_t)t.tv_nsec;
}

// What the process is in, as /proc tells it: `257 0x…` in openat, `running` outside of any.
static int is_in_openat(pid_t pid)
{
    char name[64], text[16] = "";
    FILE *file;

    snprintf(name, sizeof name, "/proc/%d/syscall", pid);
    file = fopen(name, "re");
    if (!file || !fgets(text, sizeof text, file))
        checked(-1, name);
    fclose(file);
    return strncmp(text, "257 ", 4) == 0;
}

static void write_later(pid_t reader)
{
    while (!is_in_openat(reader))
        usleep(1000);
    usleep(pause_us);
    checked(open("slow", O_WRONLY), "writer");
    _exit(0);
}

int main(int argc, char **argv)
{
    const pid_t self = getpid();
    uint64_t begin, end;
    int status = -1;

    if (argc != 2 || chdir(argv[1]) != 0) {
        fputs("usage: slow_open DIR\n", stderr);
        return 2;
    }
    checked(mknod("quick", S_IFREG | 0600, 0), "quick");
    checked(mkfifo("slow", 0600), "slow");
    open_quickly();
    if (checked(fork(), "fork") == 0)
        write_later(self);
    begin = now_ns();
    checked(open("slow", O_RDONLY), "slow");
    end = now_ns();
    wait(&status);
    open_quickly();
    printf("%lu\n", end - begin);
    return status;
}
