// SPDX-License-Identifier: GPL-2.0-only
// What the user asked for, checked. Built by cli.cpp, read by everyone else.
#pragma once

#include "filter/filters.h"
#include "format/field.h"
#include "format/line_template.h"
#include "format/time_format.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace fileaudit {

enum class Backend { lsm, fentry, tracepoint };

// "lsm", "fentry", "tracepoint".
const char* backend_name(Backend backend);

enum class Format { text, wide, json, csv, logfmt, line_template };

// "text", …; of a template "template".
const char* format_name(Format format);

// Columns for people.
inline bool is_text(Format format) {
    return format == Format::text || format == Format::wide;
}

enum class Color { automatic, always, never };

// -o FILE --rotate: how large it may get, and how many old ones are kept.
struct Rotation {
    uint64_t bytes = 0;
    uint32_t keep = 5;
};

enum class Action {
    watch,
    snapshot, // what is held open and mapped now, then end
    top,      // who uses what most, counted in the kernel
    replay,   // what a recording holds
    doctor,   // what works here, and what is missing
    fields,   // what there is to know of an event
    schema,   // the same as JSON Schema of --json's lines
};

// By what the rows of a summary are ordered, most first.
enum class SortBy { opens, failures, maps, execs, processes, mapped };

// The table of `top` and --summary.
struct SummaryOptions {
    bool shown = false;                     // --summary, top
    bool events = true;                     // beside the events themselves
    uint32_t by = FA_KEY_PID | FA_KEY_COMM; // fa_uniq_key bits: what makes a row
    bool by_cgroup() const { return shown && (by & FA_KEY_CGROUP) != 0; }
    SortBy sort = SortBy::opens;
    std::optional<uint32_t> rows; // at most so many; empty: all (top: what fits)
    std::chrono::nanoseconds interval{1'000'000'000}; // top: between two tables
};

struct Options {
    Action action = Action::watch;
    Filters filters;
    bool explain = false; // say what decides each filter, attach nothing

    // watch only, up to the output
    std::vector<std::string> command; // empty: none
    std::string user;                 // who the command runs as; "": sudo's caller, or us
    std::optional<Backend> backend;   // empty: the best that works
    bool existing = false;            // first what is held open and mapped already
    bool exit_with_pid = false;       // end with the processes given, not with their descendants

    // what is told of each event beside what is always told
    bool latency = false;
    bool opener = false;   // of maps: which other process opened the file
    uint32_t ancestry = 0; // so many processes above
    bool args = false;
    bool ustack = false;
    bool chains = false; // a search along a path is one line
    SummaryOptions summary;

    std::optional<std::chrono::nanoseconds> duration;
    std::optional<uint64_t> count; // events to show, then end
    std::string output;            // "": stdout, or stderr with a command
    std::optional<Rotation> rotation;
    std::string record; // also raw records, into this file; "": none
    std::string input;  // replay: the recording; "-": stdin
    Format format = Format::text;
    std::vector<const Field*> columns; // what is shown of an event, in this order
    LineTemplate line;                 // of Format::line_template
    TimeStyle time = TimeStyle::local;
    Color color = Color::automatic; // of text
    bool group = false;             // of text: a line for the process, its events below
    uint32_t ring_bytes = 8u << 20; // a power of two times the page size
    bool quiet = false;             // no header, no closing line, no loss lines
    bool verbose = false;
    bool strict = false;      // exit status 3 when events were lost
    bool walk_only = false;   // --no-kfuncs
    bool cross_check = false; // each event resolved by kfunc and by walk
};

} // namespace fileaudit
