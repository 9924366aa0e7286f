// SPDX-License-Identifier: GPL-2.0-only
// attempt STEP...: system calls that open or execute a file, one after the other, each with what
// the kernel answered printed as `OP VIA ERRNO|ok NAME`: what a tracer has to tell, in that order.
// Link it statically, so that nothing else is opened.
//
//   open:FLAGS:NAME openat:FLAGS:NAME openat2:FLAGS:NAME creat:NAME
//   beneath:FLAGS:NAME     openat2 with RESOLVE_BENEATH
//   in_root:FLAGS:NAME     openat2 with RESOLVE_IN_ROOT
//   unknown:FLAGS:NAME     openat2 with an unknown resolve bit
//   handle:FLAGS:NAME      open_by_handle_at; NAME is of a file on the file system of "."
//   efault:FLAGS           a name that cannot be read
//   exec:NAME              in a child; a success runs it
//   uselib:NAME acct:NAME swapon:NAME mq:NAME
// not told:
//   dir:NAME               relative names are from here on relative to this descriptor; "": cwd
//   uid:NUMBER             for good
//   emfile:on emfile:off   no descriptor left
//
// FLAGS: r w + (O_RDWR), then c (O_CREAT) x (O_EXCL) t (O_TRUNC) d (O_DIRECTORY) n (O_NONBLOCK)
// f (O_NOFOLLOW) p (O_PATH) l (O_CLOEXEC). A NAME @N is N times the letter n.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/swap.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static int dir = AT_FDCWD;

static int flags_of(const char *letters)
{
    int flags = O_RDONLY;

    for (; *letters; letters++) {
        switch (*letters) {
        case 'r': break;
        case 'w': flags |= O_WRONLY; break;
        case '+': flags |= O_RDWR; break;
        case 'c': flags |= O_CREAT; break;
        case 'x': flags |= O_EXCL; break;
        case 't': flags |= O_TRUNC; break;
        case 'd': flags |= O_DIRECTORY; break;
        case 'n': flags |= O_NONBLOCK; break;
        case 'f': flags |= O_NOFOLLOW; break;
        case 'p': flags |= O_PATH; break;
        case 'l': flags |= O_CLOEXEC; break;
        default: fprintf(stderr, "attempt: no flag %c\n", *letters); exit(2);
        }
    }
    return flags;
}

static char *name_of(char *word)
{
    if (word[0] != '@')
        return word;

    const size_t length = strtoul(word + 1, NULL, 10);
    char *name = malloc(length + 1);

    if (!name)
        abort();
    memset(name, 'n', length);
    name[length] = 0;
    return name;
}

static void told(const char *op, const char *via, long answer, const char *name)
{
    printf("%s %s %s %s\n", op, via, answer < 0 ? strerrorname_np(errno) : "ok", name);
    fflush(stdout);
}

static long by_openat2(const char *name, int flags, unsigned long long resolve)
{
    struct open_how how = {.flags = (unsigned int)flags, .resolve = resolve,
                           .mode = flags & O_CREAT ? 0600 : 0};

    return syscall(SYS_openat2, dir, name, &how, sizeof how);
}

// Makes the handle of NAME and opens that.
static void by_handle(const char *name, int flags)
{
    char room[sizeof(struct file_handle) + MAX_HANDLE_SZ];
    struct file_handle *handle = (struct file_handle *)room;
    const int mount = open(".", O_RDONLY | O_DIRECTORY);
    int id;

    told("open", "openat", mount, ".");
    handle->handle_bytes = MAX_HANDLE_SZ;
    if (name_to_handle_at(AT_FDCWD, name, handle, &id, 0) != 0) {
        perror(name);
        exit(1);
    }
    const long fd = open_by_handle_at(mount, handle, flags);

    told("open", "open_by_handle_at", fd, name);
    close((int)fd);
    close(mount);
}

// The descriptors that are left, without opening a file.
static void use_up_descriptors(int on)
{
    static struct rlimit old;
    struct rlimit none;

    if (!on) {
        setrlimit(RLIMIT_NOFILE, &old);
        return;
    }
    getrlimit(RLIMIT_NOFILE, &old);
    none = old;
    none.rlim_cur = 3;
    setrlimit(RLIMIT_NOFILE, &none);
}

static void execute(char *name)
{
    char *const args[] = {name, NULL}, *const none[] = {NULL};
    const pid_t child = fork();

    if (child == 0) {
        execve(name, args, none);
        told("exec", "exec", -1, name);
        _exit(0);
    }
    waitpid(child, NULL, 0);
}

// Not of files that are opened by the call itself.
static void prepare(const char *what, char *word)
{
    if (strcmp(what, "uid") == 0) {
        const uid_t uid = (uid_t)strtoul(word, NULL, 10);

        if (setresgid(uid, uid, uid) != 0 || setresuid(uid, uid, uid) != 0) {
            perror("setresuid");
            exit(1);
        }
    } else if (strcmp(what, "emfile") == 0) {
        use_up_descriptors(strcmp(word, "on") == 0);
    } else {
        fprintf(stderr, "attempt: no step %s\n", what);
        exit(2);
    }
}

static void change_dir(const char *name)
{
    if (dir != AT_FDCWD)
        close(dir);
    dir = AT_FDCWD;
    if (*name) {
        dir = open(name, O_PATH | O_DIRECTORY);
        told("open", "openat", dir, name);
    }
}

// The calls that close what they open.
static int other_call(const char *what, const char *name)
{
    if (strcmp(what, "uselib") == 0) {
        const long answer = syscall(SYS_uselib, name);

        if (answer < 0 && errno == ENOSYS)
            return 1;
        // Whatever it says of the contents, the file was opened.
        told("open", "uselib", answer < 0 && errno == ENOENT ? -1 : 0, name);
    } else if (strcmp(what, "acct") == 0) {
        const int answer = acct(name);

        told("open", "other", answer, name);
        acct(NULL);
    } else if (strcmp(what, "swapon") == 0) {
        const int answer = swapon(name, 0);

        // It is no swap space, but was opened to see that.
        told("open", "other", answer < 0 && errno == ENOENT ? -1 : 0, name);
    } else if (strcmp(what, "mq") == 0) {
        const long fd = syscall(SYS_mq_open, name, O_RDWR | O_CREAT, 0600, NULL);

        told("open", "other", fd, name);
        close((int)fd);
    } else {
        return 0;
    }
    return 1;
}

static void step(char *word)
{
    const char *what = strsep(&word, ":"), *via = what, *typed;
    long fd;
    int flags;

    if (!word)
        word = strdup("");
    if (strcmp(what, "dir") == 0) {
        change_dir(word);
        return;
    }
    if (strcmp(what, "exec") == 0) {
        execute(word);
        return;
    }
    if (strcmp(what, "creat") == 0) {
        fd = syscall(SYS_creat, name_of(word), 0600);
        told("open", "creat", fd, word);
        close((int)fd);
        return;
    }
    if (other_call(what, word))
        return;
    if (strcmp(what, "uid") == 0 || strcmp(what, "emfile") == 0) {
        prepare(what, word);
        return;
    }

    flags = flags_of(strsep(&word, ":"));
    typed = word ? name_of(word) : NULL;
    if (strcmp(what, "handle") == 0) {
        by_handle(typed, flags);
        return;
    }
    if (strcmp(what, "open") == 0) {
        fd = syscall(SYS_open, typed, flags, 0600);
    } else if (strcmp(what, "openat") == 0) {
        fd = syscall(SYS_openat, dir, typed, flags, 0600);
    } else if (strcmp(what, "efault") == 0) {
        fd = syscall(SYS_openat, dir, (const char *)16, flags, 0600);
        via = "openat";
    } else {
        via = "openat2";
        fd = by_openat2(typed, flags,
                        strcmp(what, "beneath") == 0   ? RESOLVE_BENEATH
                        : strcmp(what, "in_root") == 0 ? RESOLVE_IN_ROOT
                        : strcmp(what, "unknown") == 0 ? 1ull << 60
                                                       : 0);
    }
    told("open", via, fd, word ? word : "-");
    close((int)fd);
}

int main(int argc, char **argv)
{
    if (argc < 2) {
        fputs("usage: attempt STEP...\n", stderr);
        return 2;
    }
    for (int i = 1; i < argc; i++)
        step(argv[i]);
    return 0;
}
