// SPDX-License-Identifier: GPL-2.0-only
// open_kinds DIR: one open of each kind, each of a file of its own in DIR named after the kind,
// or, where there is no name to be had (O_TMPFILE), prints `KIND INODE`.
#define _GNU_SOURCE
#include <fcntl.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static int checked(int fd, const char *what)
{
    if (fd < 0) {
        perror(what);
        exit(1);
    }
    return fd;
}

static void plain(const char *name, int flags)
{
    close(checked(open(name, flags, 0600), name));
}

static void by_openat2(const char *name, unsigned long long flags, unsigned long long mode)
{
    struct open_how how = {.flags = flags, .mode = mode, .resolve = RESOLVE_NO_SYMLINKS};

    close(checked((int)syscall(SYS_openat2, AT_FDCWD, name, &how, sizeof how), name));
}

int main(int argc, char **argv)
{
    static const char *const ready_made[] = {"r", "w", "rw", "trunc", "append", "path",
                                             "openat2_r", "creat_again", "ioctl"};
    struct stat st;

    if (argc != 2 || chdir(argv[1]) != 0) {
        fputs("usage: open_kinds DIR\n", stderr);
        return 2;
    }
    for (size_t i = 0; i < sizeof ready_made / sizeof *ready_made; i++)
        if (mknod(ready_made[i], S_IFREG | 0600, 0) != 0)
            perror(ready_made[i]);
    if (mkdir("dir", 0700) != 0)
        perror("dir");

    plain("r", O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    plain("w", O_WRONLY | O_NONBLOCK);
    plain("rw", O_RDWR | O_DSYNC);
    plain("trunc", O_WRONLY | O_TRUNC);
    plain("append", O_WRONLY | O_APPEND);
    plain("path", O_PATH | O_CREAT | O_EXCL | O_TRUNC); // the kernel drops the others
    plain("dir", O_RDONLY | O_DIRECTORY);
    plain("new", O_RDWR | O_CREAT | O_EXCL);
    plain("ioctl", O_ACCMODE);
    close(checked(creat("creat", 0600), "creat"));
    close(checked(creat("creat_again", 0600), "creat_again"));
    by_openat2("openat2_r", O_RDONLY | O_CLOEXEC, 0);
    by_openat2("openat2_new", O_WRONLY | O_CREAT | O_TRUNC, 0600);

    const int unnamed = checked(open(".", O_TMPFILE | O_RDWR, 0600), "O_TMPFILE");
    if (fstat(unnamed, &st) == 0)
        printf("tmpfile %lu\n", (unsigned long)st.st_ino);
    return 0;
}
