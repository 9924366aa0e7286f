// SPDX-License-Identifier: GPL-2.0-only
// What the BPF programs cost the kernel's verifier: loads those of each backend and resolver this
// kernel takes, as src/kernel/session.cpp does, and prints how many instructions were verified.
//
//   verified            a table, without filters and with all of them
//   verified --lines    `verified:`, SETUP, PROGRAM and the number with all filters, between tabs;
//                       without --cross-check
//   verified SETUP      one of the setups, with libbpf's words and the verifier's log
#define _GNU_SOURCE
#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include "../../bpf/filter_abi.h"
// What bpftool writes is not of our warnings.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wsign-conversion"
#include <fileaudit.skel.h>
#pragma GCC diagnostic pop
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

enum backends { LSM = 1, FENTRY = 2, TRACEPOINT = 4, ITERATORS = 8 };

// Programs of several backends are loaded at once where their knobs are the same, and what does not
// depend on the knobs of LSM programs is loaded with the walk alone: all is verified once.
static const struct setup {
    const char *name;
    unsigned backends;
    bool kfuncs;
    bool cross_check;
    bool otherwise; // when the one before was refused
} setups[] = {
    {"kfunc", LSM, true, false, false},
    {"cross-check", LSM, true, true, false},
    {"walk", LSM | FENTRY | TRACEPOINT | ITERATORS, false, false, false},
    {"walk", TRACEPOINT | ITERATORS, false, false, true},
};

static bool kernel_has(const char *function)
{
    static struct btf *kernel;

    if (!kernel)
        kernel = btf__load_vmlinux_btf();
    return kernel && btf__find_by_name_kind(kernel, function, BTF_KIND_FUNC) > 0;
}

// All filters on is what most branches, and so most of the verifier's work, come with.
static void set_filters(struct fileaudit_bpf *s)
{
    const unsigned char both = FA_IN | FA_OUT;

    s->rodata->fa_pid_sides = both;
    memset(s->rodata->fa_set_sides, both, FA_KIND_COUNT);
    memset(s->rodata->fa_prefix_sides, both, FA_PATH_COUNT);
    s->rodata->fa_uid_range_count = FA_RANGES_MAX;
    s->rodata->fa_gid_range_count = FA_RANGES_MAX;
    s->rodata->fa_accesses.include = s->rodata->fa_accesses.exclude = 1;
    s->rodata->fa_prots.include = s->rodata->fa_prots.exclude = 1;
    s->rodata->fa_sharings.include = 1;
    s->rodata->fa_verdicts.include = s->rodata->fa_verdicts.exclude = 1;
    s->rodata->fa_only_writes = true;
    s->rodata->fa_no_device_nodes = true;
    s->rodata->fa_uniq_keys = ~0u;
    s->rodata->fa_sample = 10;
    s->rodata->fa_rate = 1000;
    s->rodata->fa_pidns = 1;
    s->rodata->fa_note_begun = true;
    s->rodata->fa_outcomes = FA_OUTCOME_OK | FA_OUTCOME_FAILED;
    s->rodata->fa_vias.exclude = 1;
    s->rodata->fa_slower_than_ns = 1;
    s->rodata->fa_backing = true;
    s->rodata->fa_tell_opener = s->rodata->fa_tell_args = s->rodata->fa_tell_stack = true;
    s->rodata->fa_ancestry = FA_ANCESTORS_MAX;
    s->rodata->fa_total_keys = ~0u;
    s->rodata->fa_opens_at_exit = s->rodata->fa_maps_at_exit = true;
}

static void set_knobs(struct fileaudit_bpf *s, const struct setup *setup, bool filters)
{
    s->rodata->fa_use_kfuncs = setup->kfuncs;
    s->rodata->fa_cross_check = setup->cross_check;
    s->rodata->fa_wake_bytes = 1u << 20;
    if (filters)
        set_filters(s);
}

static void load_if(struct bpf_program *program, bool wanted, const char *function)
{
    bpf_program__set_autoload(program, wanted && kernel_has(function));
    if (wanted && kernel_has(function))
        bpf_program__set_attach_target(program, 0, function);
}

// How opens and maps end, and who said no.
static void choose_exits(struct fileaudit_bpf *s, bool hooks, bool all)
{
    const char *open = kernel_has("do_filp_open") ? "do_filp_open" : "do_file_open";

    load_if(s->progs.fa_open_begin, hooks && all, open);
    load_if(s->progs.fa_open_exit, hooks, open);
    load_if(s->progs.fa_open_root_begin, hooks && all, "do_file_open_root");
    load_if(s->progs.fa_open_root_exit, hooks, "do_file_open_root");
    load_if(s->progs.fa_call_exit, hooks && all, "do_sys_openat2");
    load_if(s->progs.fa_map_exit, hooks && all, "vm_mmap_pgoff");
    load_if(s->progs.fa_mprotect_exit, hooks, "security_file_mprotect");
    load_if(s->progs.fa_answer_open, hooks && all, "security_file_open");
    load_if(s->progs.fa_answer_permission, hooks && all, "security_inode_permission");
    load_if(s->progs.fa_answer_mknod, hooks && all, "security_path_mknod");
    load_if(s->progs.fa_answer_create, hooks && all, "security_inode_create");
    load_if(s->progs.fa_answer_path_truncate, hooks && all, "security_path_truncate");
    load_if(s->progs.fa_answer_file_truncate, hooks && all, "security_file_truncate");
    load_if(s->progs.fa_answer_mmap, hooks && all, "security_mmap_file");
}

static void choose_programs(struct fileaudit_bpf *s, unsigned backends, bool filters)
{
    bool events = backends & (FENTRY | TRACEPOINT);

    choose_exits(s, backends & FENTRY, filters);
    bpf_program__set_autoload(s->progs.fa_lsm_file_open, backends & LSM);
    bpf_program__set_autoload(s->progs.fa_lsm_mmap_file, backends & LSM);
    bpf_program__set_autoload(s->progs.fa_fexit_file_open, backends & FENTRY);
    bpf_program__set_autoload(s->progs.fa_fexit_mmap_file, backends & FENTRY);
    bpf_program__set_autoload(s->progs.fa_tp_sys_exit, backends & TRACEPOINT);
    bpf_program__set_autoload(s->progs.fa_tp_sys_enter, filters && backends & TRACEPOINT);
    bpf_program__set_autoload(s->progs.fa_tp_exec, events);
    bpf_program__set_autoload(s->progs.fa_tp_fork, filters && events);
    bpf_program__set_autoload(s->progs.fa_tp_exit, filters && events);
    bpf_program__set_autoload(s->progs.fa_iter_files, backends & ITERATORS);
    bpf_program__set_autoload(s->progs.fa_iter_maps, backends & ITERATORS);
    bpf_program__set_autoload(s->progs.fa_iter_tree, filters && backends & ITERATORS);
    bpf_program__set_autoload(s->progs.fa_iter_self, filters && backends & ITERATORS);
    bpf_program__set_autoload(s->progs.fa_iter_identify, filters && backends & ITERATORS);
}

static bool lines; // for a program to read

static void print_programs(const struct fileaudit_bpf *s, const char *release, const char *setup,
                           bool filters)
{
    struct bpf_program *program;

    bpf_object__for_each_program(program, s->obj) {
        struct bpf_prog_info info = {0};
        __u32 size = sizeof(info);
        int fd = bpf_program__fd(program);

        if (fd < 0 || bpf_obj_get_info_by_fd(fd, &info, &size) != 0)
            continue;
        if (lines)
            printf("verified:\t%s\t%s\t%u\n", setup, bpf_program__name(program),
                   info.verified_insns);
        else
            printf("%-28s %-12s %-8s %-24s %8u %8u %8u\n", release, setup, filters ? "all" : "none",
                   bpf_program__name(program), info.verified_insns,
                   info.xlated_prog_len / (unsigned)sizeof(struct bpf_insn), info.jited_prog_len);
    }
}

// Whether the kernel took the programs.
static bool measure(const struct setup *setup, const char *release, bool filters)
{
    int cpus = libbpf_num_possible_cpus(), error;
    struct fileaudit_bpf *s = NULL;

    if (fileaudit_unpack_bpf_object(kernel_has("bpf_rdonly_cast")))
        s = fileaudit_bpf__open();
    if (!s || cpus < 1)
        return false;
    set_knobs(s, setup, filters);
    choose_programs(s, setup->backends, filters);
    s->rodata->fa_slot_count = bpf_map__max_entries(s->maps.fa_slots);
    bpf_map__set_max_entries(s->maps.fa_counts, (unsigned)cpus);
    error = fileaudit_bpf__load(s);
    if (error)
        printf("%-28s %-12s %-8s refused: %s\n", release, setup->name, filters ? "all" : "none",
               strerror(-error));
    else
        print_programs(s, release, setup->name, filters);
    fileaudit_bpf__destroy(s);
    return !error;
}

static bool verbose;

static int say(enum libbpf_print_level level, const char *format, va_list arguments)
{
    (void)level;
    return verbose ? vfprintf(stderr, format, arguments) : 0; // a refusal is a line of the table
}

int main(int argc, char **argv)
{
    bool kfuncs = kernel_has("bpf_path_d_path"), last = true;
    struct utsname name;
    int taken = 0;
    size_t i;

    uname(&name);
    lines = argc > 1 && !strcmp(argv[1], "--lines");
    verbose = argc > 1 && !lines;
    libbpf_set_print(say);
    if (!lines)
        printf("%-28s %-12s %-8s %-24s %8s %8s %8s\n", "KERNEL", "SETUP", "FILTERS", "PROGRAM",
               "VERIFIED", "INSNS", "JITED B");
    for (i = 0; i < sizeof(setups) / sizeof(setups[0]); i++) {
        const struct setup *setup = &setups[i];

        // With all filters, --cross-check takes more of the stack than there is.
        if (lines && setup->cross_check)
            continue;
        if ((setup->kfuncs && !kfuncs) || (setup->otherwise && last) ||
            (verbose && strcmp(setup->name, argv[1]) != 0))
            continue;
        last = (lines || measure(setup, name.release, false)) && measure(setup, name.release, true);
        taken += last;
    }
    return taken ? 0 : 1;
}
