// SPDX-License-Identifier: GPL-2.0-only
// uring_ways MODE NAME...: opens each NAME read-only through io_uring, without liburing, and
// prints `open io_uring ERRNO|ok NAME`. MODE: inline (the submitter opens), async (a worker
// thread does), sqpoll (the polling thread submits). Status 77: this kernel has none of that.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/io_uring.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

struct ring {
    int fd;
    unsigned *sq_tail, *sq_mask, *sq_array, *sq_flags;
    unsigned *cq_head, *cq_tail, *cq_mask;
    struct io_uring_sqe *sqes;
    struct io_uring_cqe *cqes;
};

static void *map(int fd, size_t length, off_t offset)
{
    void *at = mmap(NULL, length, PROT_READ | PROT_WRITE, MAP_SHARED, fd, offset);

    if (at == MAP_FAILED) {
        perror("io_uring: mmap");
        exit(1);
    }
    return at;
}

static void set_up(struct ring *ring, unsigned flags)
{
    struct io_uring_params p = {.flags = flags, .sq_thread_idle = 100};

    ring->fd = (int)syscall(SYS_io_uring_setup, 4, &p);
    if (ring->fd < 0) {
        perror("io_uring_setup");
        exit(errno == ENOSYS || errno == EPERM ? 77 : 1);
    }
    char *sq = map(ring->fd, p.sq_off.array + p.sq_entries * sizeof(unsigned), IORING_OFF_SQ_RING);
    char *cq = map(ring->fd, p.cq_off.cqes + p.cq_entries * sizeof(struct io_uring_cqe),
                   IORING_OFF_CQ_RING);

    ring->sqes = map(ring->fd, p.sq_entries * sizeof(struct io_uring_sqe), IORING_OFF_SQES);
    ring->sq_tail = (unsigned *)(void *)(sq + p.sq_off.tail);
    ring->sq_mask = (unsigned *)(void *)(sq + p.sq_off.ring_mask);
    ring->sq_array = (unsigned *)(void *)(sq + p.sq_off.array);
    ring->sq_flags = (unsigned *)(void *)(sq + p.sq_off.flags);
    ring->cq_head = (unsigned *)(void *)(cq + p.cq_off.head);
    ring->cq_tail = (unsigned *)(void *)(cq + p.cq_off.tail);
    ring->cq_mask = (unsigned *)(void *)(cq + p.cq_off.ring_mask);
    ring->cqes = (struct io_uring_cqe *)(void *)(cq + p.cq_off.cqes);
}

// What the open answered: a descriptor, or a negative errno.
static int open_by(struct ring *ring, const char *name, int async, int sqpoll)
{
    const unsigned tail = *ring->sq_tail, at = tail & *ring->sq_mask, head = *ring->cq_head;
    struct io_uring_sqe *sqe = &ring->sqes[at];
    int answer;

    memset(sqe, 0, sizeof *sqe);
    sqe->opcode = IORING_OP_OPENAT;
    sqe->flags = async ? IOSQE_ASYNC : 0;
    sqe->fd = AT_FDCWD;
    sqe->addr = (unsigned long)name;
    sqe->open_flags = O_RDONLY;
    ring->sq_array[at] = at;
    __atomic_store_n(ring->sq_tail, tail + 1, __ATOMIC_RELEASE);
    __atomic_thread_fence(__ATOMIC_SEQ_CST);

    unsigned enter = IORING_ENTER_GETEVENTS;
    if (sqpoll && __atomic_load_n(ring->sq_flags, __ATOMIC_ACQUIRE) & IORING_SQ_NEED_WAKEUP)
        enter |= IORING_ENTER_SQ_WAKEUP;
    if (syscall(SYS_io_uring_enter, ring->fd, sqpoll ? 0 : 1, 1, enter, NULL, 0) < 0) {
        perror("io_uring_enter");
        exit(1);
    }
    while (__atomic_load_n(ring->cq_tail, __ATOMIC_ACQUIRE) == head)
        usleep(1000);
    answer = ring->cqes[head & *ring->cq_mask].res;
    __atomic_store_n(ring->cq_head, head + 1, __ATOMIC_RELEASE);
    return answer;
}

int main(int argc, char **argv)
{
    struct ring ring;

    if (argc < 3) {
        fputs("usage: uring_ways inline|async|sqpoll NAME...\n", stderr);
        return 2;
    }
    const int async = strcmp(argv[1], "async") == 0, sqpoll = strcmp(argv[1], "sqpoll") == 0;

    set_up(&ring, sqpoll ? IORING_SETUP_SQPOLL : 0);
    for (int i = 2; i < argc; i++) {
        const int answer = open_by(&ring, argv[i], async, sqpoll);

        printf("open io_uring %s %s\n", answer < 0 ? strerrorname_np(-answer) : "ok", argv[i]);
        if (answer >= 0)
            close(answer);
    }
    return 0;
}
