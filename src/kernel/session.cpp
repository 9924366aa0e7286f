// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/session.h"

#include "kernel/iterate.h"
#include "kernel/kernel_log.h"

#include <algorithm>
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <cerrno>
#include <cstring>
#include <fmt/format.h>
#include <sys/mman.h>
#include <unistd.h>
#include <vector>

#include <fileaudit.skel.h>

namespace fileaudit {
void Session::SkeletonFree::operator()(::fileaudit_bpf* skeleton) const {
    fileaudit_bpf__destroy(skeleton);
}
void Session::RingFree::operator()(ring_buffer* ring) const {
    ring_buffer__free(ring);
}

// Everything up to attaching.
Result<std::unique_ptr<Session>> Session::load(const Attempt* attempt, const SessionPlan& plan) {
    KernelLog log;
    const auto refused = [&](int error) {
        return fail(Exit::unsupported, log.reason(error < 0 ? -error : error));
    };
    if (!fileaudit_unpack_bpf_object(plan.features.rdonly_cast))
        return refused(ENOMEM);
    std::unique_ptr<Session> session(new Session);
    session->skeleton_.reset(fileaudit_bpf__open());
    if (!session->skeleton_)
        return refused(errno);
    ::fileaudit_bpf& s = *session->skeleton_;

    const int cpus = libbpf_num_possible_cpus();
    if (cpus < 0)
        return refused(cpus);
    session->cpus_ = static_cast<size_t>(cpus);
    choose_programs(s, plan, attempt);
    set_knobs(s, plan, attempt);
    size_maps(s, plan, static_cast<uint32_t>(cpus));
    if (const int error = fileaudit_bpf__load(&s))
        return refused(error);
    // libbpf goes on without, where it was told that arrays cannot be mapped
    if (s.bss == nullptr || s.rodata == nullptr)
        return refused(ENOMEM);
    if (!fill_filters(s, plan.filter))
        return refused(errno);
    if (const int error = session->learn_own_ids())
        return refused(error);
    if (const int error = session->learn_same_files(plan.same_files))
        return refused(error);
    for (const auto& [pid, side] : plan.filter.pids)
        session->pids_given_ += side == FA_IN;

    if (!session->counters_.map(bpf_map__fd(s.maps.fa_counts),
                                session->cpus_ * FA_CNT_COUNT * sizeof(uint64_t)))
        return refused(errno);
    if (plan.options.summary.shown &&
        !session->totals_.map(bpf_map__fd(s.maps.fa_totals), FA_TOTALS_MAX * sizeof(fa_total)))
        return refused(errno);
    return session;
}

Result<std::unique_ptr<Session>> Session::start(const Attempt& attempt, const SessionPlan& plan) {
    auto loaded = load(&attempt, plan);
    if (!loaded)
        return loaded;
    Session& session = **loaded;
    ::fileaudit_bpf& s = *session.skeleton_;
    KernelLog log;
    const auto refused = [&](int error) {
        return fail(Exit::unsupported, log.reason(error < 0 ? -error : error));
    };
    session.ring_.reset(
        ring_buffer__new(bpf_map__fd(s.maps.fa_events), on_sample, &session, nullptr));
    if (!session.ring_)
        return refused(errno);
    if (const int error = fileaudit_bpf__attach(&s))
        return refused(error);
    if (const int error = session.join_descendants())
        return refused(error);
    return loaded;
}

Result<std::unique_ptr<Session>> Session::start_inventory(const SessionPlan& plan) {
    auto loaded = load(nullptr, plan);
    if (!loaded)
        return loaded;
    if (const int error = (*loaded)->join_descendants())
        return fail(Exit::unsupported, strerror(-error));
    return loaded;
}

// In a pid namespace of our own, what the hooks will see of us.
int Session::learn_own_ids() {
    bpf_program* program = skeleton_->progs.fa_iter_self;
    return bpf_program__fd(program) < 0 ? 0 : iterate(program, [](const char*, size_t) {});
}

int Session::learn_same_files(const Choice<Fd>& files) {
    bpf_program* program = skeleton_->progs.fa_iter_identify;
    if (bpf_program__fd(program) < 0)
        return 0;
    std::string bytes;
    if (const int error =
            iterate(program, [&](const char* data, size_t size) { bytes.append(data, size); }))
        return error;
    const auto put = [&](const std::vector<Fd>& fds, fa_side side) {
        return std::all_of(fds.begin(), fds.end(), [&](const Fd& fd) {
            for (size_t at = 0; at + sizeof(fa_identity) <= bytes.size();
                 at += sizeof(fa_identity)) {
                fa_identity identity;
                memcpy(&identity, bytes.data() + at, sizeof identity);
                if (identity.fd == static_cast<uint32_t>(fd.get()))
                    return put_same_file(*skeleton_, identity, side);
            }
            errno = ENOENT;
            return false;
        });
    };
    // what is excluded wins over what is included
    return put(files.include, FA_IN) && put(files.exclude, FA_OUT) ? 0 : -errno;
}

// --follow: descendants that are there already. New ones join by fork from now on, so when a
// pass over all processes finds none to join, there are none.
int Session::join_descendants() {
    bpf_program* program = skeleton_->progs.fa_iter_tree;
    if (bpf_program__fd(program) < 0)
        return 0;
    for (uint64_t before = UINT64_MAX; before != skeleton_->bss->fa_tree_grown;) {
        before = skeleton_->bss->fa_tree_grown;
        if (const int error = iterate(program, [](const char*, size_t) {}))
            return error;
    }
    return 0;
}

Result<void> Session::inventory(const std::function<void(const void*, size_t)>& on_record) const {
    for (const bpf_program* program :
         {skeleton_->progs.fa_iter_files, skeleton_->progs.fa_iter_maps}) {
        if (bpf_program__fd(program) < 0)
            continue; // its operation is not asked for
        if (const int error = iterate_records(program, on_record))
            return fail(Exit::failure, fmt::format("cannot take the inventory of what is held "
                                                   "open and mapped: {}",
                                                   strerror(-error)));
    }
    return {};
}

void Session::end_inventory() {
    bpf_link__destroy(skeleton_->links.fa_tp_sys_enter);
    skeleton_->links.fa_tp_sys_enter = nullptr;
}

void Session::forget_pid(uint32_t pid) {
    if (bpf_map__delete_elem(skeleton_->maps.fa_pids, &pid, sizeof pid, 0) == 0)
        --pids_given_;
}

uint64_t Session::tracked_left() const {
    const KernelCounts now = counts();
    return pids_given_ + now[FA_CNT_TRACKED] - now[FA_CNT_ENDED];
}

Session::~Session() = default;

Mapping::~Mapping() {
    if (data_)
        munmap(data_, bytes_);
}

bool Mapping::map(int map_fd, size_t bytes) {
    void* data = mmap(nullptr, bytes, PROT_READ, MAP_SHARED, map_fd, 0);
    if (data == MAP_FAILED)
        return false;
    data_ = data;
    bytes_ = bytes;
    return true;
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

void Session::ask_to_be_woken() {
    __atomic_store_n(&skeleton_->bss->fa_reader_sleeps, true, __ATOMIC_SEQ_CST);
    __atomic_thread_fence(__ATOMIC_SEQ_CST);
}

void Session::detach() {
    fileaudit_bpf__detach(skeleton_.get());
}

KernelCounts Session::counts() const {
    KernelCounts sum{};
    const auto* cell = static_cast<const uint64_t*>(counters_.data());
    for (size_t cpu = 0; cpu < cpus_; ++cpu)
        for (uint64_t& count : sum)
            count += __atomic_load_n(cell++, __ATOMIC_RELAXED);
    return sum;
}

std::span<const fa_total> Session::totals() const {
    if (!totals_.data())
        return {};
    const uint32_t used = skeleton_->bss->fa_totals_used;
    return {static_cast<const fa_total*>(totals_.data()), std::min<size_t>(used, FA_TOTALS_MAX)};
}

// Whether a run that the kernel skips may be an event's only one. Of opens and maps that are told
// when they return, the hook before that tells next to none; of those told at the hook, their
// return tells next to none: O_PATH opens with lsm.
template<class Knobs> static bool loses_events(std::string_view program, const Knobs& knobs) {
    if (program.starts_with("fa_answer") || program.ends_with("_begin"))
        return false; // these take notes
    if (program == "fa_open_exit" || program == "fa_open_root_exit")
        return knobs.fa_opens_at_exit;
    if (program == "fa_fexit_file_open")
        return !knobs.fa_opens_at_exit;
    if (program == "fa_fexit_mmap_file")
        return !knobs.fa_maps_at_exit;
    return true;
}

uint64_t Session::recursion_misses() const {
    uint64_t sum = 0;
    bpf_program* program = nullptr;
    bpf_object__for_each_program(program, skeleton_->obj) {
        const int fd = bpf_program__fd(program);
        if (fd < 0 || !loses_events(bpf_program__name(program), *skeleton_->rodata))
            continue;
        bpf_prog_info info{};
        __u32 size = sizeof info;
        if (bpf_obj_get_info_by_fd(fd, &info, &size) == 0)
            sum += info.recursion_misses;
    }
    return sum;
}

} // namespace fileaudit
