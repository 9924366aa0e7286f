// SPDX-License-Identifier: GPL-2.0-only
#include "format/field_lists.h"

#include "format/arguments.h"
#include "format/escape.h"
#include "format/json_fields.h"
#include "format/names.h"
#include "format/path_text.h"
#include "format/stack_frame.h"
#include "format/utf8.h"

namespace fileaudit {

namespace {

// `append_one(item)` writes each; nothing when there is none.
template<class Items, class AppendOne>
void append_array(Buffer& out, std::string_view key, const Items& items, AppendOne append_one) {
    if (items.empty())
        return;
    append_key(out, key);
    char separator = '[';
    for (const auto& item : items) {
        out.push_back(separator);
        append_one(item);
        separator = ',';
    }
    out.push_back(']');
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

} // namespace

void append_args(Buffer& out, const Event& event) {
    for (std::string_view rest = event.args; !rest.empty();) {
        append_escaped(out, take_argument(rest), true);
        if (!rest.empty())
            out.push_back(' ');
    }
    if ((event.flags & FA_EV_ARGS_CUT) != 0)
        append(out, "...");
}

void append_args_json(Buffer& out, const Event& event, std::string_view key) {
    if (event.args.empty())
        return;
    append_args_array(out, key, event.args,
                      [&](std::string_view argument) { append_json_string(out, argument); });
    if (valid_utf8(event.args)) // the NULs between them are UTF-8 and end any character
        return;
    append_args_array(out, fmt::format("{}_hex", key), event.args, [&](std::string_view argument) {
        out.push_back('"');
        append_hex(out, argument);
        out.push_back('"');
    });
}

void append_ancestry(Buffer& out, const Event& event) {
    for (const Ancestor& ancestor : event.ancestors) {
        if (&ancestor != event.ancestors.data())
            out.push_back('<');
        append_escaped(out, ancestor.comm, true);
        out.push_back(':');
        append_number(out, ancestor.pid);
    }
}

void append_ancestry_json(Buffer& out, const Event& event, std::string_view key) {
    append_array(out, key, event.ancestors, [&](const Ancestor& ancestor) {
        append(out, "{\"pid\":");
        append_number(out, ancestor.pid);
        append_text_field(out, "comm", ancestor.comm);
        append_path_fields(out, "exe", ancestor.exe);
        out.push_back('}');
    });
}

void append_stack(Buffer& out, const Event& event) {
    for (size_t i = 0; i < event.stack.size(); ++i) {
        if (i > 0)
            out.push_back('<');
        append_frame(out, event, i);
    }
    if ((event.flags & FA_EV_STACK_CUT) != 0)
        append(out, "...");
}

void append_stack_json(Buffer& out, const Event& event, std::string_view key) {
    if (!event.frame_names.empty()) {
        append_array(out, key, event.frame_names,
                     [&](std::string_view name) { append_json_string(out, name); });
        return;
    }
    append_array(out, key, event.stack, [&](const fa_frame& frame) {
        out.push_back('"');
        append_frame(out, frame);
        out.push_back('"');
    });
}

void append_tried_word(Buffer& out, const Event& event) {
    for (const Tried& tried : event.tried) {
        if (&tried != event.tried.data())
            out.push_back(',');
        append_errno(out, tried.error);
        out.push_back(':');
        if (tried.path.has_text())
            append_escaped(out, tried.path.text, true);
        else
            out.push_back('-');
    }
}

void append_tried_json(Buffer& out, const Event& event, std::string_view key) {
    append_array(out, key, event.tried, [&](const Tried& tried) {
        append(out, "{\"errno\":\"");
        append_errno(out, tried.error);
        out.push_back('"');
        append_path_fields(out, "path", tried.path);
        out.push_back('}');
    });
}

} // namespace fileaudit
