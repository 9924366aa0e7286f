// SPDX-License-Identifier: GPL-2.0-only
// The frames of user stacks by name: "openat+0x54 (libc.so.6)". A file is known by its build id
// alone, so what is named is right whatever lies under a path by now. Nothing is fetched from
// elsewhere, and no right is needed but to read the files.
#pragma once

#include "../../bpf/event.h"
#include "lookup/elf_file.h"
#include "lookup/function_table.h"
#include "lookup/library_directories.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace fileaudit {

inline constexpr size_t longest_frame_name = 256; // bytes

class Symbols {
public:
    // Reads the build ids of all `libraries`, which takes some ten milliseconds for a thousand.
    // `debug` is where the build-id tree of files with full symbol tables is.
    explicit Symbols(
        const std::vector<std::string>& libraries = libraries_in(library_directories()),
        std::string debug = "/usr/lib/debug");

    Symbols(const Symbols&) = delete; // names_ are of its own texts
    Symbols& operator=(const Symbols&) = delete;

    // A file some process maps, where else frames may be. Told often, it is looked at once.
    void note_mapped(std::string_view path, uint64_t ino);

    // One name for each frame, at most longest_frame_name bytes of whatever the files hold:
    //   "openat+0x54 (libc.so.6)"      the function
    //   "+0x1234 (libfoo.so.1)"        none is known there: the address, as addr2line takes it
    //   "93ac61ec…8a40+0x1234"         no file of that build id is known: the offset in it
    //   "0x7f0012345678"               no build id: an address of the process
    // `exe` is the program, "" when that is not known. Valid until the next call.
    std::span<const std::string_view> names(std::span<const fa_frame> stack, std::string_view exe);

private:
    struct Frame {
        BuildId build_id;
        uint64_t offset;
        bool is_call; // the call is before it
        bool operator==(const Frame&) const = default;
    };
    struct Hash {
        size_t operator()(const BuildId& id) const;
        size_t operator()(const Frame& frame) const;
    };
    struct File {
        std::string name;
        std::vector<CodeSegment> segments;
        FunctionTable functions;
        bool demangle = false;
    };

    const File* find_file(const BuildId& id, std::string_view exe);
    // Null when there is none of that build id at `path` any more.
    const File* load(const BuildId& id, const std::string& path);
    void learn(const std::string& path);
    static std::string name_in(const File& file, const Frame& frame);

    std::string debug_;
    std::unordered_map<BuildId, std::string, Hash> paths_; // of files that are there
    std::unordered_map<BuildId, File, Hash> files_;        // of those in use
    size_t functions_ = 0;                                 // in files_
    std::unordered_set<std::string> mapped_, tried_;
    std::vector<std::string> not_learned_; // of mapped_
    std::unordered_map<Frame, std::string, Hash> known_;
    std::vector<std::string> others_; // of the last stack: what is not in known_
    std::vector<std::string_view> names_;
};

} // namespace fileaudit
