// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/knobs.h"

#include <algorithm>
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <unistd.h>

#include <fileaudit.skel.h>

namespace fileaudit {
namespace {

// Followed processes come and go: room for so many at once.
constexpr uint32_t most_tracked = 65536;
constexpr uint32_t most_calls_at_once = 16384;
constexpr uint32_t most_open_files = 65536;
constexpr uint32_t most_cgroups_remembered = 4096;

void set_mask(fa_mask& knob, const Mask& mask) {
    knob = {mask.include, mask.exclude};
}

uint32_t op_bits(const Mask& ops) {
    return (ops.include ? ops.include : ~0u) & ~ops.exclude;
}

bool wants(const SessionPlan& plan, fa_op op) {
    return (op_bits(plan.filter.ops) & 1u << op) != 0;
}

uint32_t set_ranges(fa_id_range* knob, const std::vector<fa_id_range>& ranges) {
    const size_t count = std::min<size_t>(ranges.size(), FA_RANGES_MAX);
    std::copy_n(ranges.begin(), count, knob);
    return static_cast<uint32_t>(count);
}

// A few pids to choose from are told beforehand; what ends is no longer in the map.
void set_given_pids(::fileaudit_bpf& s, const KernelFilter& f) {
    auto& knobs = *s.rodata;
    if (f.follow || f.pid_sides != FA_IN || f.pids.size() > std::size(knobs.fa_given_pids))
        return;
    for (const auto& [pid, side] : f.pids)
        knobs.fa_given_pids[knobs.fa_few_pids++] = pid;
}

void set_filter_knobs(::fileaudit_bpf& s, const KernelFilter& f) {
    auto& knobs = *s.rodata;
    knobs.fa_ops = op_bits(f.ops);
    knobs.fa_pid_sides = f.pid_sides;
    set_given_pids(s, f);
    std::copy(f.set_sides.begin(), f.set_sides.end(), knobs.fa_set_sides);
    std::copy(f.prefix_sides.begin(), f.prefix_sides.end(), knobs.fa_prefix_sides);
    knobs.fa_uid_range_count = set_ranges(knobs.fa_uid_ranges, f.uids);
    knobs.fa_gid_range_count = set_ranges(knobs.fa_gid_ranges, f.gids);
    set_mask(knobs.fa_accesses, f.access);
    set_mask(knobs.fa_prots, f.prot);
    set_mask(knobs.fa_sharings, f.sharing);
    set_mask(knobs.fa_verdicts, f.verdicts);
    set_mask(knobs.fa_vias, f.via);
    knobs.fa_outcomes = f.outcomes;
    knobs.fa_slower_than_ns = f.slower_than_ns;
    knobs.fa_backing = f.backing;
    knobs.fa_only_writes = f.writes;
    knobs.fa_no_device_nodes = f.no_device_nodes;
    knobs.fa_uniq_keys = f.uniq;
    knobs.fa_sample = f.sample;
    knobs.fa_rate = std::min<uint64_t>(f.rate, UINT32_MAX - 1); // counted in 32 bits
    const bool asks_about_paths = std::any_of(f.prefix_sides.begin(), f.prefix_sides.end(),
                                              [](uint8_t sides) { return sides != 0; });
    knobs.fa_rate_early = !asks_about_paths && f.verdicts.empty() && f.uniq == 0;
}

bool by_cgroup(const KernelFilter& f) {
    return f.set_sides[FA_KIND_CGROUP] || f.set_sides[FA_KIND_CONTAINER] ||
           f.set_sides[FA_KIND_SERVICE];
}

bool wants_failures(const SessionPlan& plan) {
    return (plan.filter.outcomes & FA_OUTCOME_FAILED) != 0;
}

// What is told where: at a hook's own moment, or when the call that came by it returns.
struct Moments {
    bool trampolines = false;   // lsm or fentry
    bool opens_at_exit = false; // opens by name
    bool maps_at_exit = false;  // those of mmap() and exec
    bool begun = false;         // when each began is noted
};

Moments moments_of(const SessionPlan& plan, const Attempt* attempt) {
    Moments m;
    if (!attempt)
        return m;
    const bool outcomes = asks_outcomes(plan.options);
    if (attempt->backend == Backend::tracepoint) {
        // a call's exit comes after its file can be found by an inventory
        m.begun = plan.options.existing || plan.options.latency || plan.filter.slower_than_ns != 0;
        return m;
    }
    const bool fentry = attempt->backend == Backend::fentry;
    m.trampolines = true;
    m.opens_at_exit = (fentry || outcomes) && !plan.features.open_function.empty();
    m.maps_at_exit =
        (fentry || wants_failures(plan)) && plan.features.functions.count("vm_mmap_pgoff") != 0;
    m.begun = m.opens_at_exit && outcomes;
    return m;
}

} // namespace

void set_knobs(::fileaudit_bpf& s, const SessionPlan& plan, const Attempt* attempt) {
    auto& knobs = *s.rodata;
    knobs.fa_use_kfuncs = attempt && attempt->kfuncs;
    knobs.fa_cross_check = plan.options.cross_check;
    const Moments moments = moments_of(plan, attempt);
    knobs.fa_page_size = static_cast<uint64_t>(getpagesize());
    knobs.fa_note_begun = moments.begun;
    knobs.fa_opens_at_exit = moments.opens_at_exit;
    knobs.fa_maps_at_exit = moments.maps_at_exit;
    knobs.fa_hooks = !attempt                              ? 0
                     : attempt->backend == Backend::lsm    ? FA_BACKEND_LSM
                     : attempt->backend == Backend::fentry ? FA_BACKEND_FENTRY
                                                           : FA_BACKEND_TRACEPOINT;
    knobs.fa_tell_opener = plan.options.opener;
    knobs.fa_tell_args = plan.options.args;
    knobs.fa_tell_stack = plan.options.ustack;
    knobs.fa_ancestry = std::min<uint32_t>(plan.options.ancestry, FA_ANCESTORS_MAX);
    knobs.fa_total_keys = plan.options.summary.shown ? plan.options.summary.by : 0;
    knobs.fa_totals_only = !plan.options.summary.events;
    knobs.fa_wake_bytes = plan.options.ring_bytes / 4;
    knobs.fa_pidns = plan.features.pid_namespace;
    if (plan.features.pid_namespace == 0) // else the kernel has to tell us: fa_iter_self
        s.bss->fa_self_tgid = static_cast<uint32_t>(getpid());
    set_filter_knobs(s, plan.filter);
}

void size_maps(::fileaudit_bpf& s, const SessionPlan& plan, uint32_t cpus) {
    const KernelFilter& f = plan.filter;
    const auto set = [](bpf_map* map, size_t entries) {
        bpf_map__set_max_entries(map, static_cast<uint32_t>(std::max<size_t>(entries, 1)));
    };
    const uint32_t slots = std::max(bpf_map__max_entries(s.maps.fa_slots), cpus * FA_SLOTS_PER_CPU);
    s.rodata->fa_slot_count = slots;
    set(s.maps.fa_slots, slots);
    set(s.maps.fa_counts, cpus);
    set(s.maps.fa_events, plan.options.ring_bytes);
    set(s.maps.fa_begun, s.rodata->fa_note_begun ? most_calls_at_once : 1);
    set(s.maps.fa_pids, f.follow ? most_tracked : f.pids.size());
    set(s.maps.fa_set,
        f.set.size() + plan.same_files.include.size() + plan.same_files.exclude.size());
    set(s.maps.fa_cgroup_verdicts, by_cgroup(f) ? most_cgroups_remembered : 1);
    set(s.maps.fa_uniq_seen, f.uniq ? FA_UNIQ_MAX : 1);
    set(s.maps.fa_notes, wants_failures(plan) ? most_calls_at_once : 1);
    set(s.maps.fa_openers, plan.options.opener ? most_open_files : 1);
    const bool totals = plan.options.summary.shown;
    set(s.maps.fa_total_rows, totals ? FA_TOTALS_MAX : 1);
    set(s.maps.fa_totals, totals ? FA_TOTALS_MAX : 1);
    set(s.maps.fa_total_processes, totals ? FA_TOTAL_PROCESSES_MAX : 1);
}

namespace {

void load(bpf_program* program, bool wanted) {
    bpf_program__set_autoload(program, wanted);
}

void choose_hooks(::fileaudit_bpf& s, const SessionPlan& plan, const Attempt* attempt) {
    const KernelFilter& f = plan.filter;
    const auto uses = [&](Backend backend) { return attempt && attempt->backend == backend; };
    // who opened what is mapped must be seen, told or not
    const bool open = wants(plan, FA_OP_OPEN) || plan.options.opener;
    const bool map = wants(plan, FA_OP_MMAP);
    const bool failed_exec = wants(plan, FA_OP_EXEC) && wants_failures(plan);
    load(s.progs.fa_lsm_file_open, uses(Backend::lsm) && open);
    load(s.progs.fa_lsm_mmap_file, uses(Backend::lsm) && map);
    load(s.progs.fa_fexit_file_open, uses(Backend::fentry) && open);
    load(s.progs.fa_fexit_mmap_file, uses(Backend::fentry) && map);
    load(s.progs.fa_tp_sys_exit, uses(Backend::tracepoint) && (open || map || failed_exec));
    load(s.progs.fa_tp_sys_enter,
         uses(Backend::tracepoint) && moments_of(plan, attempt).begun && (open || map));
    load(s.progs.fa_tp_exec, attempt && wants(plan, FA_OP_EXEC) &&
                                 (f.outcomes & FA_OUTCOME_OK) != 0 && f.slower_than_ns == 0);
    load(s.progs.fa_tp_fork, attempt && f.follow);
    load(s.progs.fa_tp_exit,
         attempt && (f.pid_sides || f.set_sides[FA_KIND_TID] || f.set_sides[FA_KIND_PPID]));
}

// How opens and maps end, and who said no: for lsm and fentry.
void choose_exits(::fileaudit_bpf& s, const SessionPlan& plan, const Attempt* attempt) {
    const Moments moments = moments_of(plan, attempt);
    const auto hook = [&](bpf_program* program, const std::string& function, bool wanted) {
        wanted = wanted && moments.trampolines && plan.features.functions.count(function) != 0;
        load(program, wanted);
        if (wanted)
            bpf_program__set_attach_target(program, 0, function.c_str());
    };
    const bool failures = wants_failures(plan);
    const bool open =
        wants(plan, FA_OP_OPEN) || plan.options.opener || (failures && wants(plan, FA_OP_EXEC));
    const bool map = wants(plan, FA_OP_MMAP);
    const std::string& function = plan.features.open_function;
    hook(s.progs.fa_open_begin, function, open && moments.begun);
    hook(s.progs.fa_open_exit, function, open);
    hook(s.progs.fa_open_root_begin, "do_file_open_root", open && moments.begun);
    hook(s.progs.fa_open_root_exit, "do_file_open_root", open);
    hook(s.progs.fa_call_exit, "do_sys_openat2", open && failures);
    hook(s.progs.fa_map_exit, "vm_mmap_pgoff", map && moments.maps_at_exit);
    hook(s.progs.fa_mprotect_exit, "security_file_mprotect", map);
    hook(s.progs.fa_answer_open, "security_file_open", open && failures);
    hook(s.progs.fa_answer_permission, "security_inode_permission", open && failures);
    hook(s.progs.fa_answer_mknod, "security_path_mknod", open && failures);
    hook(s.progs.fa_answer_create, "security_inode_create", open && failures);
    hook(s.progs.fa_answer_path_truncate, "security_path_truncate", open && failures);
    hook(s.progs.fa_answer_file_truncate, "security_file_truncate", open && failures);
    hook(s.progs.fa_answer_mmap, "security_mmap_file", map && failures);
}

void choose_iterators(::fileaudit_bpf& s, const SessionPlan& plan, const Attempt* attempt) {
    const KernelFilter& f = plan.filter;
    const bool inventory = !attempt || plan.options.existing;
    const auto iterate = [&](bpf_program* program, bool wanted) {
        load(program, wanted);
        bpf_program__set_autoattach(program, false);
    };
    iterate(s.progs.fa_iter_files, inventory && wants(plan, FA_OP_HELD_OPEN));
    iterate(s.progs.fa_iter_maps, inventory && wants(plan, FA_OP_HELD_MAP));
    iterate(s.progs.fa_iter_tree, f.follow);
    iterate(s.progs.fa_iter_self, plan.features.pid_namespace != 0);
    iterate(s.progs.fa_iter_identify, f.set_sides[FA_KIND_FILE] != 0);
}

} // namespace

void choose_programs(::fileaudit_bpf& s, const SessionPlan& plan, const Attempt* attempt) {
    choose_hooks(s, plan, attempt);
    choose_exits(s, plan, attempt);
    choose_iterators(s, plan, attempt);
}

bool fill_filters(::fileaudit_bpf& s, const KernelFilter& f) {
    const auto put = [&](bpf_map* map, const auto& key, fa_side side) {
        const uint8_t value = side;
        return bpf_map__update_elem(map, &key, sizeof key, &value, sizeof value, BPF_ANY) == 0;
    };
    for (const auto& [pid, side] : f.pids)
        if (!put(s.maps.fa_pids, pid, side))
            return false;
    for (const auto& [key, side] : f.set)
        if (!put(s.maps.fa_set, key, side))
            return false;
    for (const auto& [which, text, side] : f.prefixes) {
        fa_prefix_key key{};
        key.bits = static_cast<uint32_t>((1 + text.size()) * 8);
        key.which = static_cast<uint8_t>(which);
        std::copy(text.begin(), text.end(), key.text);
        if (!put(s.maps.fa_prefixes, key, side))
            return false;
    }
    return true;
}

bool put_same_file(::fileaudit_bpf& s, const fa_identity& identity, fa_side side) {
    fa_set_key key{};
    key.kind = FA_KIND_FILE;
    key.a = uint64_t{identity.dev_major} << 32 | identity.dev_minor;
    key.b = identity.ino;
    const uint8_t value = side;
    return bpf_map__update_elem(s.maps.fa_set, &key, sizeof key, &value, sizeof value, BPF_ANY) ==
           0;
}

} // namespace fileaudit
