// SPDX-License-Identifier: GPL-2.0-only
#include "session.h"

#include "kernel_log.h"

#include <algorithm>
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <cstring>
#include <fmt/format.h>
#include <sys/mman.h>
#include <unistd.h>
#include <vector>

#include <fileaudit.skel.h>

namespace fileaudit {
namespace {

// The prefixes every one of the patterns has, or none when a pattern lacks one: then the
// kernel cannot decide.
std::vector<std::string> kernel_prefixes(const std::vector<PathPattern>& patterns) {
    std::vector<std::string> prefixes;
    for (const PathPattern& pattern : patterns) {
        if (pattern.literal_prefix().empty())
            return {};
        prefixes.push_back(pattern.literal_prefix().substr(0, FA_PREFIX_MAX));
    }
    return prefixes;
}

void set_knobs(::fileaudit_bpf& s, const Attempt& attempt, const Options& options,
               const Features& features, bool filter_pids, bool filter_prefix) {
    auto& knobs = *s.rodata;
    knobs.fa_self_tgid = static_cast<uint32_t>(getpid());
    knobs.fa_direct_reads = features.rdonly_cast;
    knobs.fa_use_kfuncs = attempt.kfuncs;
    knobs.fa_cross_check = options.cross_check;
    knobs.fa_filter_pids = filter_pids;
    knobs.fa_filter_comms = !options.comms.empty();
    knobs.fa_filter_prefix = filter_prefix;
    knobs.fa_want_open = options.ops.open;
    knobs.fa_want_mmap = options.ops.mmap;
    knobs.fa_wake_bytes = options.ring_bytes / 4;
}

void choose_programs(::fileaudit_bpf& s, const Attempt& attempt, const Options& options,
                     bool filter_pids, bool follow) {
    const auto& ops = options.ops;
    const bool lsm = attempt.backend == Backend::lsm, fentry = attempt.backend == Backend::fentry,
               tracepoint = attempt.backend == Backend::tracepoint;
    const auto load = [](bpf_program* program, bool wanted) {
        bpf_program__set_autoload(program, wanted);
    };
    load(s.progs.fa_lsm_file_open, lsm && ops.open);
    load(s.progs.fa_lsm_mmap_file, lsm && ops.mmap);
    load(s.progs.fa_fexit_file_open, fentry && ops.open);
    load(s.progs.fa_fexit_mmap_file, fentry && ops.mmap);
    load(s.progs.fa_tp_sys_exit, tracepoint && (ops.open || ops.mmap));
    load(s.progs.fa_tp_exec, ops.exec);
    load(s.progs.fa_tp_fork, follow);
    load(s.progs.fa_tp_exit, filter_pids);
}

bool fill_filters(::fileaudit_bpf& s, const Options& options, std::span<const uint32_t> pids,
                  const std::vector<std::string>& prefixes) {
    const uint8_t one = 1;
    const auto put = [&](bpf_map* map, const void* key, size_t key_size) {
        return bpf_map__update_elem(map, key, key_size, &one, sizeof one, BPF_ANY) == 0;
    };
    for (const uint32_t pid : pids)
        if (!put(s.maps.fa_pids, &pid, sizeof pid))
            return false;
    for (const std::string& comm : options.comms) {
        std::array<char, FA_COMM_LEN> key{};
        std::copy_n(comm.begin(), std::min<size_t>(comm.size(), FA_COMM_LEN - 1), key.begin());
        if (!put(s.maps.fa_comms, key.data(), key.size()))
            return false;
    }
    for (const std::string& prefix : prefixes) {
        fa_prefix_key key{};
        key.bits = static_cast<uint32_t>(prefix.size() * 8);
        std::copy(prefix.begin(), prefix.end(), key.text);
        if (!put(s.maps.fa_prefixes, &key, sizeof key))
            return false;
    }
    return true;
}

} // namespace

void Session::SkeletonFree::operator()(::fileaudit_bpf* skeleton) const {
    fileaudit_bpf__destroy(skeleton);
}
void Session::RingFree::operator()(ring_buffer* ring) const {
    ring_buffer__free(ring);
}

Result<std::unique_ptr<Session>> Session::start(const Attempt& attempt, const Options& options,
                                                const Features& features,
                                                std::span<const uint32_t> pids, bool follow) {
    KernelLog log;
    const auto refused = [&](int error) {
        return fail(Exit::unsupported, log.reason(error < 0 ? -error : error));
    };
    std::unique_ptr<Session> session(new Session);
    session->skeleton_.reset(fileaudit_bpf__open());
    if (!session->skeleton_)
        return refused(errno);
    ::fileaudit_bpf& s = *session->skeleton_;

    const int cpus = libbpf_num_possible_cpus();
    if (cpus < 0)
        return refused(cpus);
    session->cpus_ = static_cast<size_t>(cpus);
    const std::vector<std::string> prefixes = kernel_prefixes(options.paths);
    set_knobs(s, attempt, options, features, !pids.empty(), !prefixes.empty());
    choose_programs(s, attempt, options, !pids.empty(), follow);
    const uint32_t slots = std::max(bpf_map__max_entries(s.maps.fa_slots),
                                    static_cast<uint32_t>(cpus) * FA_SLOTS_PER_CPU);
    s.rodata->fa_slot_count = slots;
    bpf_map__set_max_entries(s.maps.fa_slots, slots);
    bpf_map__set_max_entries(s.maps.fa_counts, static_cast<uint32_t>(cpus));
    bpf_map__set_max_entries(s.maps.fa_events, options.ring_bytes);

    if (const int error = fileaudit_bpf__load(&s))
        return refused(error);
    if (!fill_filters(s, options, pids, prefixes))
        return refused(errno);

    session->counters_bytes_ = session->cpus_ * FA_CNT_COUNT * sizeof(uint64_t);
    void* counters = mmap(nullptr, session->counters_bytes_, PROT_READ, MAP_SHARED,
                          bpf_map__fd(s.maps.fa_counts), 0);
    if (counters == MAP_FAILED)
        return refused(errno);
    session->counters_ = counters;
    session->ring_.reset(
        ring_buffer__new(bpf_map__fd(s.maps.fa_events), on_sample, session.get(), nullptr));
    if (!session->ring_)
        return refused(errno);
    if (const int error = fileaudit_bpf__attach(&s))
        return refused(error);
    return session;
}

Session::~Session() {
    if (counters_)
        munmap(const_cast<void*>(counters_), counters_bytes_);
}

void Session::arm_canary(bool armed) {
    skeleton_->bss->fa_canary = armed;
}

int Session::on_sample(void* self, void* data, size_t size) {
    auto& session = *static_cast<Session*>(self);
    ++session.taken_;
    const bool more = (*session.on_record_)(data, size);
    return !more || session.taken_ == session.left_ ? -ECANCELED : 0; // stop, this one taken
}

size_t Session::consume(size_t limit, const OnRecord& on_record) {
    on_record_ = &on_record;
    left_ = limit;
    taken_ = 0;
    ring_buffer__consume(ring_.get());
    return taken_;
}

int Session::wake_fd() const {
    return ring_buffer__epoll_fd(ring_.get());
}

void Session::detach() {
    fileaudit_bpf__detach(skeleton_.get());
}

KernelCounts Session::counts() const {
    KernelCounts sum{};
    const auto* cell = static_cast<const uint64_t*>(counters_);
    for (size_t cpu = 0; cpu < cpus_; ++cpu)
        for (uint64_t& count : sum)
            count += __atomic_load_n(cell++, __ATOMIC_RELAXED);
    return sum;
}

uint64_t Session::recursion_misses() const {
    uint64_t sum = 0;
    bpf_program* program = nullptr;
    bpf_object__for_each_program(program, skeleton_->obj) {
        const int fd = bpf_program__fd(program);
        if (fd < 0)
            continue;
        bpf_prog_info info{};
        __u32 size = sizeof info;
        if (bpf_obj_get_info_by_fd(fd, &info, &size) == 0)
            sum += info.recursion_misses;
    }
    return sum;
}

} // namespace fileaudit
