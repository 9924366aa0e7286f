// SPDX-License-Identifier: GPL-2.0-only
// lsm_deny COMM: a BPF LSM program beside fileaudit's, as small as one can be: tasks of that name (at most
// seven bytes) may open nothing, EPERM. Prints `ready` once it is attached, and stays until it is killed.
#define _GNU_SOURCE
#include <fcntl.h>
#include <linux/bpf.h>
#include <linux/btf.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static _Noreturn void die(const char *what)
{
    perror(what);
    exit(1);
}

static char *read_types(void)
{
    const int fd = open("/sys/kernel/btf/vmlinux", O_RDONLY | O_CLOEXEC);
    struct stat st;
    size_t have = 0;
    ssize_t n;
    char *bytes;

    if (fd < 0 || fstat(fd, &st) != 0 || !(bytes = malloc((size_t)st.st_size)))
        die("BTF");
    while ((n = read(fd, bytes + have, (size_t)st.st_size - have)) > 0)
        have += (size_t)n;
    close(fd);
    return bytes;
}

// How many bytes follow the header of a type (Documentation/bpf/btf.rst).
static size_t more(const struct btf_type *type)
{
    const size_t count = BTF_INFO_VLEN(type->info);

    switch (BTF_INFO_KIND(type->info)) {
    case BTF_KIND_INT:
    case BTF_KIND_VAR:
    case BTF_KIND_DECL_TAG:
        return 4;
    case BTF_KIND_ARRAY:
        return sizeof(struct btf_array);
    case BTF_KIND_STRUCT:
    case BTF_KIND_UNION:
        return count * sizeof(struct btf_member);
    case BTF_KIND_ENUM:
        return count * sizeof(struct btf_enum);
    case BTF_KIND_FUNC_PROTO:
        return count * sizeof(struct btf_param);
    case BTF_KIND_DATASEC:
        return count * sizeof(struct btf_var_secinfo);
    case BTF_KIND_ENUM64:
        return count * 12;
    default:
        return 0;
    }
}

static uint32_t id_of_function(const char *name)
{
    const char *bytes = read_types();
    const struct btf_header *header = (const struct btf_header *)(const void *)bytes;
    const char *types = bytes + header->hdr_len + header->type_off;
    const char *names = bytes + header->hdr_len + header->str_off;
    const char *end = types + header->type_len;

    for (uint32_t id = 1; types < end; id++) {
        const struct btf_type *type = (const struct btf_type *)(const void *)types;

        if (BTF_INFO_KIND(type->info) == BTF_KIND_FUNC && strcmp(names + type->name_off, name) == 0)
            return id;
        types += sizeof *type + more(type);
    }
    fprintf(stderr, "no %s in BTF\n", name);
    exit(1);
}

static int bpf(int command, union bpf_attr *attr)
{
    return (int)syscall(SYS_bpf, command, attr, sizeof *attr);
}

int main(int argc, char **argv)
{
    char comm[8] = "";
    uint32_t words[2];
    static char log[65536];

    if (argc != 2 || strlen(argv[1]) > 7) {
        fputs("usage: lsm_deny COMM\n", stderr);
        return 2;
    }
    memcpy(comm + 7 - strlen(argv[1]), argv[1], strlen(argv[1])); // as high as a shift brings it
    memcpy(words, comm, sizeof words);

    const struct bpf_insn program[] = {
        {.code = BPF_ALU64 | BPF_MOV | BPF_X, .dst_reg = 6, .src_reg = 1},
        // comm into the stack
        {.code = BPF_ALU64 | BPF_MOV | BPF_X, .dst_reg = 1, .src_reg = 10},
        {.code = BPF_ALU64 | BPF_ADD | BPF_K, .dst_reg = 1, .imm = -16},
        {.code = BPF_ST | BPF_MEM | BPF_DW, .dst_reg = 10, .off = -16}, // what follows its NUL is not said
        {.code = BPF_ST | BPF_MEM | BPF_DW, .dst_reg = 10, .off = -8},
        {.code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = 2, .imm = 16},
        {.code = BPF_JMP | BPF_CALL, .imm = BPF_FUNC_get_current_comm},
        // the other programs' verdict, unless it is the one
        {.code = BPF_LDX | BPF_MEM | BPF_DW, .dst_reg = 0, .src_reg = 6, .off = 8},
        {.code = BPF_LDX | BPF_MEM | BPF_DW, .dst_reg = 2, .src_reg = 10, .off = -16},
        {.code = BPF_ALU64 | BPF_LSH | BPF_K, .dst_reg = 2, .imm = 8 * (7 - (int)strlen(argv[1]))},
        {.code = BPF_LD | BPF_IMM | BPF_DW, .dst_reg = 3, .imm = (int)words[0]},
        {.imm = (int)words[1]},
        {.code = BPF_JMP | BPF_JNE | BPF_X, .dst_reg = 2, .src_reg = 3, .off = 1},
        {.code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = 0, .imm = -1}, // -EPERM
        {.code = BPF_JMP | BPF_EXIT},
    };
    union bpf_attr load = {
        .prog_type = BPF_PROG_TYPE_LSM,
        .expected_attach_type = BPF_LSM_MAC,
        .attach_btf_id = id_of_function("bpf_lsm_file_open"),
        .insns = (uintptr_t)program,
        .insn_cnt = sizeof program / sizeof program[0],
        .license = (uintptr_t) "GPL",
        .log_buf = (uintptr_t)log,
        .log_size = sizeof log,
        .log_level = 1,
        .prog_name = "deny",
    };
    const int fd = bpf(BPF_PROG_LOAD, &load);

    if (fd < 0) {
        fputs(log, stderr);
        die("load");
    }
    union bpf_attr attach = {.raw_tracepoint = {.prog_fd = (uint32_t)fd}};
    if (bpf(BPF_RAW_TRACEPOINT_OPEN, &attach) < 0)
        die("attach");
    puts("ready");
    fflush(stdout);
    for (;;)
        pause();
}
