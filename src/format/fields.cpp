// SPDX-License-Identifier: GPL-2.0-only
// The table of fields.
#include "format/field.h"
#include "format/field_lists.h"
#include "format/file_mode.h"
#include "format/names.h"
#include "format/text_cells.h"

#include <algorithm>
#include <cassert>
#include <sys/stat.h>

namespace fileaudit {

namespace {

using Number = std::optional<uint64_t>;
using Bytes = std::optional<std::string_view>;

constexpr uint8_t inside = by_lsm | by_fentry; // hooks inside of the kernel

Number unless_zero(uint64_t number) {
    return number != 0 ? Number(number) : std::nullopt;
}

Number unless_unset(uint32_t id) {
    return id != UINT32_MAX ? Number(id) : std::nullopt;
}

Bytes unless_empty(std::string_view text) {
    return !text.empty() ? Bytes(text) : std::nullopt;
}

// Of an open that failed no file is known; of a map that failed it is.
bool has_file(const Event& e) {
    return !e.failed() || !e.fstype.empty();
}

uint64_t map_bytes(const Event& e) {
    return e.map_bytes != 0 ? e.map_bytes : e.map_end - e.map_start;
}

void append_address(Buffer& out, const Event& e) { // as /proc/PID/maps has it
    if (e.map_end != 0)
        append_format(out, "{:08x}-{:08x}", e.map_start, e.map_end);
}

void append_device(Buffer& out, const Event& e) {
    if (!has_file(e))
        return;
    append_number(out, e.dev_major);
    out.push_back(':');
    append_number(out, e.dev_minor);
}

constexpr std::string_view ops[] = {"open", "mmap", "exec", "held-open", "held-map"};
constexpr std::string_view vias[] = {
    "open",   "openat",   "openat2", "creat", "open_by_handle_at", "exec",  "interpreter",
    "uselib", "io_uring", "kernel",  "mmap",  "mprotect",          "shmat", "other"};
constexpr std::string_view deniers[] = {"lsm", "dac"};
constexpr std::string_view layers[] = {"upper", "lower"};
constexpr std::string_view backends[] = {"lsm", "fentry", "tracepoint"};
constexpr std::string_view resolvers[] = {"walk", "kfunc"};

constexpr char flag_pattern[] = "^[A-Z0-9_x|a-f]+$";
constexpr char tried_item[] =
    R"({"type":"object","required":["errno","path","path_status"],"properties":{"errno":{"type":"string"},"path":{"type":["string","null"]},"path_status":{"type":"string"},"path_hex":{"type":"string"}},"additionalProperties":false})";
constexpr char ancestor_item[] =
    R"({"type":"object","required":["pid","comm","exe","exe_status"],"properties":{"pid":{"type":"integer"},"comm":{"type":"string"},"comm_hex":{"type":"string"},"exe":{"type":["string","null"]},"exe_status":{"type":"string"},"exe_hex":{"type":"string"}},"additionalProperties":false})";
constexpr char string_item[] = R"({"type":"string"})";

#define OF(expression) [](const Event& e) { return expression; }
#define NUMBER(expression)                                                                         \
    NumberValue {                                                                                  \
        [](const Event& e) { return Number(expression); }                                          \
    }
#define INTO(pattern, statement)                                                                   \
    WordsValue {                                                                                   \
        [](Buffer& out, const Event& e) { statement; }, pattern                                    \
    }
#define BYTES(expression)                                                                          \
    BytesValue {                                                                                   \
        [](const Event& e) { return Bytes(expression); }                                           \
    }
#define PATH(path, always)                                                                         \
    PathValue {                                                                                    \
        [](const Event& e) -> const Path& { return path; }, always                                 \
    }
#define VERDICT(path, always)                                                                      \
    VerdictValue {                                                                                 \
        [](const Event& e) -> const Path& { return path; }, always                                 \
    }

constexpr Field table[] = {
    {"time", TimeValue{}, "TIME", 0, true,
     "when it happened; in JSON ts, RFC 3339 in UTC unless --time says otherwise"},
    {"op", WordValue{OF(std::string_view(op_name(e.op))), ops}, "OP", 4, true,
     "what was done with the file"},
    {"via", WordValue{OF(via_name(e.via)), vias}, "VIA", 11, false,
     "the way in: a system call, io_uring, the kernel itself"},
    {"backing", FlagValue{OF((e.flags & FA_EV_BACKING) != 0)}, "BACKING", 0, false,
     "opened by a stacked file system below one already seen", "--backing", inside},
    {"errno", INTO("^(E[A-Z0-9]+|[0-9]+)$", if (e.failed()) append_errno(out, e.error)), "ERRNO",
     10, false, "why it failed", "--failed"},
    {"denied_by", WordValue{OF(denied_by_name(e.denied_by)), deniers}, "DENIED_BY", 9, false,
     "who denied it: a security module, or the ordinary rules", "--failed", inside},
    {"outcome", INTO("^-$|^[A-Z0-9]+(/(lsm|dac))?$", if (e.failed()) append_outcome(out, e)),
     "ERRNO", 10, false, "errno, and who denied it, as EACCES/lsm", "--failed", by_all, "6.1",
     false},
    {"pid", NUMBER(e.pid), "PID", 7, true, "process, in the pid namespace of fileaudit"},
    {"tid", NUMBER(e.tid), "TID", 7, true, "thread, likewise"},
    {"ppid", NUMBER(e.ppid), "PPID", 7, true, "the parent process, likewise"},
    {"ns_pid", NumberValue{OF(e.ns_pid != e.pid ? Number(e.ns_pid) : std::nullopt)}, "NS_PID", 7,
     false, "the pid in the process's own pid namespace, where it is another number"},
    {"uid", NUMBER(e.uid), "UID", 6, true, "real user id, in the initial user namespace"},
    {"user", BYTES(unless_empty(e.user)), "USER", 8, false, "name of uid"},
    {"gid", NUMBER(e.gid), "GID", 6, true, "real group id, in the initial user namespace"},
    {"loginuid", NumberValue{OF(unless_unset(e.loginuid))}, "LOGINUID", 8, false,
     "the user that logged in, as the audit system keeps it"},
    {"session", NumberValue{OF(unless_unset(e.session))}, "SESSION", 7, false,
     "the login session, likewise"},
    {"comm", BYTES(e.comm), "COMM", 15, true, "name of the task, as in /proc/PID/comm"},
    {"path", PATH(e.target(), true), "PATH", 0, true, "the file, as the process would see it"},
    {"path_status", VERDICT(e.target(), true), "PATH_STATUS", 11, true, "the verdict on path"},
    {"name", BYTES(e.name), "NAME", 16, false,
     "as typed: of a failed open, and of an exec what it named"},
    {"dir", PATH(e.dir, false), "DIR", 16, false,
     "of a failed open with a relative name: the directory", "--failed"},
    {"dir_status", VERDICT(e.dir, false), "DIR_STATUS", 10, false, "the verdict on dir",
     "--failed"},
    {"exe", PATH(e.exe(), true), "EXE", 24, true, "the executable of the process"},
    {"exe_status", VERDICT(e.exe(), true), "EXE_STATUS", 10, true, "the verdict on exe"},
    {"cwd", PATH(e.cwd(), true), "CWD", 16, true, "the working directory"},
    {"cwd_status", VERDICT(e.cwd(), true), "CWD_STATUS", 10, true, "the verdict on cwd"},
    {"root", PATH(e.root(), true), "ROOT", 4, true, "the root directory, in its mount namespace"},
    {"root_status", VERDICT(e.root(), true), "ROOT_STATUS", 11, true, "the verdict on root"},
    {"access", INTO("^[a-z+ -]+$", append_access(out, e)), "ACCESS", 14, true,
     "how it is used, in short: r, rw+create, r-x private, x"},
    {"flags", INTO(flag_pattern, if (e.is_open()) append_open_flags(out, e.open_flags)), "FLAGS",
     16, false, "of an open: the O_ flags of the file; of a failure those asked for"},
    {"flags_partial", FlagValue{OF(e.is_open() && (e.flags & FA_EV_FLAGS_PARTIAL) != 0)},
     "FLAGS_PARTIAL", 0, false, "some of flags could not be read"},
    {"prot", INTO(flag_pattern, if (e.is_map()) append_prot(out, e.prot)), "PROT", 20, false,
     "of a map: the PROT_ bits asked for; of a held one those it has"},
    {"map_flags", INTO(flag_pattern, if (e.is_map()) append_map_flags(out, e.map_flags)),
     "MAP_FLAGS", 16, false, "of a map: the MAP_ flags"},
    {"addr", INTO("^[0-9a-f]{8,16}-[0-9a-f]{8,16}$", if (e.is_map()) append_address(out, e)),
     "ADDR", 25, false, "of a map, where known: its addresses, as in /proc/PID/maps"},
    {"bytes", NumberValue{OF(e.is_map() ? unless_zero(map_bytes(e)) : std::nullopt)}, "BYTES", 9,
     false, "of a map: its length, of a live one as asked for"},
    {"opener", NumberValue{OF(unless_zero(e.opener))}, "OPENER", 7, false,
     "of a map: the process that opened the file, when it was another", "--opener"},
    {"ino", NumberValue{OF(has_file(e) ? Number(e.ino) : std::nullopt)}, "INO", 8, false,
     "inode number, as the kernel has it"},
    {"dev", INTO("^[0-9]+:[0-9]+$", append_device(out, e)), "DEV", 6, false,
     "device, major:minor, as the kernel has it"},
    {"fstype", BytesValue{OF(has_file(e) ? Bytes(e.fstype) : std::nullopt)}, "FSTYPE", 8, false,
     "type of the file system, at most 15 bytes of it"},
    {"layer", WordValue{OF(has_file(e) ? layer_name(e.layer) : std::string_view()), layers},
     "LAYER", 5, false, "on overlayfs: where the file lies"},
    {"mnt_id", NumberValue{OF(has_file(e) ? unless_zero(e.mnt_id) : std::nullopt)}, "MNT_ID", 6,
     false, "the mount, as in /proc/PID/mountinfo"},
    {"size", NumberValue{OF(has_file(e) && S_ISREG(e.mode) ? Number(e.file_size) : std::nullopt)},
     "SIZE", 9, false, "bytes in a regular file, at that moment"},
    {"mode", INTO("^.{10}$", if (has_file(e) && e.mode != 0) append_mode(out, e.mode)), "MODE", 10,
     false, "type and permissions, as -rw-r--r--"},
    {"mntns", NumberValue{OF(unless_zero(e.mntns))}, "MNTNS", 10, false,
     "inode number of the process's mount namespace"},
    {"fd", NumberValue{OF(e.fd >= 0 ? Number(static_cast<uint64_t>(e.fd)) : std::nullopt)}, "FD", 4,
     false, "the descriptor; of a held open with every backend", "", by_tracepoint},
    {"latency_us", DurationValue{OF(e.latency_ns()), 1000}, "US", 10, false,
     "of an open: how long it took, in microseconds", "--latency"},
    {"latency_ms", DurationValue{OF(e.latency_ns()), 1'000'000}, "MS", 9, false,
     "the same in milliseconds", "--latency", by_all, "6.1", false},
    {"cgroup", BYTES(unless_empty(e.cgroup_path)), "CGROUP", 16, false,
     "path of the process's cgroup, version 2"},
    {"container", BYTES(unless_empty(e.container)), "CONTAINER", 12, false,
     "the container that this cgroup belongs to"},
    {"args", ListValue{append_args, append_args_json, string_item}, "ARGS", 24, false,
     "the arguments of the process", "--args"},
    {"args_truncated", FlagValue{OF((e.flags & FA_EV_ARGS_CUT) != 0)}, "ARGS_TRUNCATED", 0, false,
     "args are not all of them", "--args"},
    {"ancestry", ListValue{append_ancestry, append_ancestry_json, ancestor_item}, "ANCESTRY", 24,
     false, "the processes above, the parent first", "--ancestry"},
    {"ustack", ListValue{append_stack, append_stack_json, string_item}, "USTACK", 24, false,
     "the frames of the user stack, innermost first", "--ustack"},
    {"ustack_truncated", FlagValue{OF((e.flags & FA_EV_STACK_CUT) != 0)}, "USTACK_TRUNCATED", 0,
     false, "there are more frames than ustack has", "--ustack"},
    {"tried", ListValue{append_tried_word, append_tried_json, tried_item}, "TRIED", 12, false,
     "what failed before, in order", "--chains"},
    {"backend",
     WordValue{OF(std::string_view(e.is_held() ? "" : backend_name(e.backend))), backends},
     "BACKEND", 10, false, "what saw the event", "", by_all, "6.1", false},
    {"resolver", WordValue{OF(std::string_view(resolver_name(e.resolver))), resolvers}, "RESOLVER",
     8, false, "how its path was resolved", "", by_all, "6.1", false},
    {"id", NUMBER(e.id), "ID", 8, false, "the same for the two records of --cross-check", "",
     by_all, "6.1", false},
};

#undef OF
#undef NUMBER
#undef INTO
#undef BYTES
#undef PATH
#undef VERDICT

} // namespace

std::span<const Field> all_fields() {
    return table;
}

const Field* find_field(std::string_view name) {
    if (name == "ts")
        name = "time";
    const Field* const found = std::ranges::find(table, name, &Field::name);
    return found != std::end(table) ? found : nullptr;
}

std::vector<std::string> field_names() {
    std::vector<std::string> names;
    for (const Field& field : table)
        names.emplace_back(field.name);
    return names;
}

const Field& field(std::string_view name) {
    const Field* const found = find_field(name);
    assert(found != nullptr);
    return *found;
}

} // namespace fileaudit
