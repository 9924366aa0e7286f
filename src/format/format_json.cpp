// SPDX-License-Identifier: GPL-2.0-only
// JSON lines: which fields an event has, and in what order.
#include "format/format_json.h"

#include "format/arguments.h"
#include "format/escape.h"
#include "format/file_mode.h"
#include "format/json_fields.h"
#include "format/names.h"
#include "format/stack_frame.h"
#include "format/utf8.h"

#include <sys/stat.h>

namespace fileaudit {

namespace {

// `append_one(item)` writes each; there must be one.
template<class Items, class AppendOne>
void append_array(Buffer& out, std::string_view key, const Items& items, AppendOne append_one) {
    append_key(out, key);
    char separator = '[';
    for (const auto& item : items) {
        out.push_back(separator);
        append_one(item);
        separator = ',';
    }
    out.push_back(']');
}

void append_outcome_fields(Buffer& out, const Event& event) {
    if (const std::string_view via = via_name(event.via); !via.empty())
        append_word_field(out, "via", via);
    if ((event.flags & FA_EV_BACKING) != 0)
        append_true_field(out, "backing");
    if (event.failed())
        append_words_field(out, "errno", [&](Buffer& o) { append_errno(o, event.error); });
    if (const std::string_view who = denied_by_name(event.denied_by); !who.empty())
        append_word_field(out, "denied_by", who);
}

void append_task_fields(Buffer& out, const Event& event) {
    append_number_field(out, "pid", event.pid);
    append_number_field(out, "tid", event.tid);
    append_number_field(out, "ppid", event.ppid);
    if (event.ns_pid != event.pid)
        append_number_field(out, "ns_pid", event.ns_pid);
    append_number_field(out, "uid", event.uid);
    if (!event.user.empty())
        append_text_field(out, "user", event.user);
    append_number_field(out, "gid", event.gid);
    if (event.loginuid != UINT32_MAX)
        append_number_field(out, "loginuid", event.loginuid);
    if (event.session != UINT32_MAX)
        append_number_field(out, "session", event.session);
    append_text_field(out, "comm", event.comm);
}

void append_name_fields(Buffer& out, const Event& event) {
    if (event.name)
        append_text_field(out, "name", *event.name);
    if (event.dir.status != FA_ST_ABSENT)
        append_path_fields(out, "dir", event.dir);
}

// The addresses as /proc/PID/maps has them.
void append_map_fields(Buffer& out, const Event& event) {
    append_words_field(out, "prot", [&](Buffer& o) { append_prot(o, event.prot); });
    append_words_field(out, "map_flags", [&](Buffer& o) { append_map_flags(o, event.map_flags); });
    if (event.map_end != 0)
        append_words_field(out, "addr", [&](Buffer& o) {
            fmt::format_to(std::back_inserter(o), "{:08x}-{:08x}", event.map_start, event.map_end);
        });
    const uint64_t bytes = event.map_bytes != 0 ? event.map_bytes : event.map_end - event.map_start;
    if (bytes != 0)
        append_number_field(out, "bytes", bytes);
    if (event.opener != 0)
        append_number_field(out, "opener", event.opener);
}

void append_access_fields(Buffer& out, const Event& event) {
    append_words_field(out, "access", [&](Buffer& o) { append_access(o, event); });
    if (event.is_open()) {
        append_words_field(out, "flags",
                           [&](Buffer& o) { append_open_flags(o, event.open_flags); });
        if ((event.flags & FA_EV_FLAGS_PARTIAL) != 0)
            append_true_field(out, "flags_partial");
    } else if (event.is_map()) {
        append_map_fields(out, event);
    }
}

// Of an open that failed no file is known; of a map that failed it is.
void append_file_fields(Buffer& out, const Event& event) {
    if (event.failed() && event.fstype.empty())
        return;
    append_number_field(out, "ino", event.ino);
    append_words_field(out, "dev", [&](Buffer& o) {
        append_number(o, event.dev_major);
        o.push_back(':');
        append_number(o, event.dev_minor);
    });
    append_text_field(out, "fstype", event.fstype);
    if (const std::string_view layer = layer_name(event.layer); !layer.empty())
        append_word_field(out, "layer", layer);
    if (event.mnt_id != 0)
        append_number_field(out, "mnt_id", event.mnt_id);
    if (S_ISREG(event.mode))
        append_number_field(out, "size", event.file_size);
    if (event.mode != 0)
        append_words_field(out, "mode", [&](Buffer& o) { append_mode(o, event.mode); });
}

void append_latency_field(Buffer& out, uint64_t latency_ns) {
    if (latency_ns == 0)
        return;
    append_key(out, "latency_us");
    fmt::format_to(std::back_inserter(out), "{}.{:03}", latency_ns / 1000, latency_ns % 1000);
}

// As append_array(), of the arguments.
template<class AppendOne>
void append_args_array(Buffer& out, std::string_view key, std::string_view args,
                       AppendOne append_one) {
    append_key(out, key);
    for (char separator = '['; !args.empty(); separator = ',') {
        out.push_back(separator);
        append_one(take_argument(args));
    }
    out.push_back(']');
}

void append_args_fields(Buffer& out, const Event& event) {
    if (event.args.empty())
        return;
    append_args_array(out, "args", event.args,
                      [&](std::string_view argument) { append_json_string(out, argument); });
    if (!valid_utf8(event.args)) // the NULs between them are UTF-8 and end any character
        append_args_array(out, "args_hex", event.args, [&](std::string_view argument) {
            out.push_back('"');
            append_hex(out, argument);
            out.push_back('"');
        });
    if ((event.flags & FA_EV_ARGS_CUT) != 0)
        append_true_field(out, "args_truncated");
}

void append_ancestry_field(Buffer& out, const Event& event) {
    if (event.ancestors.empty())
        return;
    append_array(out, "ancestry", event.ancestors, [&](const Ancestor& ancestor) {
        append(out, "{\"pid\":");
        append_number(out, ancestor.pid);
        append_text_field(out, "comm", ancestor.comm);
        append_path_fields(out, "exe", ancestor.exe);
        out.push_back('}');
    });
}

void append_stack_fields(Buffer& out, const Event& event) {
    if (event.stack.empty())
        return;
    if (!event.frame_names.empty()) {
        append_array(out, "ustack", event.frame_names,
                     [&](std::string_view name) { append_json_string(out, name); });
    } else {
        append_array(out, "ustack", event.stack, [&](const fa_frame& frame) {
            out.push_back('"');
            append_frame(out, frame);
            out.push_back('"');
        });
    }
    if ((event.flags & FA_EV_STACK_CUT) != 0)
        append_true_field(out, "ustack_truncated");
}

void append_tried_field(Buffer& out, const Event& event) {
    if (event.tried.empty())
        return;
    append_array(out, "tried", event.tried, [&](const Tried& tried) {
        append(out, "{\"errno\":\"");
        append_errno(out, tried.error);
        out.push_back('"');
        append_path_fields(out, "path", tried.path);
        out.push_back('}');
    });
}

} // namespace

void JsonFormatter::append_event(Buffer& out, const Event& event) {
    append(out, "{\"ts\":\"");
    time_.append_time(out, event.ts_ns);
    out.push_back('"');
    append_word_field(out, "op", op_name(event.op));
    append_outcome_fields(out, event);
    append_task_fields(out, event);
    append_path_fields(out, "path", event.target());
    append_name_fields(out, event);
    append_path_fields(out, "exe", event.exe());
    append_path_fields(out, "cwd", event.cwd());
    append_path_fields(out, "root", event.root());
    append_access_fields(out, event);
    append_file_fields(out, event);
    if (event.mntns != 0)
        append_number_field(out, "mntns", event.mntns);
    if (event.fd >= 0)
        append_number_field(out, "fd", static_cast<uint64_t>(event.fd));
    append_latency_field(out, event.latency_ns());
    if (!event.cgroup_path.empty())
        append_text_field(out, "cgroup", event.cgroup_path);
    if (!event.container.empty())
        append_text_field(out, "container", event.container);
    append_args_fields(out, event);
    append_ancestry_field(out, event);
    append_stack_fields(out, event);
    append_tried_field(out, event);
    if (detail_ == JsonDetail::origin) {
        append_word_field(out, "backend", backend_name(event.backend));
        append_word_field(out, "resolver", resolver_name(event.resolver));
        append_number_field(out, "id", event.id);
    }
    append(out, "}\n");
}

void JsonFormatter::append_loss(Buffer& out, uint64_t monotonic_ns, const Ledger& ledger) {
    append_loss_json(out, time_, monotonic_ns, ledger);
}

void append_loss_json(Buffer& out, TimeFormat& time, uint64_t monotonic_ns, const Ledger& ledger) {
    append(out, "{\"op\":\"loss\",\"ts\":\"");
    time.append_time(out, monotonic_ns);
    out.push_back('"');
    append_number_field(out, "lost", ledger.lost_total());
    for (size_t i = 0; i < loss_reasons; ++i)
        append_number_field(out, loss_name(static_cast<Loss>(i)), ledger.lost[i]);
    append(out, "}\n");
}

} // namespace fileaudit
