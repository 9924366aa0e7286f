// SPDX-License-Identifier: GPL-2.0-only
#include "format/text_cells.h"

#include "format/escape.h"
#include "format/names.h"
#include "format/stack_frame.h"

#include <algorithm>

namespace fileaudit {

void append_outcome(Buffer& out, const Event& event) {
    append_errno(out, event.error);
    if (const std::string_view who = denied_by_name(event.denied_by); !who.empty()) {
        out.push_back('/');
        append(out, who);
    }
}

void append_duration(Buffer& out, uint64_t ns, uint32_t unit_ns) {
    const uint32_t step = unit_ns / 1000;
    const uint64_t steps = ns / step + (ns % step > (step - 1) / 2 ? 1 : 0);
    append_number(out, steps / 1000);
    out.push_back('.');
    append_digits(out, steps % 1000, 3);
}

void append_tried(Buffer& out, const Event& event) {
    if (event.tried.empty())
        return;
    const auto count = [&](uint16_t error) {
        return static_cast<uint64_t>(std::ranges::count(event.tried, error, &Tried::error)) +
               (event.error == error ? 1 : 0);
    };
    const auto append_count = [&](uint16_t error, std::string_view lead) {
        append(out, lead);
        append_number(out, count(error));
        append(out, " × ");
        append_errno(out, error);
    };
    for (auto at = event.tried.begin(); at != event.tried.end(); ++at) {
        const auto first = std::ranges::find(event.tried, at->error, &Tried::error);
        if (first == at)
            append_count(at->error, at == event.tried.begin() ? "" : ", ");
    }
    if (event.failed() &&
        std::ranges::find(event.tried, event.error, &Tried::error) == event.tried.end())
        append_count(event.error, ", ");
    append(out, event.failed() ? " … last " : " … then ");
}

void append_stack_lines(Buffer& out, const Event& event) {
    constexpr std::string_view indent = "        ";
    for (size_t i = 0; i < event.stack.size(); ++i) {
        append(out, indent);
        append_frame(out, event, i);
        out.push_back('\n');
    }
    if ((event.flags & FA_EV_STACK_CUT) != 0) {
        append(out, indent);
        append(out, "...\n");
    }
}

} // namespace fileaudit
