// SPDX-License-Identifier: GPL-2.0-only
// fail_opens DIR: one failure of each kind, in a mount namespace of its own with a tmpfs on the
// empty directory DIR, and a few successes of files named ok-*. For each a line with tabs between:
//
//   LABEL OP VIA ERRNO NAME PLACE PLACE-STATUS FLAGS
//
// ERRNO is a number, 0 for a success; NAME and PLACE (the directory a name is looked up from, as
// the kernel has it for this process) are hexadecimal, or `-`: there is none; FLAGS are what an
// open was given. Of a map that failed PLACE is the file. A row that ends otherwise than it says
// is told on standard error, and the status is 1.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/openat2.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
    length = 4096,
    nobody = 65534,
    bad_fd = 999,
    unused_major = 4000, // beyond what the kernel gives to drivers
};

enum how { by_open, by_openat, by_openat2, by_creat, by_execve, by_execveat };

static const struct {
    const char *op, *via;
} hows[] = {
    [by_open] = {"open", "open"},       [by_openat] = {"open", "openat"},
    [by_openat2] = {"open", "openat2"}, [by_creat] = {"open", "creat"},
    [by_execve] = {"exec", "exec"},     [by_execveat] = {"exec", "exec"},
};

// Where names are looked up from. An empty text: there is nothing at that descriptor.
struct place {
    int fd;
    const char* status;
    char text[PATH_MAX];
};

static struct place here = {.fd = AT_FDCWD, .status = "ok"};
static struct place sub = {.status = "ok"}, a_file = {.status = "ok"};
static struct place removed = {.status = "deleted"}, unmounted = {.status = "detached"};
static struct place nothing = {.fd = bad_fd, .status = "absent"};

static int wrong; // rows that ended otherwise than they should

struct row {
    const char* label;
    enum how how;
    int want; // errno
    struct place* place;
    const char* name;
    uint64_t flags;   // O_, of execveat AT_
    uint64_t resolve; // openat2's
    int as_nobody;
};

static void fail(const char* what) {
    perror(what);
    exit(2);
}

static int checked(int result, const char* what) {
    if (result < 0)
        fail(what);
    return result;
}

static void print_hex(const char* text) {
    putchar('\t');
    if (!text)
        putchar('-');
    for (; text && *text; text++)
        printf("%02x", (unsigned char)*text);
}

static void tell(const char* label, const char* op, const char* via, int error, int want,
                 const char* name, const struct place* place, uint64_t flags) {
    if (error != want) {
        fprintf(stderr, "%s: %s, not %s\n", label, strerrorname_np(error), strerrorname_np(want));
        wrong = 1;
    }
    printf("%s\t%s\t%s\t%d", label, op, via, error);
    print_hex(name);
    print_hex(place && place->text[0] ? place->text : NULL);
    printf("\t%s\t%lu\n", place ? place->status : "absent", (unsigned long)flags);
}

static long call(const struct row* row) {
    static char *const arguments[] = {(char*)"program", NULL}, *const environment[] = {NULL};
    struct open_how how = {.flags = row->flags, .resolve = row->resolve};
    const int dirfd = row->place ? row->place->fd : AT_FDCWD;

    if (row->flags & (O_CREAT | O_TMPFILE) & ~(uint64_t)O_DIRECTORY)
        how.mode = 0600;
    switch (row->how) {
    case by_open:
        return syscall(SYS_open, row->name, row->flags, 0600);
    case by_openat:
        return syscall(SYS_openat, dirfd, row->name, row->flags, 0600);
    case by_openat2:
        return syscall(SYS_openat2, dirfd, row->name, &how, sizeof how);
    case by_creat:
        return syscall(SYS_creat, row->name, 0600);
    case by_execve:
        return syscall(SYS_execve, row->name, arguments, environment);
    default:
        return syscall(SYS_execveat, dirfd, row->name, arguments, environment, row->flags);
    }
}

// The addresses of names below this are none.
static int is_pointer(const char* name) {
    return (uintptr_t)name >= length;
}

static void run(const struct row* row) {
    const int rooted = row->name && is_pointer(row->name) && row->name[0] == '/' &&
                       !(row->resolve & RESOLVE_IN_ROOT);
    const char* name = is_pointer(row->name) ? row->name : NULL;
    uint64_t flags = row->flags;
    long result;
    int error;

    if (row->as_nobody && seteuid(nobody) != 0)
        fail("seteuid");
    result = call(row);
    error = result < 0 ? errno : 0;
    if (result >= 0)
        close((int)result);
    if (row->as_nobody && seteuid(0) != 0)
        fail("seteuid");
    if (row->how == by_creat)
        flags = O_CREAT | O_WRONLY | O_TRUNC;
    tell(row->label, hows[row->how].op, hows[row->how].via, error, row->want, name,
         rooted || !name ? NULL : row->place, flags);
}

static void run_rows(const struct row* rows, size_t count) {
    for (size_t i = 0; i < count; i++)
        run(rows + i);
}
#define RUN(rows) run_rows(rows, sizeof(rows) / sizeof *(rows))

// The kernel's own word on where a descriptor, or the working directory, is.
static void locate(struct place* place) {
    char link[64];
    ssize_t size;

    if (place->fd == AT_FDCWD)
        strcpy(link, "/proc/self/cwd");
    else
        snprintf(link, sizeof link, "/proc/self/fd/%d", place->fd);
    size = readlink(link, place->text, sizeof place->text - 1);
    if (size < 0)
        fail(link);
    place->text[size] = 0;
    if (strcmp(place->status, "deleted") == 0)
        place->text[strlen(place->text) - strlen(" (deleted)")] = 0;
}

static void make_file(const char* name, unsigned mode, const char* text) {
    const int fd = checked(open(name, O_WRONLY | O_CREAT | O_EXCL, 0600), name);

    if (write(fd, text, strlen(text)) < 0 || fchmod(fd, mode) != 0)
        fail(name);
    close(fd);
}

static void mount_tmpfs(const char* at, unsigned long flags, const char* options) {
    checked(mount("tmpfs", at, "tmpfs", flags, options), at);
}

static void set_up(const char* directory) {
    static const char* const directories[] = {"sub",    "closed", "ro",  "full",
                                              "noexec", "gone",   "jail"};
    struct sockaddr_un address = {.sun_family = AF_UNIX, .sun_path = "socket"};

    checked(unshare(CLONE_NEWNS), "unshare");
    checked(mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL), "private mounts");
    mount_tmpfs(directory, 0, "mode=755");
    checked(chdir(directory), directory);
    for (size_t i = 0; i < sizeof directories / sizeof *directories; i++)
        checked(mkdir(directories[i], 0755), directories[i]);
    checked(chmod("closed", 0700), "closed");
    make_file("secret", 0600, "");
    make_file("file", 0644, "0123456789");
    make_file("closed/file", 0644, "");
    make_file("garbage", 0755, "\001\002 not a program");
    make_file("plain", 0644, "#!/bin/true\n");
    make_file("script", 0755, "#!/none/interpreter -x\n");
    make_file("nested", 0755, "#!./nested\n");
    make_file("mapped", 0644, "");
    checked(mknod("ok-1", S_IFREG | 0644, 0), "ok-1");
    checked(mknod("ok-2", S_IFREG | 0644, 0), "ok-2");
    checked(symlink("ring2", "ring1"), "ring1");
    checked(symlink("ring1", "ring2"), "ring2");
    checked(symlink("file", "link"), "link");
    checked(symlink("sub", "link-to-dir"), "link-to-dir");
    checked(mkfifo("fifo", 0600), "fifo");
    checked(mknod("device", S_IFCHR | 0600, makedev(unused_major, 0)), "device");
    checked(
        bind(checked(socket(AF_UNIX, SOCK_STREAM, 0), "socket"), (void*)&address, sizeof address),
        "bind");
    mount_tmpfs("ro", 0, "");
    make_file("ro/file", 0644, "");
    checked(mount(NULL, "ro", NULL, MS_REMOUNT | MS_BIND | MS_RDONLY, NULL), "ro");
    mount_tmpfs("full", 0, "nr_inodes=1");
    mount_tmpfs("noexec", MS_NOEXEC, "");
    make_file("noexec/program", 0755, "#!/bin/true\n");

    locate(&here);
    sub.fd = checked(open("sub", O_RDONLY | O_DIRECTORY), "sub");
    locate(&sub);
    a_file.fd = checked(open("file", O_RDONLY), "file");
    locate(&a_file);
    removed.fd = checked(open("gone", O_PATH), "gone");
    checked(rmdir("gone"), "gone");
    locate(&removed);
}

static void plain_failures(void) {
    static char component[NAME_MAX + 2], longest[PATH_MAX], too_long[PATH_MAX + 10];
    static char one_too_long[PATH_MAX + 1];
    static char relative[PATH_MAX - 100], longest_relative[PATH_MAX];
    const struct row rows[] = {
        {.label = "ENOENT", .how = by_openat, .want = ENOENT, .place = &here, .name = "none"},
        {.label = "ENOENT open", .how = by_open, .want = ENOENT, .place = &here, .name = "none"},
        {.label = "ENOENT creat", .how = by_creat, .want = ENOENT, .place = &here,
         .name = "none/x"},
        {.label = "ENOENT openat2", .how = by_openat2, .want = ENOENT, .place = &here,
         .name = "none"},
        {.label = "ENOENT absolute", .how = by_openat, .want = ENOENT, .place = &here,
         .name = "/none/x"},
        {.label = "ENOENT in a directory", .how = by_openat, .want = ENOENT, .place = &sub,
         .name = "none"},
        {.label = "ENOENT, absolute beside a directory", .how = by_openat, .want = ENOENT,
         .place = &sub, .name = "/none"},
        {.label = "ENOENT in a removed directory", .how = by_openat, .want = ENOENT,
         .place = &removed, .name = "none"},
        {.label = "ENOENT, the empty name", .how = by_openat, .want = ENOENT, .place = &here,
         .name = ""},
        {.label = "ENOENT, the empty name in a directory", .how = by_openat, .want = ENOENT,
         .place = &sub, .name = ""},
        {.label = "not resolved", .how = by_openat, .want = ENOENT, .place = &sub,
         .name = "..//sub/./../link-to-dir/none/"},
        {.label = "a newline", .how = by_openat, .want = ENOENT, .place = &here, .name = "a\nb"},
        {.label = "ESC", .how = by_open, .want = ENOENT, .place = &here,
         .name = "\033[31mred\033[m"},
        {.label = "not UTF-8", .how = by_openat, .want = ENOENT, .place = &sub,
         .name = "bad\xff\xfe\xc3"},
        {.label = "not UTF-8, exec", .how = by_execve, .want = ENOENT, .place = &here,
         .name = "./\xff\n"},
        {.label = "quote and backslash", .how = by_openat, .want = ENOENT, .place = &here,
         .name = "\"\\n"},
        {.label = "like a deleted one", .how = by_openat, .want = ENOENT, .place = &here,
         .name = "x (deleted)"},
        {.label = "ENOTDIR", .how = by_openat, .want = ENOTDIR, .place = &here, .name = "file/x"},
        {.label = "ENOTDIR by O_DIRECTORY", .how = by_open, .want = ENOTDIR, .place = &here,
         .name = "file", .flags = O_DIRECTORY},
        {.label = "ENOTDIR, below a file's descriptor", .how = by_openat, .want = ENOTDIR,
         .place = &a_file, .name = "x"},
        {.label = "EISDIR", .how = by_openat, .want = EISDIR, .place = &here, .name = "sub",
         .flags = O_WRONLY},
        {.label = "EISDIR creat", .how = by_creat, .want = EISDIR, .place = &here, .name = "sub"},
        {.label = "EACCES", .how = by_openat, .want = EACCES, .place = &here, .name = "secret",
         .as_nobody = 1},
        {.label = "EACCES in between", .how = by_open, .want = EACCES, .place = &here,
         .name = "closed/file", .as_nobody = 1},
        {.label = "EACCES creat", .how = by_creat, .want = EACCES, .place = &here, .name = "new",
         .as_nobody = 1},
        {.label = "EPERM", .how = by_openat, .want = EPERM, .place = &here, .name = "file",
         .flags = O_NOATIME, .as_nobody = 1},
        {.label = "EEXIST", .how = by_openat, .want = EEXIST, .place = &here, .name = "file",
         .flags = O_RDWR | O_CREAT | O_EXCL},
        {.label = "ELOOP", .how = by_openat, .want = ELOOP, .place = &here, .name = "ring1"},
        {.label = "ELOOP by O_NOFOLLOW", .how = by_open, .want = ELOOP, .place = &here,
         .name = "link", .flags = O_NOFOLLOW},
        {.label = "ENAMETOOLONG, a component", .how = by_openat, .want = ENAMETOOLONG,
         .place = &here, .name = component},
        {.label = "longest absolute", .how = by_openat, .want = ENOENT, .place = &here,
         .name = longest},
        {.label = "long relative", .how = by_openat, .want = ENOENT, .place = &here,
         .name = relative},
        {.label = "longest relative", .how = by_openat, .want = ENOENT, .place = &here,
         .name = longest_relative},
        {.label = "ENAMETOOLONG", .how = by_openat, .want = ENAMETOOLONG, .place = &here,
         .name = too_long},
        {.label = "ENAMETOOLONG, absolute, by one byte", .how = by_openat, .want = ENAMETOOLONG,
         .place = &here, .name = one_too_long},
        {.label = "ENXIO, a FIFO", .how = by_openat, .want = ENXIO, .place = &here, .name = "fifo",
         .flags = O_WRONLY | O_NONBLOCK},
        {.label = "ENXIO, a socket", .how = by_open, .want = ENXIO, .place = &here,
         .name = "socket"},
        {.label = "ENXIO, a device", .how = by_openat, .want = ENXIO, .place = &here,
         .name = "device"},
        {.label = "EROFS", .how = by_openat, .want = EROFS, .place = &here, .name = "ro/file",
         .flags = O_RDWR},
        {.label = "EROFS creat", .how = by_creat, .want = EROFS, .place = &here, .name = "ro/new"},
        {.label = "ENOSPC", .how = by_creat, .want = ENOSPC, .place = &here, .name = "full/new"},
        {.label = "ETXTBSY", .how = by_openat, .want = ETXTBSY, .place = &here,
         .name = "/proc/self/exe", .flags = O_WRONLY},
        {.label = "EOPNOTSUPP", .how = by_openat, .want = EOPNOTSUPP, .place = &here,
         .name = "/proc", .flags = O_TMPFILE | O_RDWR},
        {.label = "EINVAL of O_TMPFILE", .how = by_openat, .want = EINVAL, .place = &here,
         .name = ".", .flags = O_TMPFILE},
        {.label = "EFAULT", .how = by_openat, .want = EFAULT, .place = &here, .name = (char*)8},
        {.label = "EFAULT open", .how = by_open, .want = EFAULT, .place = &here, .name = NULL},
        {.label = "EBADF", .how = by_openat, .want = EBADF, .place = &nothing, .name = "file"},
        {.label = "EBADF openat2", .how = by_openat2, .want = EBADF, .place = &nothing,
         .name = "sub/file"},
    };

    memset(component, 'c', sizeof component - 1);
    memset(longest, '/', sizeof longest - 1);
    memcpy(longest, "/none/", 6);
    memcpy(longest + sizeof longest - 4, "end", 3);
    memset(too_long, 't', sizeof too_long - 1);
    memset(one_too_long, '/', sizeof one_too_long - 1);
    memset(relative, '/', sizeof relative - 1);
    memcpy(relative, "none", 4);
    memset(longest_relative, '/', sizeof longest_relative - 1);
    memcpy(longest_relative, "none", 4);
    RUN(rows);
}

static void openat2_failures(void) {
    const struct row rows[] = {
        {.label = "EINVAL of flags", .how = by_openat2, .want = EINVAL, .place = &here,
         .name = "file", .flags = 1ULL << 31},
        {.label = "EINVAL of resolve", .how = by_openat2, .want = EINVAL, .place = &here,
         .name = "file", .resolve = 1ULL << 40},
        {.label = "RESOLVE_IN_ROOT", .how = by_openat2, .want = ENOENT, .place = &sub,
         .name = "none", .resolve = RESOLVE_IN_ROOT},
        {.label = "RESOLVE_IN_ROOT, absolute", .how = by_openat2, .want = ENOENT, .place = &sub,
         .name = "/etc/passwd", .resolve = RESOLVE_IN_ROOT},
        {.label = "RESOLVE_NO_SYMLINKS", .how = by_openat2, .want = ELOOP, .place = &here,
         .name = "link", .resolve = RESOLVE_NO_SYMLINKS},
        {.label = "RESOLVE_NO_MAGICLINKS", .how = by_openat2, .want = ELOOP, .place = &here,
         .name = "/proc/self/exe", .resolve = RESOLVE_NO_MAGICLINKS},
        {.label = "RESOLVE_BENEATH", .how = by_openat2, .want = EXDEV, .place = &sub,
         .name = "../file", .resolve = RESOLVE_BENEATH},
        {.label = "RESOLVE_BENEATH, absolute", .how = by_openat2, .want = EXDEV, .place = &sub,
         .name = "/etc/passwd", .resolve = RESOLVE_BENEATH},
        {.label = "RESOLVE_NO_XDEV", .how = by_openat2, .want = EXDEV, .place = &here,
         .name = "ro/file", .resolve = RESOLVE_NO_XDEV},
        {.label = "RESOLVE_CACHED", .how = by_openat2, .want = EAGAIN, .place = &here,
         .name = "new", .flags = O_WRONLY | O_CREAT, .resolve = RESOLVE_CACHED},
    };

    RUN(rows);
}

static void exec_failures(void) {
    const struct row rows[] = {
        {.label = "exec ENOENT", .how = by_execve, .want = ENOENT, .place = &here, .name = "none"},
        {.label = "exec of nothing", .how = by_execve, .want = ENOENT, .place = &here, .name = ""},
        {.label = "exec EACCES, not executable", .how = by_execve, .want = EACCES, .place = &here,
         .name = "plain"},
        {.label = "exec EACCES, a directory", .how = by_execve, .want = EACCES, .place = &here,
         .name = "sub"},
        {.label = "exec EACCES, noexec", .how = by_execve, .want = EACCES, .place = &here,
         .name = "noexec/program"},
        {.label = "exec ENOEXEC", .how = by_execve, .want = ENOEXEC, .place = &here,
         .name = "./garbage"},
        {.label = "exec ENOENT, of the interpreter", .how = by_execve, .want = ENOENT,
         .place = &here, .name = "./script"},
        {.label = "exec ELOOP, interpreters", .how = by_execve, .want = ELOOP, .place = &here,
         .name = "./nested"},
        {.label = "exec EFAULT", .how = by_execve, .want = EFAULT, .place = &here,
         .name = (char*)8},
        {.label = "execveat ENOENT", .how = by_execveat, .want = ENOENT, .place = &sub,
         .name = "none"},
        {.label = "execveat ENOENT, absolute", .how = by_execveat, .want = ENOENT, .place = &sub,
         .name = "/none"},
        {.label = "execveat EACCES by descriptor", .how = by_execveat, .want = EACCES,
         .place = &a_file, .name = "", .flags = AT_EMPTY_PATH},
        {.label = "execveat EBADF", .how = by_execveat, .want = EBADF, .place = &nothing,
         .name = "file"},
        {.label = "execveat EINVAL", .how = by_execveat, .want = EINVAL, .place = &here,
         .name = "file", .flags = 1 << 30},
    };

    RUN(rows);
}

static void map(const char* label, int want, const char* name, int open_flags, size_t bytes,
                int prot, int flags, off_t offset) {
    struct place file = {.fd = bad_fd, .status = "absent"};
    void* at;

    if (name) {
        file.fd = checked(open(name, open_flags), name);
        file.status = "ok";
        locate(&file);
    }
    // glibc's refuses bad offsets by itself
    at = (void *)syscall(SYS_mmap, NULL, bytes, prot, flags, file.fd, offset);
    tell(label, "mmap", "mmap", at == MAP_FAILED ? errno : 0, want, NULL, &file, 0);
    if (name)
        close(file.fd);
}

static void map_failures(void) {
    struct place file = {.fd = checked(open("noexec/program", O_RDONLY), "noexec/program"),
                         .status = "ok"};
    void* at = mmap(NULL, length, PROT_READ, MAP_PRIVATE, file.fd, 0);

    map("mmap EACCES, shared for writing", EACCES, "mapped", O_RDONLY, length, PROT_WRITE,
        MAP_SHARED, 0);
    map("mmap EACCES, not readable", EACCES, "mapped", O_WRONLY, length, PROT_READ, MAP_PRIVATE, 0);
    map("mmap EBADF", EBADF, NULL, 0, length, PROT_READ, MAP_PRIVATE, 0);
    map("mmap EBADF of O_PATH", EBADF, "mapped", O_PATH, length, PROT_READ, MAP_PRIVATE, 0);
    map("mmap ENODEV of a directory", ENODEV, "sub", O_RDONLY, length, PROT_READ, MAP_PRIVATE, 0);
    map("mmap EINVAL, length", EINVAL, "mapped", O_RDONLY, 0, PROT_READ, MAP_PRIVATE, 0);
    map("mmap EINVAL, offset", EINVAL, "mapped", O_RDONLY, length, PROT_READ, MAP_PRIVATE, 1);
    map("mmap ENOMEM", ENOMEM, "mapped", O_RDONLY, (size_t)1 << 62, PROT_READ, MAP_PRIVATE, 0);
    map("mmap EPERM, noexec", EPERM, "noexec/program", O_RDONLY, length, PROT_READ | PROT_EXEC,
        MAP_PRIVATE, 0);
    locate(&file);
    tell("mprotect EACCES", "mmap", "mprotect",
         mprotect(at, length, PROT_READ | PROT_EXEC) != 0 ? errno : 0, EACCES, NULL, &file, 0);
    close(file.fd);
}

static void lease_failure(void) {
    const struct row row = {.label = "EAGAIN of a lease", .how = by_openat, .want = EAGAIN,
                            .place = &here, .name = "leased", .flags = O_WRONLY | O_NONBLOCK};
    int fd;

    make_file("leased", 0600, "");
    fd = checked(open("leased", O_RDONLY), "leased");
    signal(SIGIO, SIG_IGN);
    checked(fcntl(fd, F_SETLEASE, F_RDLCK), "lease");
    run(&row);
    close(fd);
}

// A handle of a file that is no more has no name.
static void handle_failures(void) {
    union {
        struct file_handle handle;
        char bytes[sizeof(struct file_handle) + MAX_HANDLE_SZ];
    } u = {.handle = {.handle_bytes = MAX_HANDLE_SZ}};
    const int dir = checked(open(".", O_RDONLY | O_DIRECTORY), ".");
    int id, fd;

    make_file("stale", 0600, "");
    checked(name_to_handle_at(AT_FDCWD, "stale", &u.handle, &id, 0), "name_to_handle_at");
    checked(unlink("stale"), "stale");
    fd = open_by_handle_at(dir, &u.handle, O_RDONLY);
    tell("ESTALE", "open", "open_by_handle_at", fd < 0 ? errno : 0, ESTALE, NULL, NULL, O_RDONLY);
    checked(seteuid(nobody), "seteuid");
    fd = open_by_handle_at(dir, &u.handle, O_RDONLY);
    tell("EPERM by handle", "open", "open_by_handle_at", fd < 0 ? errno : 0, EPERM, NULL, NULL,
         O_RDONLY);
    checked(seteuid(0), "seteuid");
    close(dir);
}

static void successes(void) {
    const struct row rows[] = {
        {.label = "success", .how = by_openat, .place = &here, .name = "ok-1"},
        {.label = "success openat2", .how = by_openat2, .place = &here, .name = "ok-2",
         .resolve = RESOLVE_BENEATH},
        {.label = "success creat", .how = by_creat, .place = &here, .name = "ok-3"},
    };

    RUN(rows);
}

static void no_descriptor_left(void) {
    const struct row row = {
        .label = "EMFILE", .how = by_openat, .want = EMFILE, .place = &here, .name = "file"};
    struct rlimit limit, none;

    checked(getrlimit(RLIMIT_NOFILE, &limit), "getrlimit");
    none = limit;
    none.rlim_cur = 3;
    checked(setrlimit(RLIMIT_NOFILE, &none), "setrlimit");
    run(&row);
    checked(setrlimit(RLIMIT_NOFILE, &limit), "setrlimit");
}

// Runs that in a child, whose working or root directory is not ours.
static void apart(void (*what)(void)) {
    int status;
    pid_t child;

    fflush(stdout);
    child = checked(fork(), "fork");
    if (child == 0) {
        what();
        fflush(stdout);
        _exit(wrong);
    }
    checked(waitpid(child, &status, 0), "waitpid");
    wrong |= status;
}

static const struct row relative_and_absolute[] = {
    {.label = "elsewhere, relative", .how = by_openat, .want = ENOENT, .place = &here,
     .name = "none"},
    {.label = "elsewhere, absolute", .how = by_open, .want = ENOENT, .place = &here,
     .name = "/none"},
    {.label = "elsewhere, in a directory", .how = by_openat, .want = ENOENT, .place = &sub,
     .name = "none"},
    {.label = "elsewhere, exec", .how = by_execve, .want = ENOENT, .place = &here,
     .name = "./none"},
};

static void in_removed_directory(void) {
    checked(mkdir("removed", 0700), "removed");
    checked(chdir("removed"), "removed");
    checked(rmdir("../removed"), "removed");
    here.status = "deleted";
    locate(&here);
    RUN(relative_and_absolute);
}

static void in_root_directory(void) {
    checked(chdir("/"), "/");
    locate(&here);
    RUN(relative_and_absolute);
}

static void in_chroot(void) {
    checked(chroot("jail"), "chroot");
    checked(chdir("/"), "/");
    strcpy(here.text, "/");
    sub.status = "escaped";
    RUN(relative_and_absolute);
}

static void outside_chroot(void) {
    checked(chroot("jail"), "chroot");
    here.status = "escaped";
    sub.status = "escaped";
    RUN(relative_and_absolute);
}

static void in_unmounted_directory(void) {
    const struct row rows[] = {
        {.label = "unmounted", .how = by_openat, .want = ENOENT, .place = &unmounted,
         .name = "none"},
    };

    checked(mkdir("mounted", 0700), "mounted");
    mount_tmpfs("mounted", 0, "");
    checked(mkdir("mounted/within", 0700), "within");
    unmounted.fd = checked(open("mounted/within", O_RDONLY), "within");
    checked(umount2("mounted", MNT_DETACH), "mounted");
    strcpy(unmounted.text, "within");
    RUN(rows);
}

int main(int argc, char** argv) {
    if (argc != 2) {
        fputs("usage: fail_opens DIR\n", stderr);
        return 2;
    }
    set_up(argv[1]);
    plain_failures();
    openat2_failures();
    exec_failures();
    map_failures();
    handle_failures();
    lease_failure();
    no_descriptor_left();
    successes();
    apart(in_removed_directory);
    apart(in_root_directory);
    apart(in_chroot);
    apart(outside_chroot);
    apart(in_unmounted_directory);
    return wrong;
}
