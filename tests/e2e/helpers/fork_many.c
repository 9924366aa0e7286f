// SPDX-License-Identifier: GPL-2.0-only
// Forks many children, each of which opens a file of its own.
//
//   fork_many storm DIRECTORY COUNT            one after another, at most 50 at a time
//   fork_many forest DIRECTORY COUNT PIDFILE   all at once: their pids go to PIDFILE; each waits for
//                                              a byte on standard input, then has a child do it
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define AT_A_TIME 50

static void open_own(const char *directory, int number)
{
    char name[4096];

    snprintf(name, sizeof(name), "%s/%d", directory, number);
    if (open(name, O_CREAT | O_WRONLY, 0644) < 0)
        _exit(1);
}

static void wait_for_child(void)
{
    int status;

    if (wait(&status) < 0 || status != 0)
        exit(1);
}

static void storm(const char *directory, int count)
{
    int running = 0;

    for (int i = 0; i < count; i++) {
        pid_t pid = fork();

        if (pid == 0) {
            open_own(directory, i);
            _exit(0);
        }
        if (pid < 0)
            exit(1);
        if (++running == AT_A_TIME) {
            wait_for_child();
            running--;
        }
    }
    while (running-- > 0)
        wait_for_child();
}

static void tree(const char *directory, int number)
{
    char byte;

    if (read(STDIN_FILENO, &byte, 1) != 1)
        _exit(1);
    switch (fork()) {
    case -1:
        _exit(1);
    case 0:
        open_own(directory, number);
        _exit(0);
    default:
        wait_for_child();
        _exit(0);
    }
}

static void forest(const char *directory, int count, const char *pid_file)
{
    char unfinished[4096];
    FILE *pids;

    snprintf(unfinished, sizeof(unfinished), "%s.new", pid_file);
    pids = fopen(unfinished, "w");
    if (!pids)
        exit(1);
    for (int i = 0; i < count; i++) {
        pid_t pid = fork();

        if (pid == 0)
            tree(directory, i);
        if (pid < 0)
            exit(1);
        fprintf(pids, "%s%d", i ? "," : "", pid);
        fflush(pids); // a child must not have a copy of it to write
    }
    fclose(pids);
    if (rename(unfinished, pid_file) != 0)
        exit(1);
    for (int i = 0; i < count; i++)
        wait_for_child();
}

int main(int argc, char **argv)
{
    if (argc < 4 || mkdir(argv[2], 0755) != 0)
        return 2;
    if (strcmp(argv[1], "storm") == 0)
        storm(argv[2], atoi(argv[3]));
    else if (strcmp(argv[1], "forest") == 0 && argc == 5)
        forest(argv[2], atoi(argv[3]), argv[4]);
    else
        return 2;
    return 0;
}
