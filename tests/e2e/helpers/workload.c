// SPDX-License-Identifier: GPL-2.0-only
// workload DIR PROCESSES OPENS FAILURES MAPS BYTES EXECS: in each of so many processes, below DIR:
// that many opens of `file`, failed opens of `none`, failed execs of `none` too, maps of so many
// bytes of `file`, and executions of `program`, in children of their own.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

enum { most_arguments = 8 };

static int checked(int result, const char *what)
{
    if (result < 0) {
        perror(what);
        exit(1);
    }
    return result;
}

static void wait_for_child(void)
{
    int status = -1;

    checked(wait(&status), "wait");
    checked(-status, "a child");
}

static void execute(void)
{
    static char *const arguments[] = {(char *)"program", NULL}, *const environment[] = {NULL};

    execve("none", arguments, environment);
    execve("program", arguments, environment);
    perror("program");
    _exit(1);
}

static void work(const long *numbers)
{
    const long opens = numbers[0], failures = numbers[1], maps = numbers[2], execs = numbers[4];
    const size_t bytes = (size_t)numbers[3];
    int fd = -1;

    for (long i = 0; i < opens; i++) {
        if (fd >= 0)
            close(fd);
        fd = checked(open("file", O_RDONLY), "file");
    }
    for (long i = 0; i < failures; i++)
        if (open("none", O_RDONLY) != -1 || errno != ENOENT)
            checked(-1, "none");
    for (long i = 0; i < maps; i++) {
        void *at = mmap(NULL, bytes, PROT_READ, MAP_PRIVATE, fd, 0);

        checked(at == MAP_FAILED ? -1 : munmap(at, bytes), "map");
    }
    for (long i = 0; i < execs; i++) {
        if (checked(fork(), "fork") == 0)
            execute();
        wait_for_child();
    }
    _exit(0);
}

int main(int argc, char **argv)
{
    long numbers[most_arguments] = {0};

    if (argc != most_arguments || chdir(argv[1]) != 0) {
        fputs("usage: workload DIR PROCESSES OPENS FAILURES MAPS BYTES EXECS\n", stderr);
        return 2;
    }
    for (int i = 2; i < argc; i++)
        numbers[i - 2] = strtol(argv[i], NULL, 10);
    for (long i = 0; i < numbers[0]; i++)
        if (checked(fork(), "fork") == 0)
            work(numbers + 1);
    for (long i = 0; i < numbers[0]; i++)
        wait_for_child();
    return 0;
}
