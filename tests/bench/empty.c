// SPDX-License-Identifier: GPL-2.0-only
// The floor of every tracer: BPF programs that do nothing, attached until killed.
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const struct kind {
    const char *word;
    enum bpf_prog_type type;
    enum bpf_attach_type attach;
} kinds[] = {
    {"lsm:", BPF_PROG_TYPE_LSM, BPF_LSM_MAC},
    {"fentry:", BPF_PROG_TYPE_TRACING, BPF_TRACE_FENTRY},
    {"fexit:", BPF_PROG_TYPE_TRACING, BPF_TRACE_FEXIT},
    {"", BPF_PROG_TYPE_RAW_TRACEPOINT, 0},
};

static int attach(const char *place)
{
    static const struct bpf_insn nothing[] = {
        {.code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = BPF_REG_0},
        {.code = BPF_JMP | BPF_EXIT},
    };
    const struct kind *kind = kinds;
    LIBBPF_OPTS(bpf_prog_load_opts, options);
    int program;

    while (strncmp(place, kind->word, strlen(kind->word)) != 0)
        kind++;
    place += strlen(kind->word);
    options.expected_attach_type = kind->attach;
    if (*kind->word) {
        int id = libbpf_find_vmlinux_btf_id(place, kind->attach);

        if (id < 0)
            return id;
        options.attach_btf_id = (__u32)id;
    }
    program = bpf_prog_load(kind->type, "empty", "GPL", nothing, 2, &options);
    if (program < 0)
        return program;
    return bpf_raw_tracepoint_open(*kind->word ? NULL : place, program);
}

int main(int argc, char **argv)
{
    int i;

    if (argc < 2) {
        fputs("usage: empty PLACE...   a raw tracepoint, as sys_exit; lsm:HOOK, fentry:FUNCTION, "
              "fexit:FUNCTION\n",
              stderr);
        return 2;
    }
    for (i = 1; i < argc; i++) {
        int link = attach(argv[i]);

        if (link < 0) {
            fprintf(stderr, "empty: %s: %s\n", argv[i], strerror(-link));
            return 1;
        }
    }
    fputs("empty: ready\n", stderr);
    for (;;)
        pause();
}
