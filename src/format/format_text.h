// SPDX-License-Identifier: GPL-2.0-only
// Text for people: one line an event in columns, of which the last is never cut or padded.
//   TIME PID COMM OP ACCESS PATH
// With groups a line for the process while it stays the same, and its events below:
//   8542 cat /usr/bin/cat
//     TIME OP ACCESS PATH
#pragma once

#include "format/field_text.h"
#include "format/format.h"

#include <string>
#include <string_view>
#include <vector>

namespace fileaudit {

struct TextLook {
    TimeStyle time = TimeStyle::local;
    bool color = false;
    bool group = false;
    bool held = false;        // OP is wide enough for what is held, too
    bool stack_lines = false; // frames below the event
    bool search = false;      // in front of PATH what was tried before
};

class TextFormatter final : public Formatter {
public:
    TextFormatter(const std::vector<const Field*>& columns, TextLook look, WallClock clock);

    void append_header(Buffer& out) override;
    void append_event(Buffer& out, const Event& event) override;

private:
    struct Column {
        const Field* field;
        size_t width, most; // it grows up to that for what does not fit
        bool right;         // what is in it goes to the right
        bool colored;
        bool words; // spaces may be in it
    };

    void add_column(const Field& field);
    void append_process(Buffer& out, const Event& event);
    void append_cell(Buffer& out, Column& column, const Event& event, std::string_view color);
    void append_last(Buffer& out, const Column& column, const Event& event, std::string_view color);
    void append_value(Buffer& out, const Field& field, const Event& event, TextForm form);

    TextLook look_;
    std::vector<Column> columns_;
    std::vector<const Field*> process_; // of the process's line
    std::string process_line_;          // the last one
};

} // namespace fileaudit
