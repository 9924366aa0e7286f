// SPDX-License-Identifier: GPL-2.0-only
// hold_kinds DIR [own-table|no-main]: in DIR, one file of its own for each kind of open and each
// kind of map, all of them held; pipes, sockets and the like as well. Prints `ready` and holds
// everything until standard input ends.
//
// own-table: a thread takes a descriptor table of its own, with other files in it; its id follows
// `ready`. no-main: the main thread has ended, another one holds on.
#define _GNU_SOURCE
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <sys/mman.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <unistd.h>

enum { length = 3 * 4096, mode = 0700 };

static int checked(int result, const char *what)
{
    if (result < 0) {
        perror(what);
        exit(1);
    }
    return result;
}

static int hold(const char *name, int flags)
{
    return checked(open(name, flags, mode), name);
}

static int file_of(const char *name)
{
    const int fd = hold(name, O_RDWR | O_CREAT);

    checked(ftruncate(fd, length), name);
    return fd;
}

static void map(int fd, size_t size, int prot, int flags, off_t offset)
{
    if (mmap(NULL, size, prot, flags, fd, offset) == MAP_FAILED)
        checked(-1, "mmap");
}

static void map_and_close(int fd, size_t size, int prot, int flags, off_t offset)
{
    map(fd, size, prot, flags, offset);
    close(fd);
}

static void open_kinds(void)
{
    hold("open-rw", O_RDWR | O_CREAT);
    hold("open-r", O_RDONLY | O_CREAT);
    hold("open-w", O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC);
    hold("open-append", O_WRONLY | O_CREAT | O_APPEND);
    hold("open-sync", O_WRONLY | O_CREAT | O_SYNC | O_NONBLOCK | O_TRUNC);
    hold("open-rw", O_PATH);
    hold("open-r", O_RDONLY | O_NOFOLLOW); // a second time
    hold(".", O_RDONLY | O_DIRECTORY);
    hold("/dev/null", O_RDWR);
    hold("/proc/self/status", O_RDONLY);
    checked(dup2(hold("open-dup", O_RDONLY | O_CREAT), 700), "dup2");
    hold("open-before", O_RDONLY | O_CREAT);
    checked(rename("open-before", "open-after"), "rename");
    hold("open-deleted", O_RDWR | O_CREAT);
    checked(unlink("open-deleted"), "unlink");
    hold("open-new\nline\xff", O_RDWR | O_CREAT);
}

static void pseudo_kinds(void)
{
    int pair[2];
    sigset_t set;

    sigemptyset(&set);
    checked(pipe(pair), "pipe");
    checked(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), "socketpair");
    checked(socket(AF_UNIX, SOCK_DGRAM, 0), "socket");
    checked(eventfd(0, 0), "eventfd");
    checked(epoll_create1(0), "epoll");
    checked(timerfd_create(CLOCK_MONOTONIC, 0), "timerfd");
    checked(signalfd(-1, &set, 0), "signalfd");
    checked(inotify_init(), "inotify");
    checked(memfd_create("held", 0), "memfd");
}

static void map_kinds(void)
{
    const int twice = file_of("map-twice");
    const int memory = checked(memfd_create("mapped", 0), "memfd");

    map_and_close(file_of("map-r-private"), length, PROT_READ, MAP_PRIVATE, 0);
    map_and_close(file_of("map-rw-private"), length, PROT_READ | PROT_WRITE, MAP_PRIVATE, 0);
    map_and_close(file_of("map-rw-shared"), length, PROT_READ | PROT_WRITE, MAP_SHARED, 0);
    map_and_close(file_of("map-rx-private"), length, PROT_READ | PROT_EXEC, MAP_PRIVATE, 0);
    map_and_close(file_of("map-none"), length, PROT_NONE, MAP_PRIVATE | MAP_NORESERVE, 0);
    map_and_close(file_of("map-offset"), 4096, PROT_READ, MAP_SHARED, 2 * 4096);
    map(twice, 4096, PROT_READ, MAP_PRIVATE, 0);
    map_and_close(twice, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE, 4096);
    map_and_close(file_of("map-deleted"), length, PROT_READ, MAP_PRIVATE, 0);
    checked(unlink("map-deleted"), "unlink");
    map_and_close(file_of("map (deleted)"), length, PROT_READ, MAP_PRIVATE, 0); // that is its name
    checked(ftruncate(memory, length), "memfd");
    map_and_close(memory, length, PROT_READ | PROT_WRITE, MAP_SHARED, 0);
    map(-1, length, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, 0);
    map(-1, length, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, 0); // no file
}

static void wait_for_the_end(void)
{
    char byte;

    while (read(STDIN_FILENO, &byte, 1) > 0)
        ;
    exit(0);
}

static pthread_t main_thread;

static void *own_table(void *unused)
{
    checked(unshare(CLONE_FILES), "unshare");
    checked(dup2(hold("thread-instead-of-dup", O_RDWR | O_CREAT), 700), "dup2");
    hold("thread-only", O_WRONLY | O_CREAT);
    printf("ready %d\n", (int)gettid());
    fflush(stdout);
    for (;;)
        pause();
    return unused;
}

static void *lonely(void *unused)
{
    pthread_join(main_thread, NULL);
    puts("ready");
    fflush(stdout);
    wait_for_the_end();
    return unused;
}

static void *idle(void *unused)
{
    for (;;)
        pause();
    return unused;
}

static void start(void *(*what)(void *))
{
    pthread_t thread;

    if (pthread_create(&thread, NULL, what, NULL) != 0)
        exit(1);
}

int main(int argc, char **argv)
{
    const char *how = argc == 3 ? argv[2] : "";

    if (argc < 2 || argc > 3 || chdir(argv[1]) != 0) {
        fputs("usage: hold_kinds DIR [own-table|no-main]\n", stderr);
        return 2;
    }
    open_kinds();
    pseudo_kinds();
    map_kinds();
    start(idle); // as most programs have threads
    if (strcmp(how, "own-table") == 0) {
        start(own_table);
    } else if (strcmp(how, "no-main") == 0) {
        main_thread = pthread_self();
        start(lonely);
        pthread_exit(NULL);
    } else {
        puts("ready");
        fflush(stdout);
    }
    wait_for_the_end();
}
