// SPDX-License-Identifier: GPL-2.0-only
// What the user asked for, checked. Built by cli.cpp, read by everyone else.
#pragma once

#include "path_pattern.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace fileaudit {

enum class Backend { lsm, fentry, tracepoint };

// "lsm", "fentry", "tracepoint".
const char* backend_name(Backend backend);

// Which values of enum fa_op to report.
struct OpSet {
    bool open = true, mmap = true, exec = true;
};

enum class Format { text, wide, json };

struct Options {
    // filters: OR inside one, AND across
    std::vector<uint32_t> pids;     // empty: all
    std::vector<std::string> comms; // exact names; empty: all
    std::vector<PathPattern> paths; // empty: all
    OpSet ops;

    std::vector<std::string> command; // empty: none
    std::optional<Backend> backend;   // empty: the best that works

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
