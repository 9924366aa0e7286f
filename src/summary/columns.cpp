// SPDX-License-Identifier: GPL-2.0-only
#include "summary/columns.h"

#include "format/escape.h"
#include "format/names.h"
#include "format/path_text.h"

#include <fmt/format.h>

namespace fileaudit {

namespace {

template<class Append> std::string text_of(Append append_to) {
    Buffer out;
    append_to(out);
    return {out.data(), out.size()};
}

std::string or_dash(std::string_view text) {
    return std::string(text.empty() ? "-" : text);
}

template<auto RowKeys::*field> std::string number(const RowKeys& keys, bool) {
    return fmt::format("{}", keys.*field);
}

template<auto RowKeys::*field> std::string name(const RowKeys& keys, bool one_word) {
    return or_dash(text_of([&](Buffer& out) { append_escaped(out, keys.*field, one_word); }));
}

template<fa_path which> std::string path(const RowKeys& keys, bool one_word) {
    return text_of([&](Buffer& out) { append_path(out, keys.paths[which].path(), one_word); });
}

// As in the text of events: its spaces stay.
std::string comm(const RowKeys& keys, bool) {
    return name<&RowKeys::comm>(keys, false);
}

std::string op(const RowKeys& keys, bool) {
    return op_name(keys.op);
}

std::string device(const RowKeys& keys, bool) {
    return fmt::format("{}:{}", keys.dev_major, keys.dev_minor);
}

std::string error(const RowKeys& keys, bool) {
    if (keys.error == 0)
        return "-";
    return text_of([&](Buffer& out) { append_errno(out, keys.error); });
}

std::string via(const RowKeys& keys, bool) {
    return or_dash(via_name(keys.via));
}

std::string cgroup(const RowKeys& keys, bool one_word) {
    if (keys.cgroup_path.empty())
        return keys.cgroup == 0 ? "-" : fmt::format("id:{}", keys.cgroup);
    return name<&RowKeys::cgroup_path>(keys, one_word);
}

struct Column {
    uint32_t key;
    KeyColumn column;
};

constexpr Column all_columns[] = {
    {FA_KEY_PID, {"PID", true, false, number<&RowKeys::pid>}},
    {FA_KEY_TID, {"TID", true, false, number<&RowKeys::tid>}},
    {FA_KEY_PPID, {"PPID", true, false, number<&RowKeys::ppid>}},
    {FA_KEY_UID, {"UID", true, false, number<&RowKeys::uid>}},
    {FA_KEY_GID, {"GID", true, false, number<&RowKeys::gid>}},
    {FA_KEY_COMM, {"COMM", false, false, comm}},
    {FA_KEY_OP, {"OP", false, false, op}},
    {FA_KEY_ACCESS, {"ACCESS", false, false, name<&RowKeys::access>}},
    {FA_KEY_MNTNS, {"MNTNS", true, false, number<&RowKeys::mntns>}},
    {FA_KEY_FSTYPE, {"FSTYPE", false, false, name<&RowKeys::fstype>}},
    {FA_KEY_INO, {"DEV", true, false, device}},
    {FA_KEY_INO, {"INO", true, false, number<&RowKeys::ino>}},
    {FA_KEY_ERRNO, {"ERRNO", false, false, error}},
    {FA_KEY_VIA, {"VIA", false, false, via}},
    {FA_KEY_PATH, {"PATH", false, true, path<FA_PATH_TARGET>}},
    {FA_KEY_EXE, {"EXE", false, true, path<FA_PATH_EXE>}},
    {FA_KEY_CWD, {"CWD", false, true, path<FA_PATH_CWD>}},
    {FA_KEY_ROOT, {"ROOT", false, true, path<FA_PATH_ROOT>}},
    {FA_KEY_CGROUP, {"CGROUP", false, true, cgroup}},
};

} // namespace

std::vector<KeyColumn> key_columns(uint32_t keys) {
    std::vector<KeyColumn> columns;
    for (const auto& [key, column] : all_columns)
        if ((keys & key) != 0)
            columns.push_back(column);
    return columns;
}

} // namespace fileaudit
