// SPDX-License-Identifier: GPL-2.0-only
// int80 DIR: i386 system calls from a 64-bit program: open, openat, openat2, creat, mmap2 and the
// old mmap with its arguments in memory, each on a file of its own in DIR named after the call.
// Status 77 where that cannot be.
#define _GNU_SOURCE
#include <stdio.h>

#ifdef __x86_64__
#include <fcntl.h>
#include <linux/openat2.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { i386_open = 5, i386_creat = 8, i386_mmap = 90, i386_mmap2 = 192, i386_openat = 295,
       i386_openat2 = 437 };

static int int80(int nr, uintptr_t a, uintptr_t b, uintptr_t c, uintptr_t d, uintptr_t e)
{
    long result = nr;

    // The sixth argument, in %ebp, is the offset of a mapping: 0 in every call here.
    __asm__ volatile("push %%rbp\n\txor %%ebp, %%ebp\n\tint $0x80\n\tpop %%rbp"
                     : "+a"(result)
                     : "b"(a), "c"(b), "d"(c), "S"(d), "D"(e)
                     : "memory", "cc", "r8", "r9", "r10", "r11");
    return (int)result;
}

static void unsupported(int signal)
{
    (void)signal;
    _exit(77);
}

static int failed;

static int checked(int fd, const char *what)
{
    if (fd < 0 && fd > -4096) {
        fprintf(stderr, "%s: %s\n", what, strerror(-fd));
        failed = 1;
    }
    return fd;
}

int main(int argc, char **argv)
{
    // 32-bit pointers only: everything the calls point to lies in here.
    char *low = mmap(NULL, 4096, PROT_READ | PROT_WRITE,
                     MAP_PRIVATE | MAP_ANONYMOUS | MAP_32BIT, -1, 0);
    const uintptr_t at_cwd = (uint32_t)AT_FDCWD;

    if (argc != 2 || chdir(argv[1]) != 0 || low == MAP_FAILED) {
        fputs("usage: int80 DIR\n", stderr);
        return 2;
    }
    signal(SIGSEGV, unsupported);
    const uintptr_t name = (uintptr_t)low, more = name + 256;

    strcpy(low, "open");
    const int fd = checked(int80(i386_open, name, O_RDWR | O_CREAT | O_EXCL, 0600, 0, 0), low);
    if (fd == -38) // ENOSYS
        return 77;
    strcpy(low, "openat");
    checked(int80(i386_openat, at_cwd, name, O_WRONLY | O_CREAT, 0600, 0), low);
    strcpy(low, "creat");
    checked(int80(i386_creat, name, 0600, 0, 0, 0), low);
    strcpy(low, "openat2");
    struct open_how how = {.flags = O_WRONLY | O_CREAT | O_TRUNC, .mode = 0600};
    memcpy(low + 256, &how, sizeof how);
    checked(int80(i386_openat2, at_cwd, name, more, sizeof how, 0), low);

    strcpy(low, "mmap2");
    const int mapped = open(low, O_RDWR | O_CREAT, 0600);
    if (mapped < 0 || ftruncate(mapped, 4096) != 0)
        return 1;
    checked(int80(i386_mmap2, 0, 4096, PROT_READ, MAP_PRIVATE, (uintptr_t)mapped), low);
    strcpy(low, "mmap");
    const int old = open(low, O_RDWR | O_CREAT, 0600);
    if (old < 0 || ftruncate(old, 4096) != 0)
        return 1;
    const uint32_t arguments[6] = {0, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, (uint32_t)old, 0};
    memcpy(low + 256, arguments, sizeof arguments);
    checked(int80(i386_mmap, more, 0, 0, 0, 0), low);
    return failed;
}
#else
int main(void)
{
    fputs("not an x86_64 program\n", stderr);
    return 77;
}
#endif
