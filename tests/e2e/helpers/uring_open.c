// SPDX-License-Identifier: GPL-2.0-only
// uring_open FILE: opens it by io_uring, and a name that is not there, FILE-none. Status 77: this
// kernel has no io_uring for us.
#include <errno.h>
#include <fcntl.h>
#include <liburing.h>
#include <stdio.h>
#include <string.h>

static int open_by(struct io_uring *ring, const char *name)
{
    struct io_uring_cqe *done;
    int result;

    io_uring_prep_openat(io_uring_get_sqe(ring), AT_FDCWD, name, O_RDONLY | O_CLOEXEC, 0);
    io_uring_submit(ring);
    result = io_uring_wait_cqe(ring, &done);
    if (result == 0) {
        result = done->res;
        io_uring_cqe_seen(ring, done);
    }
    return result;
}

int main(int argc, char **argv)
{
    struct io_uring ring;
    char none[4096];
    int result;

    if (argc != 2) {
        fputs("usage: uring_open FILE\n", stderr);
        return 2;
    }
    result = io_uring_queue_init(4, &ring, 0);
    if (result < 0) {
        fprintf(stderr, "io_uring: %s\n", strerror(-result));
        return 77;
    }
    snprintf(none, sizeof none, "%s-none", argv[1]);
    if (open_by(&ring, argv[1]) < 0 || open_by(&ring, none) != -ENOENT) {
        fputs("uring_open: not as it should be\n", stderr);
        return 1;
    }
    return 0;
}
