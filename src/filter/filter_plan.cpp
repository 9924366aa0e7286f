// SPDX-License-Identifier: GPL-2.0-only
// Option by option, in the order of src/filter/filters.h: what the kernel can decide alone it
// decides, and what it can only begin is finished in user space.
#include "filter/filter_plan.h"

#include "filter/filter_presets.h"
#include "filter/filter_set.h"
#include "filter/kernel_prefixes.h"
#include "filter/option_text.h"

#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <utility>

namespace fileaudit {

namespace {

struct PathOption {
    const char* name;
    fa_path which;
    Choice<PathPattern> Filters::*globs;
};

constexpr PathOption path_options[] = {
    {"--path", FA_PATH_TARGET, &Filters::paths},
    {"--exe", FA_PATH_EXE, &Filters::exes},
    {"--cwd", FA_PATH_CWD, &Filters::cwds},
    {"--root", FA_PATH_ROOT, &Filters::roots},
};

constexpr uint32_t key_of_path(size_t which) {
    return static_cast<uint32_t>(FA_KEY_PATH) << which;
}

Choice<uint64_t> device_numbers(const Choice<Device>& devices) {
    Choice<uint64_t> numbers;
    for (const Device& device : devices.include)
        numbers.include.push_back(uint64_t{device.major} << 32 | device.minor);
    for (const Device& device : devices.exclude)
        numbers.exclude.push_back(uint64_t{device.major} << 32 | device.minor);
    return numbers;
}

std::vector<fa_id_range> ranges_of(const Choice<IdRange>& ids) {
    std::vector<fa_id_range> ranges;
    for (const IdRange& range : ids.include)
        ranges.push_back({range.first, range.last, FA_IN});
    for (const IdRange& range : ids.exclude)
        ranges.push_back({range.first, range.last, FA_OUT});
    return ranges;
}

class Compiler {
public:
    Compiler(const Filters& filters, const SystemIds& ids, std::optional<uint32_t> rows_by,
             KernelThins kernel_thins)
        : filters_(filters), ids_(ids), rows_by_(rows_by), kernel_thins_(kernel_thins) {}

    FilterPlan run();

private:
    void decide_task();
    void decide_comms();
    void decide_ops();
    void decide_outcome();
    void decide_file();
    void decide_pseudo();
    void decide_paths();
    bool decide_alone(const PathOption& option);
    void decide_number();

    void say(Stage stage, std::string what) { plan_.decisions.push_back({stage, std::move(what)}); }

    template<class T> void say_list(Stage stage, std::string_view option, const Choice<T>& typed) {
        if (!typed.empty())
            say(stage, std::string(option) + " " + list_text(typed));
    }

    void say_mask(Stage stage, std::string_view option, const Mask& mask,
                  std::span<const OptionWord> words) {
        if (!mask.empty())
            say(stage, std::string(option) + " " + list_text(mask, words));
    }

    // What was typed, and after it what that is on this system where it is something else.
    template<class T, class Id>
    void say_both(Stage stage, std::string_view option, const Choice<T>& typed,
                  const Choice<Id>& found);

    void put_pids();
    void put_prefixes(fa_path which, const KernelPrefixes& prefixes);

    const Filters& filters_;
    const SystemIds& ids_;
    const std::optional<uint32_t> rows_by_;
    const KernelThins kernel_thins_;
    FilterPlan plan_;
    FilterSet set_;
};

template<class T, class Id>
void Compiler::say_both(Stage stage, std::string_view option, const Choice<T>& typed,
                        const Choice<Id>& found) {
    if (typed.empty())
        return;
    const std::string words = list_text(typed), numbers = list_text(found);
    std::string what = std::string(option) + " " + words;
    if (numbers != words)
        what += ": " + numbers;
    say(stage, std::move(what));
}

void Compiler::put_pids() {
    std::map<uint32_t, fa_side> pids;
    for (const uint32_t pid : filters_.pids.include)
        pids[pid] = FA_IN;
    for (const uint32_t pid : filters_.pids.exclude)
        pids[pid] = FA_OUT;
    for (const auto& [pid, side] : pids)
        plan_.kernel.pids.push_back({pid, side});
    plan_.kernel.pid_sides = sides_of(filters_.pids);
}

void Compiler::decide_task() {
    KernelFilter& kernel = plan_.kernel;
    put_pids();
    kernel.follow = filters_.follow;
    if (!filters_.pids.empty())
        say(Stage::task,
            "--pid " + list_text(filters_.pids) + (filters_.follow ? " with descendants" : ""));
    set_.put_numbers(FA_KIND_TID, filters_.tids);
    say_list(Stage::task, "--tid", filters_.tids);
    set_.put_numbers(FA_KIND_PPID, filters_.ppids);
    say_list(Stage::task, "--ppid", filters_.ppids);
    decide_comms();
    kernel.uids = ranges_of(ids_.uids);
    say_both(Stage::task, "--uid", filters_.users, ids_.uids);
    kernel.gids = ranges_of(ids_.gids);
    say_both(Stage::task, "--gid", filters_.groups, ids_.gids);

    const struct {
        const char* option;
        fa_kind kind;
        const Choice<std::string>& typed;
        const Choice<uint64_t>& found;
    } cgroup_options[] = {
        {"--cgroup", FA_KIND_CGROUP, filters_.cgroups, ids_.cgroups},
        {"--container", FA_KIND_CONTAINER, filters_.containers, ids_.containers},
        {"--service", FA_KIND_SERVICE, filters_.services, ids_.services},
    };
    for (const auto& [option, kind, typed, found] : cgroup_options) {
        set_.put_numbers(kind, found);
        const size_t count = found.include.size() + found.exclude.size();
        if (!typed.empty())
            say(Stage::task,
                fmt::format("{} {}: {} and all below", option, list_text(typed),
                            count == 1 ? "one cgroup" : fmt::format("{} cgroups", count)));
    }
    set_.put_numbers(FA_KIND_MNTNS, ids_.mount_namespaces);
    if (filters_.host_only)
        say(Stage::task, "--host-only: mount namespace " + list_text(ids_.mount_namespaces));
    else
        say_both(Stage::task, "--mntns", filters_.mount_namespaces, ids_.mount_namespaces);
}

// The kernel compares whole names only. One included glob leaves all included names to user
// space: each lets through what the others do not.
void Compiler::decide_comms() {
    Choice<NamePattern> exact;
    Choice<NamePattern>& rest = plan_.user.comms;
    const bool all_literal =
        std::all_of(filters_.comms.include.begin(), filters_.comms.include.end(),
                    [](const NamePattern& name) { return name.is_literal(); });
    (all_literal ? exact : rest).include = filters_.comms.include;
    for (const NamePattern& name : filters_.comms.exclude)
        (name.is_literal() ? exact : rest).exclude.push_back(name);

    for (const NamePattern& name : exact.include)
        set_.put_name(FA_KIND_COMM, name.literal(), FA_COMM_LEN, FA_IN);
    for (const NamePattern& name : exact.exclude)
        set_.put_name(FA_KIND_COMM, name.literal(), FA_COMM_LEN, FA_OUT);
    say_list(Stage::task, "--comm", exact);
    say_list(Stage::user, "--comm", rest);
}

// Which hooks there are: beside --op, those of what an option asks about.
void Compiler::decide_ops() {
    Mask& ops = plan_.kernel.ops;
    ops = filters_.ops;
    say_mask(Stage::attach, "--op", ops, op_words);
    const auto only_maps = [&](std::string option) {
        ops.exclude |= ~(1u << FA_OP_MMAP | 1u << FA_OP_HELD_MAP);
        say(Stage::attach, std::move(option) + ": only maps");
    };
    if (filters_.prot.include != 0)
        only_maps("--prot " + list_text(filters_.prot, prot_words));
    if ((filters_.sharing.include & FA_SHARED) != 0)
        only_maps("--shared");
    if ((filters_.sharing.include & FA_PRIVATE) != 0)
        only_maps("--private");
    if (filters_.slower_than.count() != 0) {
        ops.exclude |= ~(1u << FA_OP_OPEN);
        say(Stage::attach, "--slower-than: only opens");
    }
    if (filters_.outcomes == FA_OUTCOME_FAILED)
        say(Stage::attach, "--failed-only: only failures");
    else if ((filters_.outcomes & FA_OUTCOME_FAILED) != 0)
        say(Stage::attach, "--failed: failures too");
}

void Compiler::decide_outcome() {
    KernelFilter& kernel = plan_.kernel;
    kernel.outcomes = filters_.outcomes;
    set_.put_numbers(FA_KIND_ERRNO, filters_.errnos);
    if (!filters_.errnos.empty())
        say(Stage::file, "--errno " + errno_text(filters_.errnos) + ": of failures");
    kernel.via = filters_.via;
    say_mask(Stage::file, "--via", kernel.via, via_words);
    kernel.slower_than_ns = static_cast<uint64_t>(filters_.slower_than.count());
    if (kernel.slower_than_ns != 0)
        say(Stage::file, "--slower-than " + value_text(filters_.slower_than));
    kernel.backing = filters_.backing;
    if (kernel.backing)
        say(Stage::file, "--backing: also what a stacked file system opens below");
}

void Compiler::decide_file() {
    KernelFilter& kernel = plan_.kernel;
    kernel.access = filters_.access;
    say_mask(Stage::file, "--access", kernel.access, access_words);
    kernel.prot = filters_.prot;
    say_mask(Stage::file, "--prot", kernel.prot, prot_words);
    kernel.sharing = filters_.sharing;
    if ((kernel.sharing.include & FA_SHARED) != 0)
        say(Stage::file, "--shared");
    if ((kernel.sharing.include & FA_PRIVATE) != 0)
        say(Stage::file, "--private");
    kernel.writes = filters_.writes;
    if (kernel.writes)
        say(Stage::file, "--writes: only what can change a file");

    for (const std::string& name : ids_.fstypes.include)
        set_.put_name(FA_KIND_FSTYPE, name, FA_FSTYPE_LEN - 1, FA_IN);
    for (const std::string& name : ids_.fstypes.exclude)
        set_.put_name(FA_KIND_FSTYPE, name, FA_FSTYPE_LEN - 1, FA_OUT);
    say_both(Stage::file, "--fstype", filters_.fstypes, ids_.fstypes);
    set_.put_numbers(FA_KIND_DEV, device_numbers(filters_.devices));
    say_list(Stage::file, "--dev", filters_.devices);
    set_.put_numbers(FA_KIND_INO, filters_.inodes);
    say_list(Stage::file, "--inode", filters_.inodes);
    if (!filters_.same_files.empty())
        say(Stage::file,
            "--ino-of " + list_text(filters_.same_files) + ": under whatever name it is used");

    kernel.verdicts = filters_.verdicts;
    say_mask(Stage::path, "--verdict", kernel.verdicts, verdict_words);
    if (filters_.no_pseudo)
        decide_pseudo();
}

void Compiler::decide_pseudo() {
    plan_.kernel.no_device_nodes = true;
    for (const std::string_view name : pseudo_fstypes())
        set_.put_name(FA_KIND_FSTYPE, name, FA_FSTYPE_LEN - 1, FA_OUT);
    say(Stage::file, "--no-pseudo: no proc, sysfs and other file systems without data, no device "
                     "nodes, no named pipes");
    plan_.kernel.verdicts.exclude |= FA_ST_PSEUDO;
    say(Stage::path, "--no-pseudo: nothing without a place in any tree (pipes, sockets, memfds)");
}

// In a summary, of an option that is not among its keys.
bool Compiler::decide_alone(const PathOption& option) {
    const Choice<PathPattern>& typed = filters_.*option.globs;
    const bool has_presets = option.which == FA_PATH_TARGET && filters_.no_libs;
    if (!rows_by_ || (*rows_by_ & key_of_path(option.which)) != 0 || has_presets)
        return false;
    const auto prefixes = exact_prefixes(typed);
    if (!prefixes)
        return false;
    put_prefixes(option.which, *prefixes);
    say(Stage::path, std::string(option.name) + " " + list_text(typed));
    return true;
}

void Compiler::put_prefixes(fa_path which, const KernelPrefixes& prefixes) {
    plan_.kernel.prefix_sides[which] = prefixes.sides();
    for (const std::string& text : prefixes.in)
        plan_.kernel.prefixes.push_back({which, text, FA_IN});
    for (const std::string& text : prefixes.out)
        plan_.kernel.prefixes.push_back({which, text, FA_OUT});
}

void Compiler::decide_paths() {
    for (const PathOption& path_option : path_options) {
        const auto& [name, which, globs] = path_option;
        const Choice<PathPattern>& typed = filters_.*globs;
        if (typed.empty() || decide_alone(path_option))
            continue;
        plan_.user.paths[which] = typed;
        const std::string option = std::string(name) + " " + list_text(typed);
        const std::string begun = in_words(kernel_prefixes(typed));
        const bool several = typed.include.size() + typed.exclude.size() > 1;
        if (!begun.empty())
            say(Stage::path, option + ": " + begun);
        say(Stage::user, fmt::format("{}: the {} glob{}", option,
                                     begun.empty() ? "whole" : "rest of the", several ? "s" : ""));
    }
    if (filters_.no_libs) {
        const Choice<PathPattern> libraries{{}, library_globs()};
        std::vector<PathPattern>& exclude = plan_.user.paths[FA_PATH_TARGET].exclude;
        exclude.insert(exclude.end(), libraries.exclude.begin(), libraries.exclude.end());
        say(Stage::path, "--no-libs: " + in_words(kernel_prefixes(libraries)));
        say(Stage::user, "--no-libs: no shared libraries, nothing that the dynamic linker reads, "
                         "no locale data");
    }
    for (const PathOption& option : path_options)
        if (const auto& globs = plan_.user.paths[option.which]; !globs.empty())
            put_prefixes(option.which, kernel_prefixes(globs));
}

// The kernel may fold an event away when user space would have said of it what it said of the
// one before, and may count towards the rate what user space is sure to show. What the rate keeps
// back must not count as shown, so --uniq stays with a --rate in user space.
void Compiler::decide_number() {
    KernelFilter& kernel = plan_.kernel;
    UserFilter& user = plan_.user;
    kernel.sample = filters_.sample;
    if (kernel.sample > 1)
        say(Stage::file, fmt::format("--sample 1/{}", kernel.sample));

    const bool by_user = user.has_patterns() || kernel_thins_ == KernelThins::no;
    const bool same_answer = (user.keys() & ~filters_.uniq) == 0;
    const bool uniq_in_kernel = !by_user || (same_answer && filters_.rate == 0 &&
                                             kernel_thins_ == KernelThins::yes);
    (uniq_in_kernel ? kernel.uniq : user.uniq) = filters_.uniq;
    if (filters_.uniq != 0)
        say(uniq_in_kernel ? Stage::path : Stage::user,
            "--uniq " + list_text(Mask{filters_.uniq, 0}, uniq_words) + ": each combination once");
    (by_user ? user.rate : kernel.rate) = filters_.rate;
    if (filters_.rate != 0)
        say(by_user ? Stage::user : Stage::path, fmt::format("--rate {}/s", filters_.rate));
}

FilterPlan Compiler::run() {
    decide_task();
    decide_ops();
    decide_outcome();
    decide_file();
    decide_paths();
    decide_number();
    KernelFilter& kernel = plan_.kernel;
    kernel.set = set_.entries();
    for (uint32_t kind = 0; kind < FA_KIND_COUNT; ++kind)
        kernel.set_sides[kind] = set_.sides(static_cast<fa_kind>(kind));
    // The entries come later, see filter_plan.h.
    kernel.set_sides[FA_KIND_FILE] = sides_of(ids_.same_files);
    std::stable_sort(plan_.decisions.begin(), plan_.decisions.end(),
                     [](const Decision& a, const Decision& b) { return a.stage < b.stage; });
    return std::move(plan_);
}

} // namespace

bool UserFilter::has_patterns() const {
    return !comms.empty() || std::any_of(paths.begin(), paths.end(),
                                         [](const auto& globs) { return !globs.empty(); });
}

uint32_t UserFilter::keys() const {
    uint32_t keys = comms.empty() ? 0 : FA_KEY_COMM;
    for (size_t which = 0; which < FA_PATH_COUNT; ++which)
        if (!paths[which].empty())
            keys |= key_of_path(which);
    return keys;
}

FilterPlan compile(const Filters& filters, const SystemIds& ids, std::optional<uint32_t> rows_by,
                   KernelThins kernel_thins) {
    return Compiler(filters, ids, rows_by, kernel_thins).run();
}

} // namespace fileaudit
