// SPDX-License-Identifier: GPL-2.0-only
// What the user asked for, checked. Built by cli.cpp, read by everyone else.
#pragma once

#include "filter/filters.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace fileaudit {

enum class Backend { lsm, fentry, tracepoint };

// "lsm", "fentry", "tracepoint".
const char* backend_name(Backend backend);

enum class Format { text, wide, json };

enum class Action {
    watch,
    snapshot, // what is held open and mapped now, then end
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

    std::optional<std::chrono::nanoseconds> duration;
    std::optional<uint64_t> count; // events to show, then end
    std::string output;            // "": stdout, or stderr with a command
    Format format = Format::text;
    uint32_t ring_bytes = 8u << 20; // a power of two times the page size
    bool quiet = false;             // no header, no closing line, no loss lines
    bool verbose = false;
    bool strict = false;      // exit status 3 when events were lost
    bool walk_only = false;   // --no-kfuncs
    bool cross_check = false; // each event resolved by kfunc and by walk
};

} // namespace fileaudit
