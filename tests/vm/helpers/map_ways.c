// SPDX-License-Identifier: GPL-2.0-only
// map_ways DIR: maps the file `mapped` of DIR, twice a page long, in every way, and prints what a
// tracer has to tell, in order: `VIA ERRNO|ok PROT BYTES`, and `again` where that was so before.
// With a second argument, `exec`: only an executable mmap and an mprotect that makes a readable
// map executable, which may fail.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/shm.h>
#include <unistd.h>

enum { page = 4096 };

static const char *answer_name(int failed)
{
    return failed ? strerrorname_np(errno) : "ok";
}

static char *map(int fd, int prot, int flags, size_t length)
{
    char *at = mmap(NULL, length, prot, flags, fd, 0);

    printf("mmap %s %s%s%s %zu\n", answer_name(at == MAP_FAILED), prot & PROT_READ ? "r" : "-",
           prot & PROT_WRITE ? "w" : "-", prot & PROT_EXEC ? "x" : "-", length);
    return at;
}

static void make_executable(char *at, const char *again)
{
    const int failed = mprotect(at, page, PROT_READ | PROT_EXEC) != 0;

    printf("mprotect %s r-x %d%s\n", answer_name(failed), page, again);
}

static void attach_shared_memory(void)
{
    const int id = shmget(IPC_PRIVATE, 3 * page, IPC_CREAT | 0600);
    const void *at = shmat(id, NULL, SHM_RDONLY);

    if (at == (void *)-1) {
        perror("shmat");
        exit(1);
    }
    puts("shmat ok r-- -");
    shmctl(id, IPC_RMID, NULL);
    shmdt(at);
}

static void all_ways(int fd)
{
    char *at = map(fd, PROT_READ, MAP_PRIVATE, 2 * page);
    void *no_file = mmap(NULL, page, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    make_executable(at, "");
    make_executable(at, " again");
    make_executable(at + page, "");
    if (mprotect(at, page, PROT_READ) != 0 ||
        mprotect(no_file, page, PROT_READ | PROT_EXEC) != 0) // not to be told
        perror("mprotect");
    make_executable(at, "");
    map(fd, PROT_READ | PROT_WRITE, MAP_SHARED, page + 1);
    map(fd, PROT_READ | PROT_EXEC, MAP_PRIVATE, page);
    attach_shared_memory();
    close(fd);
    fd = open("mapped", O_RDONLY);
    map(fd, PROT_READ | PROT_WRITE, MAP_SHARED, page); // EACCES: it is open for reading only
}

int main(int argc, char **argv)
{
    if (argc < 2 || chdir(argv[1]) != 0) {
        fputs("usage: map_ways DIR [exec]\n", stderr);
        return 2;
    }
    const int fd = open("mapped", argc > 2 ? O_RDONLY : O_RDWR);

    if (fd < 0) {
        perror("mapped");
        return 1;
    }
    if (argc == 2) {
        all_ways(fd);
    } else {
        char *at;

        map(fd, PROT_READ | PROT_EXEC, MAP_PRIVATE, page);
        at = map(fd, PROT_READ, MAP_PRIVATE, page);
        make_executable(at, "");
    }
    return 0;
}
