// SPDX-License-Identifier: GPL-2.0-only
#include "chains.h"

#include <array>
#include <cerrno>
#include <utility>

namespace fileaudit {

namespace {

// "" when there is none: "/", an empty name.
std::string_view last_component(std::string_view path) {
    while (!path.empty() && path.back() == '/')
        path.remove_suffix(1);
    return path.substr(path.rfind('/') + 1); // npos + 1 is 0
}

bool opens_by_name(const Event& event) {
    return (event.op == FA_OP_OPEN || event.op == FA_OP_EXEC) && event.tid != 0;
}

// What the event's thread looked for, and may look for elsewhere; "" when this is no such failure.
std::string_view searched_name(const Event& event) {
    constexpr std::array<int, 4> not_here{ENOENT, ENOTDIR, EACCES, EPERM};
    bool may_go_on = false;
    for (const int error : not_here)
        may_go_on |= event.error == error;
    if (!may_go_on || !opens_by_name(event))
        return {};
    if (event.target().has_text())
        return last_component(event.target().text);
    return event.name ? last_component(*event.name) : std::string_view{};
}

// Whether the search for `name` led to this file. Its path is known with symbolic links followed,
// so libz.so.1 may be found as libz.so.1.2.13, and python3 as python3.11.
bool is_found(const Event& event, std::string_view name) {
    if (event.failed() || !opens_by_name(event))
        return false;
    if (event.name && last_component(*event.name) == name)
        return true;
    if (!event.target().has_text())
        return false;
    std::string_view found = last_component(event.target().text);
    if (!found.starts_with(name))
        return false;
    found.remove_prefix(name.size());
    return found.empty() || found.front() == '.' || found.front() == '-';
}

} // namespace

std::optional<std::span<const Tried>> Chains::take(const Event& event, std::string_view record,
                                                   const Show& show) {
    if (event.is_held()) // found, not done by the thread now
        return std::span<const Tried>{};
    expire(event.ts_ns, show);

    const std::string_view name = searched_name(event);
    auto known = by_tid_.find(event.tid);
    if (known != by_tid_.end() && is_found(event, known->second->name)) {
        ended_ = remove(known->second);
        list_tried(ended_);
        return tried_;
    }
    if (known != by_tid_.end() && known->second->name != name) {
        show_failed(remove(known->second), show);
        known = by_tid_.end();
    }
    if (name.empty())
        return std::span<const Tried>{};

    if (known == by_tid_.end()) {
        by_age_.push_back({});
        by_age_.back().tid = event.tid;
        by_age_.back().name = name;
        known = by_tid_.emplace(event.tid, std::prev(by_age_.end())).first;
    }
    keep(known->second, event, record);
    if (known->second->attempts.size() == most_attempts)
        show_failed(remove(known->second), show);
    while (by_age_.size() > limits_.searches || bytes_ > limits_.bytes)
        show_failed(remove(by_age_.begin()), show);
    return std::nullopt;
}

void Chains::expire(uint64_t now_ns, const Show& show) {
    while (!by_age_.empty() && by_age_.front().last_ns + patience_ns < now_ns)
        show_failed(remove(by_age_.begin()), show);
}

void Chains::finish(const Show& show) {
    while (!by_age_.empty())
        show_failed(remove(by_age_.begin()), show);
}

void Chains::keep(Searches::iterator search, const Event& event, std::string_view record) {
    const std::string_view path = event.target().has_text() ? event.target().text : "";
    search->attempts.push_back({event.target().status, event.error, std::string(path)});
    const size_t before = search->last_record.size();
    search->last_record = record;
    search->last_ns = event.ts_ns;
    const size_t more = path.size() + sizeof(Attempt) + record.size();
    search->bytes += more - before;
    bytes_ += more - before;
    by_age_.splice(by_age_.end(), by_age_, search);
}

Chains::Search Chains::remove(Searches::iterator search) {
    Search removed = std::move(*search);
    by_tid_.erase(removed.tid);
    by_age_.erase(search);
    bytes_ -= removed.bytes;
    return removed;
}

void Chains::list_tried(const Search& search) {
    tried_.clear();
    for (const Attempt& attempt : search.attempts)
        tried_.push_back({{attempt.status, attempt.path}, attempt.error});
}

void Chains::show_failed(const Search& search, const Show& show) {
    list_tried(search);
    tried_.pop_back(); // the last one is the line's own event
    show(search.last_record, tried_);
}

} // namespace fileaudit
