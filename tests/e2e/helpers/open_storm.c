// SPDX-License-Identifier: GPL-2.0-only
// open_storm DIR WORKERS COUNT DISTURBANCES COMMAND...: starts COMMAND, a fileaudit whose standard
// error goes to DIR/words, and once it is ready lets WORKERS processes open DIR/kept and
// DIR/dropped in turn, COUNT times each; then ends it by SIGINT. Prints a JSON object: how many
// opens of each there were, and with `c` between which moves each was: after an even number a
// worker is here.
//
// DISTURBANCES, letters meanwhile: a: signals interrupt the workers, w: and the reader
// (SIGWINCH); s: the reader is stopped while half of the opens are made; h: the second CPU comes
// and goes; d: the kernel drops its caches; m: memory is nearly used up, again and again; g: that
// of their cgroup, DIR/tight (a symbolic link), to its limit, so that the kernel kills who did,
// again and again; all but we are in it; c: the workers go from cgroup DIR/here to DIR/there
// (likewise) and back; e: none.
#define _GNU_SOURCE
#include "storm.h"

#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

enum { most_workers = 16 };

struct window {
    unsigned after, before; // so many moves of this worker were complete before, had begun after
};

struct worker {
    pid_t pid;
    int has_ended;
    unsigned begun, complete; // moves between cgroups
    unsigned long made[2];    // kept, dropped
    unsigned signals;
};

struct shared {
    int go;
    unsigned victims; // killed so far
    struct worker workers[most_workers];
    struct window windows[];
};

static struct shared* shared;
static const char* disturbances;
static volatile sig_atomic_t signals;

static int has(char letter)
{
    return strchr(disturbances, letter) != NULL;
}

static void on_signal(int unused)
{
    (void)unused;
    signals++;
}

// However fast the opens are: two victims are killed meanwhile, after a third of them and another.
static void wait_for_victims(unsigned made, unsigned count)
{
    while (__atomic_load_n(&shared->victims, __ATOMIC_SEQ_CST) < 3ul * made / count)
        usleep(1000);
}

static void work(struct worker* self, struct window* windows, unsigned count)
{
    static const char* const files[2] = {"kept", "dropped"};
    const struct sigaction action = {.sa_handler = on_signal}; // without SA_RESTART
    const struct itimerval often = {.it_interval = {0, 500}, .it_value = {0, 500}};

    sigaction(SIGALRM, &action, NULL);
    sigaction(SIGUSR1, &action, NULL);
    while (!__atomic_load_n(&shared->go, __ATOMIC_SEQ_CST))
        usleep(1000);
    if (has('a'))
        setitimer(ITIMER_REAL, &often, NULL);
    for (unsigned i = 0; i < count; i++) {
        if (has('g'))
            wait_for_victims(i, count);
        windows[i].after = __atomic_load_n(&self->complete, __ATOMIC_SEQ_CST);
        const int fd = open(files[i % 2], O_RDONLY | O_CLOEXEC);

        windows[i].before = __atomic_load_n(&self->begun, __ATOMIC_SEQ_CST);
        if (fd < 0 && errno == ENOMEM && has('g')) {
            i--;
            continue;
        }
        if (fd < 0)
            err(1, "%s", files[i % 2]);
        close(fd);
        __atomic_add_fetch(&self->made[i % 2], 1, __ATOMIC_SEQ_CST);
    }
    self->signals = (unsigned)signals;
    _exit(0);
}

static int open_to(const char* file, int flags)
{
    const int fd = open(file, flags | O_CLOEXEC, 0644);

    if (fd < 0)
        err(1, "%s", file);
    return fd;
}

static void write_word(int fd, const char* word)
{
    if (write(fd, word, strlen(word)) < 0)
        warn("%s", word);
}

// A process is in the cgroup whose cgroup.procs this is. None: -1.
static void join(int cgroup)
{
    if (cgroup >= 0 && write(cgroup, "0", 1) < 0)
        err(1, "cgroup.procs");
}

static pid_t start_command(char** argv, int words, int cgroup)
{
    const pid_t pid = start();

    if (pid == 0) {
        join(cgroup);
        dup2(words, STDERR_FILENO);
        execvp(argv[0], argv);
        err(127, "%s", argv[0]);
    }
    return pid;
}

// By no open of our own: what is made is counted.
static void wait_until_ready(int words, pid_t pid)
{
    char text[8192];
    ssize_t n = 0;

    do {
        usleep(20000);
        n = pread(words, text, sizeof text - 1, 0);
        text[n > 0 ? n : 0] = '\0';
        if (waitpid(pid, NULL, WNOHANG) != 0)
            errx(1, "it has ended: %s", text);
    } while (!strstr(text, "fileaudit: ready\n"));
}

static void use_up(size_t bytes)
{
    const size_t page = (size_t)sysconf(_SC_PAGESIZE);
    char* all = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    for (size_t at = 0; all != MAP_FAILED && at < bytes; at += page)
        all[at] = 1;
    munmap(all, bytes);
}

// A child that uses up what is free but a little, and gives it back.
static pid_t start_hog(void)
{
    const pid_t pid = start();

    while (pid == 0) {
        const long spare = (128 << 20) / sysconf(_SC_PAGESIZE);
        const long left = sysconf(_SC_AVPHYS_PAGES) - spare;

        if (left > 0)
            use_up((size_t)left * (size_t)sysconf(_SC_PAGESIZE));
    }
    return pid;
}

enum { victim_bytes = 64 << 20, room = 16 << 20 };

// The cgroup gets as much memory as it has, and some room.
static void tighten(int current, int limit)
{
    char text[32] = "";

    if (pread(current, text, sizeof text - 1, 0) <= 0)
        err(1, "memory.current");
    snprintf(text, sizeof text, "%lu", strtoul(text, NULL, 10) + room);
    write_word(limit, text);
}

// An oom_score_adj: whoever has it is killed for nobody. The reader has most memory of all, since
// its ring is mapped twice.
static const char never[] = "-1000";

// A child that takes more than the cgroup may have, and whom alone the kernel kills for it. It has
// the score that we have while it begins (so it could be us, for what a fork takes, were we in that
// cgroup); SCORE is our oom_score_adj.
static pid_t start_victim(int score, int cgroup)
{
    write_word(score, "1000");
    const pid_t pid = start();

    if (pid == 0)
        join(cgroup);
    while (pid == 0)
        use_up(victim_bytes);
    write_word(score, never);
    return pid;
}

static void move_worker(struct worker* worker, const int* cgroups)
{
    char pid[16];

    snprintf(pid, sizeof pid, "%d", worker->pid);
    __atomic_store_n(&worker->begun, worker->begun + 1, __ATOMIC_SEQ_CST);
    write_word(cgroups[worker->begun % 2], pid);
    __atomic_store_n(&worker->complete, worker->begun, __ATOMIC_SEQ_CST);
}

int main(int argc, char** argv)
{
    const int workers = argc > 5 ? atoi(argv[2]) : 0;

    if (workers < 1 || workers > most_workers || chdir(argv[1]) != 0) {
        fputs("usage: open_storm DIR WORKERS COUNT DISTURBANCES COMMAND...\n", stderr);
        return 2;
    }
    const unsigned count = (unsigned)atoi(argv[3]);
    disturbances = argv[4];
    shared = mmap(NULL, sizeof *shared + sizeof(struct window) * count * (size_t)workers,
                  PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (shared == MAP_FAILED)
        err(1, "mmap");
    open_to("kept", O_CREAT | O_RDWR);
    open_to("dropped", O_CREAT | O_RDWR);
    const int words = open_to("words", O_CREAT | O_RDWR | O_TRUNC | O_APPEND);
    const int cpu = has('h') ? open_to("/sys/devices/system/cpu/cpu1/online", O_WRONLY) : -1;
    const int caches = has('d') ? open_to("/proc/sys/vm/drop_caches", O_WRONLY) : -1;
    int tight = -1, score = -1, current = -1, limit = -1;
    if (has('g')) {
        tight = open_to("tight/cgroup.procs", O_WRONLY);
        score = open_to("/proc/self/oom_score_adj", O_WRONLY);
        write_word(score, never);
        current = open_to("tight/memory.current", O_RDONLY);
        limit = open_to("tight/memory.max", O_WRONLY);
    }
    int cgroups[2] = {-1, -1};
    if (has('c')) {
        cgroups[0] = open_to("here/cgroup.procs", O_WRONLY);
        cgroups[1] = open_to("there/cgroup.procs", O_WRONLY);
    }
    for (int i = 0; i < workers; i++) {
        struct worker* worker = &shared->workers[i];

        const pid_t pid = start();
        if (pid == 0) {
            join(tight);
            work(worker, shared->windows + (size_t)i * count, count);
        }
        worker->pid = pid; // here alone: the child sees the same memory
        for (int moves = 0; has('c') && moves < 2; moves++)
            move_worker(worker, cgroups);
    }
    const pid_t reader = start_command(argv + 5, words, tight);
    wait_until_ready(words, reader);
    const pid_t hog = has('m') ? start_hog() : 0; // once the reader has what it needs
    pid_t victim = 0;
    if (has('g')) {
        tighten(current, limit);
        victim = start_victim(score, tight);
    }

    const unsigned long all = (unsigned long)count * (unsigned long)workers;
    int left = workers, stopped = 0, failed = 0, status;
    unsigned long turns = 0;
    __atomic_store_n(&shared->go, 1, __ATOMIC_SEQ_CST);
    for (; left > 0; turns++) {
        unsigned long made = 0;

        for (int i = 0; i < workers; i++) {
            struct worker* worker = &shared->workers[i];

            made += __atomic_load_n(&worker->made[0], __ATOMIC_SEQ_CST) +
                    __atomic_load_n(&worker->made[1], __ATOMIC_SEQ_CST);
            if (worker->has_ended)
                continue;
            if (waitpid(worker->pid, &status, WNOHANG) == worker->pid) {
                failed |= status != 0;
                left--;
                worker->has_ended = 1;
                continue;
            }
            if (has('a'))
                kill(worker->pid, SIGUSR1);
            if (has('c'))
                move_worker(worker, cgroups);
        }
        if (has('s') && !stopped && made > all / 4) {
            stopped = 1;
            kill(reader, SIGSTOP);
        } else if (stopped == 1 && made > all * 3 / 4) {
            stopped = 2;
            kill(reader, SIGCONT);
        }
        if (has('w'))
            kill(reader, SIGWINCH);
        if (has('h'))
            write_word(cpu, turns % 2 ? "1" : "0");
        if (has('d'))
            write_word(caches, "3");
        if (victim > 0 && waitpid(victim, &status, WNOHANG) == victim) {
            if (WIFSIGNALED(status))
                __atomic_add_fetch(&shared->victims, 1, __ATOMIC_SEQ_CST);
            victim = start_victim(score, tight);
        }
        usleep(500);
    }
    if (has('h'))
        write_word(cpu, "1");
    if (hog > 0)
        kill(hog, SIGKILL);
    if (victim > 0)
        kill(victim, SIGKILL);
    kill(reader, SIGCONT);
    kill(reader, SIGINT);
    if (waitpid(reader, &status, 0) != reader || !WIFEXITED(status))
        return 1;

    unsigned long kept = 0, dropped = 0;
    unsigned received = 0;
    for (int i = 0; i < workers; i++) {
        kept += shared->workers[i].made[0];
        dropped += shared->workers[i].made[1];
        received += shared->workers[i].signals;
    }
    printf("{\"kept\": %lu, \"dropped\": %lu, \"turns\": %lu, \"signals\": %u, \"victims\": %u, "
           "\"status\": %d",
           kept, dropped, turns, received, shared->victims, WEXITSTATUS(status));
    if (has('c')) {
        printf(", \"windows\": {");
        for (int i = 0; i < workers; i++) {
            printf("%s\"%d\": [", i ? ", " : "", shared->workers[i].pid);
            for (unsigned n = 0; n < count; n++) {
                const struct window* w = &shared->windows[(size_t)i * count + n];

                printf("%s[%u, %u]", n ? ", " : "", w->after, w->before);
            }
            putchar(']');
        }
        putchar('}');
    }
    puts("}");
    return failed;
}
