// SPDX-License-Identifier: GPL-2.0-only
// ways_in DIR: uses files by each system call there is, each a file of its own in the empty
// directory DIR, named after the way. Prints of each map a line
//
//   NAME PID OPENER-PID ADDRESSES BYTES
//
// where ADDRESSES are as /proc/self/maps has them right afterwards.
#define _GNU_SOURCE
#include <fcntl.h>
#include <linux/openat2.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
    page = 4096,
    pages = 4,
    odd_bytes = 2 * page + 100,
};

static int checked(int result, const char *what)
{
    if (result < 0) {
        perror(what);
        exit(1);
    }
    return result;
}

static void *checked_map(void *at, const char *what)
{
    checked(at == MAP_FAILED ? -1 : 0, what);
    return at;
}

// Without opening it.
static void make(const char *name)
{
    checked(mknod(name, S_IFREG | 0700, 0), name);
    checked(truncate(name, pages * page), name);
}

// The map that begins there, as the kernel tells it.
static void tell_map(const char *name, pid_t opener, const void *at, size_t bytes)
{
    char line[1024], range[64];
    FILE *maps = fopen("/proc/self/maps", "re");

    if (!maps)
        checked(-1, "/proc/self/maps");
    while (fgets(line, sizeof line, maps))
        if (sscanf(line, "%63s", range) == 1 && strtoul(line, NULL, 16) == (uintptr_t)at)
            printf("%s %d %d %s %zu\n", name, getpid(), opener, range, bytes);
    fclose(maps);
}

static int open_made(const char *name)
{
    make(name);
    return checked(open(name, O_RDWR), name);
}

static void opens(void)
{
    struct open_how how = {.flags = O_RDONLY};
    union {
        struct file_handle handle;
        char bytes[sizeof(struct file_handle) + MAX_HANDLE_SZ];
    } u = {.handle = {.handle_bytes = MAX_HANDLE_SZ}};
    const int dir = checked(open(".", O_RDONLY | O_DIRECTORY), ".");
    int id;

    make("open");
    close(checked((int)syscall(SYS_open, "open", O_RDONLY), "open"));
    make("openat");
    close(checked((int)syscall(SYS_openat, dir, "openat", O_RDONLY), "openat"));
    make("openat2");
    close(checked((int)syscall(SYS_openat2, dir, "openat2", &how, sizeof how), "openat2"));
    close(checked((int)syscall(SYS_creat, "creat", 0600), "creat"));
    make("handle");
    checked(name_to_handle_at(AT_FDCWD, "handle", &u.handle, &id, 0), "name_to_handle_at");
    close(checked(open_by_handle_at(dir, &u.handle, O_RDONLY), "open_by_handle_at"));
    make("path");
    close(checked(open("path", O_PATH), "O_PATH"));
}

static void own_maps(void)
{
    int fd = open_made("mmap");
    void *at;

    at = checked_map(mmap(NULL, odd_bytes, PROT_READ, MAP_PRIVATE, fd, 0), "mmap");
    tell_map("mmap", 0, at, odd_bytes);

    fd = open_made("mprotect");
    at = checked_map(mmap(NULL, pages * page, PROT_READ, MAP_PRIVATE, fd, 0), "mprotect");
    checked(mprotect(at, pages * page, PROT_READ | PROT_EXEC), "mprotect");
    tell_map("mprotect", 0, at, pages * page);

    fd = open_made("mprotect-part");
    at = checked_map(mmap(NULL, pages * page, PROT_READ, MAP_PRIVATE, fd, 0), "mprotect-part");
    checked(mprotect((char *)at + page, page + 1, PROT_READ | PROT_EXEC), "mprotect-part");
    tell_map("mprotect-part", 0, (char *)at + page, page + 1);

    fd = open_made("mprotect-none"); // nothing becomes executable
    at = checked_map(mmap(NULL, pages * page, PROT_READ, MAP_PRIVATE, fd, 0), "mprotect-none");
    checked(mprotect(at, pages * page, PROT_READ | PROT_WRITE), "mprotect-none");
    checked(mprotect(at, 0, PROT_READ | PROT_EXEC), "mprotect-none");
    at = checked_map(mmap(NULL, page, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0), "anonymous");
    checked(mprotect(at, page, PROT_READ | PROT_EXEC), "anonymous");
}

static void map_anothers(const char *name, pid_t opener, int fd)
{
    void *at = checked_map(mmap(NULL, page, PROT_READ, MAP_SHARED, fd, 0), name);

    tell_map(name, opener, at, page);
    fflush(stdout);
}

static void wait_for_child(void)
{
    int status = -1;

    checked(wait(&status), "wait");
    checked(-status, "the child");
}

static void inherited_map(void)
{
    const int fd = open_made("inherited");
    const pid_t opener = getpid();

    fflush(stdout);
    if (checked(fork(), "fork") == 0) {
        map_anothers("inherited", opener, fd);
        _exit(0);
    }
    wait_for_child();
}

// A descriptor over a socket.
union control {
    struct cmsghdr header;
    char bytes[CMSG_SPACE(sizeof(int))];
};

static void send_descriptor(int to, int fd)
{
    char byte = 0;
    struct iovec data = {&byte, 1};
    union control control = {.header = {.cmsg_len = CMSG_LEN(sizeof fd),
                                        .cmsg_level = SOL_SOCKET,
                                        .cmsg_type = SCM_RIGHTS}};
    const struct msghdr message = {.msg_iov = &data, .msg_iovlen = 1, .msg_control = &control,
                                   .msg_controllen = sizeof control};

    memcpy(CMSG_DATA(&control.header), &fd, sizeof fd);
    checked((int)sendmsg(to, &message, 0), "sendmsg");
}

static int receive_descriptor(int from)
{
    char byte;
    struct iovec data = {&byte, 1};
    union control control;
    struct msghdr message = {.msg_iov = &data, .msg_iovlen = 1, .msg_control = &control,
                             .msg_controllen = sizeof control};
    int fd;

    checked((int)recvmsg(from, &message, 0), "recvmsg");
    memcpy(&fd, CMSG_DATA(&control.header), sizeof fd);
    return fd;
}

static void received_map(void)
{
    int ends[2];
    pid_t opener;

    checked(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), "socketpair");
    fflush(stdout);
    opener = checked(fork(), "fork");
    if (opener == 0) {
        send_descriptor(ends[1], open_made("received"));
        _exit(0);
    }
    map_anothers("received", opener, receive_descriptor(ends[0]));
    wait_for_child();
}

int main(int argc, char **argv)
{
    if (argc != 2 || chdir(argv[1]) != 0) {
        fputs("usage: ways_in DIR\n", stderr);
        return 2;
    }
    opens();
    own_maps();
    inherited_map();
    received_map();
    return 0;
}
