// SPDX-License-Identifier: GPL-2.0-only
#include "record/recorder.h"

#include <algorithm>

namespace fileaudit {

namespace {

constexpr size_t much = 256u << 10; // bytes

// What must not leave the machine: an address of the kernel, what lies behind a name's NUL, and
// what only this run knew.
void make_clean(char* record) {
    fa_event raw;
    std::memcpy(&raw, record, sizeof(raw));
    raw.file = 0;
    raw.total = 0;
    std::fill(std::begin(raw.pad), std::end(raw.pad), fa_u8{0});
    for (auto* name : {&raw.comm, &raw.fstype})
        std::fill(std::find(std::begin(*name), std::end(*name), '\0'), std::end(*name), '\0');
    std::memcpy(record, &raw, sizeof(raw));
}

} // namespace

void Recorder::event(std::string_view record, const Event& named) {
    write_clock();
    name(FrameType::user, users_, named.uid, named.user);
    name(FrameType::group, groups_, named.gid, named.group);
    cgroup(named.cgroup, named.cgroup_path, named.container);
    stack(named);
    writer_.begin(FrameType::event);
    const size_t at = writer_.bytes().size();
    writer_.bytes().append(record);
    make_clean(writer_.bytes().data() + at);
    writer_.end();
    ++events_;
    if (writer_.bytes().size() >= much)
        write();
}

void Recorder::write_clock() {
    if (written_offset_ == clock_.offset_ns)
        return;
    written_offset_ = clock_.offset_ns;
    writer_.begin(FrameType::clock);
    append_raw(writer_.bytes(), clock_.offset_ns);
    writer_.end();
}

void Recorder::name(FrameType type, Names& known, uint32_t id, std::string_view name) {
    const auto before = known.find(id);
    if (before == known.end() ? name.empty() : before->second == name)
        return;
    if (before == known.end() && known.size() == most_names)
        known.clear();
    known[id] = name;
    writer_.begin(type);
    append_raw(writer_.bytes(), id);
    writer_.bytes().append(name.substr(0, longest_name));
    writer_.end();
}

void Recorder::cgroup(uint64_t id, std::string_view path, std::string_view container) {
    const auto before = cgroups_.find(id);
    if (before == cgroups_.end()
            ? path.empty()
            : before->second.path == path && before->second.container == container)
        return;
    if (before == cgroups_.end() && cgroups_.size() == most_names)
        cgroups_.clear();
    cgroups_[id] = {std::string(path), std::string(container)};
    path = path.substr(0, longest_name);
    writer_.begin(FrameType::cgroup);
    append_raw(writer_.bytes(), id);
    append_raw(writer_.bytes(), static_cast<uint16_t>(path.size()));
    writer_.bytes().append(path);
    writer_.bytes().append(container.substr(0, longest_name));
    writer_.end();
}

void Recorder::stack(const Event& event) {
    if (event.frame_names.empty())
        return;
    // a table that is about to be emptied must not be in the middle of a stack
    if (texts_.size() + event.frame_names.size() > most_texts)
        texts_.clear();
    stack_.clear();
    for (const std::string_view name : event.frame_names)
        stack_.push_back(text(name.substr(0, longest_text)));
    writer_.begin(FrameType::stack);
    for (const uint32_t number : stack_)
        append_raw(writer_.bytes(), number);
    writer_.end();
}

uint32_t Recorder::text(std::string_view text) {
    key_ = text;
    const auto [entry, is_new] = texts_.try_emplace(key_, static_cast<uint32_t>(texts_.size()));
    if (is_new) {
        writer_.begin(FrameType::text);
        append_raw(writer_.bytes(), entry->second);
        writer_.bytes().append(text);
        writer_.end();
    }
    return entry->second;
}

void Recorder::losses(const Ledger& ledger, uint64_t monotonic_ns) {
    if (told_ && *told_ == ledger)
        return;
    told_ = ledger;
    write_losses(ledger, monotonic_ns);
}

void Recorder::write_losses(const Ledger& ledger, uint64_t monotonic_ns) {
    write_clock(); // a loss is told with its time
    writer_.begin(FrameType::losses);
    for (const uint64_t number : {monotonic_ns, ledger.shown, ledger.filtered, ledger.folded,
                                  ledger.sampled, ledger.over_rate})
        append_raw(writer_.bytes(), number);
    for (const uint64_t lost : ledger.lost)
        append_raw(writer_.bytes(), lost);
    writer_.end();
}

void Recorder::finish(const Ledger& ledger, uint64_t monotonic_ns) {
    write_losses(ledger, monotonic_ns);
    writer_.begin(FrameType::end);
    append_raw(writer_.bytes(), events_);
    writer_.end();
}

} // namespace fileaudit
