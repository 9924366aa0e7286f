// SPDX-License-Identifier: GPL-2.0-only
// JSON lines. Keys are literals; every value that holds bytes from outside goes
// through append_json_string().
#include "format/format_json.h"

#include "format/escape.h"
#include "format/names.h"
#include "format/utf8.h"

namespace fileaudit {

namespace {

// `,"key":`; key is one of ours and needs no escaping.
void append_key(Buffer& out, std::string_view key) {
    append(out, ",\"");
    append(out, key);
    append(out, "\":");
}

void append_number_field(Buffer& out, std::string_view key, uint64_t number) {
    append_key(out, key);
    append_number(out, number);
}

void append_word_field(Buffer& out, std::string_view key, std::string_view word) {
    append_key(out, key);
    out.push_back('"');
    append(out, word);
    out.push_back('"');
}

// A field whose value `append_words(out)` writes; its words need no escaping.
template<class AppendWords>
void append_words_field(Buffer& out, std::string_view key, AppendWords append_words) {
    append_key(out, key);
    out.push_back('"');
    append_words(out);
    out.push_back('"');
}

void append_hex_field(Buffer& out, std::string_view key, std::string_view bytes) {
    if (valid_utf8(bytes))
        return;
    append(out, ",\"");
    append(out, key);
    append(out, "_hex\":\"");
    append_hex(out, bytes);
    out.push_back('"');
}

void append_path_fields(Buffer& out, std::string_view key, const Path& path) {
    append_key(out, key);
    if (path.has_text())
        append_json_string(out, path.text);
    else
        append(out, "null");
    append(out, ",\"");
    append(out, key);
    append(out, "_status\":\"");
    append_status(out, path.status);
    out.push_back('"');
    if (path.has_text())
        append_hex_field(out, key, path.text);
}

void append_access_fields(Buffer& out, const Event& event) {
    append_words_field(out, "access", [&](Buffer& o) { append_access(o, event); });
    if (event.is_open()) {
        append_words_field(out, "flags",
                           [&](Buffer& o) { append_open_flags(o, event.open_flags); });
        if ((event.flags & FA_EV_FLAGS_PARTIAL) != 0) {
            append_key(out, "flags_partial");
            append(out, "true");
        }
    } else if (event.is_map()) {
        append_words_field(out, "prot", [&](Buffer& o) { append_prot(o, event.prot); });
        append_words_field(out, "map_flags",
                           [&](Buffer& o) { append_map_flags(o, event.map_flags); });
    }
    if (event.op == FA_OP_HELD_MAP)
        append_words_field(out, "addr", [&](Buffer& o) {
            fmt::format_to(std::back_inserter(o), "{:08x}-{:08x}", event.map_start, event.map_end);
        });
}

} // namespace

void JsonFormatter::append_event(Buffer& out, const Event& event) {
    append(out, "{\"ts\":\"");
    time_.append_time(out, event.ts_ns);
    out.push_back('"');
    append_word_field(out, "op", op_name(event.op));
    append_number_field(out, "pid", event.pid);
    append_number_field(out, "tid", event.tid);
    append_number_field(out, "ppid", event.ppid);
    if (event.ns_pid != event.pid)
        append_number_field(out, "ns_pid", event.ns_pid);
    append_number_field(out, "uid", event.uid);
    append_number_field(out, "gid", event.gid);
    append_key(out, "comm");
    append_json_string(out, event.comm);
    append_hex_field(out, "comm", event.comm);
    append_path_fields(out, "path", event.target());
    append_path_fields(out, "exe", event.exe());
    append_path_fields(out, "cwd", event.cwd());
    append_path_fields(out, "root", event.root());
    append_access_fields(out, event);
    append_number_field(out, "ino", event.ino);
    append_key(out, "dev");
    out.push_back('"');
    append_number(out, event.dev_major);
    out.push_back(':');
    append_number(out, event.dev_minor);
    out.push_back('"');
    append_key(out, "fstype");
    append_json_string(out, event.fstype);
    append_hex_field(out, "fstype", event.fstype);
    if (event.mntns != 0)
        append_number_field(out, "mntns", event.mntns);
    if (event.fd >= 0)
        append_number_field(out, "fd", static_cast<uint64_t>(event.fd));
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
