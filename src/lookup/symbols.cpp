// SPDX-License-Identifier: GPL-2.0-only
#include "lookup/symbols.h"

#include "format/stack_frame.h"
#include "lookup/frame_text.h"

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <cstring>
#include <fmt/format.h>
#include <unistd.h>

namespace fileaudit {
namespace {

// What is kept; beyond, it is forgotten and found again.
constexpr size_t most_known = 65536;
constexpr size_t most_files = 1024;
constexpr size_t most_functions = 1u << 21; // some 80 bytes each
constexpr size_t most_mapped = 16384;
constexpr size_t most_tried = 16384;
constexpr size_t most_paths = 131072;

// Whose files are no trap for the demangler, which a crafted name keeps busy without end.
bool is_trusted(uid_t owner) {
    if (owner == 0 || owner == geteuid())
        return true;
    const char* const text = secure_getenv("SUDO_UID");
    uid_t caller = 0;
    return text != nullptr &&
           std::from_chars(text, text + strlen(text), caller).ec == std::errc() && caller == owner;
}

std::string base_name(const std::string& path) {
    return path.substr(path.rfind('/') + 1);
}

} // namespace

size_t Symbols::Hash::operator()(const BuildId& id) const {
    size_t bits = 0; // of a digest: as good as random
    std::memcpy(&bits, id.data(), sizeof(bits));
    return bits;
}

size_t Symbols::Hash::operator()(const Frame& frame) const {
    return (*this)(frame.build_id) ^ ((frame.offset * 2 + frame.is_call) * 0x9e3779b97f4a7c15);
}

Symbols::Symbols(const std::vector<std::string>& libraries, std::string debug)
    : debug_(std::move(debug)) {
    for (const std::string& path : libraries)
        learn(path);
}

void Symbols::learn(const std::string& path) {
    if (paths_.size() >= most_paths)
        return;
    if (const auto file = ElfFile::open(path))
        paths_.insert_or_assign(file->build_id(), path);
}

void Symbols::note_mapped(std::string_view path, uint64_t ino) {
    if (mapped_.size() < most_mapped && mapped_.insert(fmt::format("{} {}", ino, path)).second)
        not_learned_.emplace_back(path);
}

std::span<const std::string_view> Symbols::names(std::span<const fa_frame> stack,
                                                 std::string_view exe) {
    if (known_.size() + stack.size() > most_known)
        known_.clear();
    names_.clear();
    others_.clear();
    others_.reserve(stack.size()); // so that none moves
    for (const fa_frame& frame : stack) {
        if (is_unknown(frame)) {
            names_.push_back(unknown_frame);
            continue;
        }
        if (frame.status != FA_FRAME_BUILD_ID) {
            names_.push_back(others_.emplace_back(fmt::format("0x{:x}", frame.at)));
            continue;
        }
        // The innermost is where the process was; of the others, where it will return to.
        Frame key{{}, frame.at, !names_.empty()};
        std::copy(std::begin(frame.build_id), std::end(frame.build_id), key.build_id.begin());
        auto known = known_.find(key);
        if (known == known_.end()) {
            const File* const file = find_file(key.build_id, exe);
            const std::string text = file == nullptr ? "" : name_in(*file, key);
            if (text.empty()) {
                names_.push_back(others_.emplace_back(
                    fmt::format("{}+0x{:x}", build_id_text(key.build_id), frame.at)));
                continue;
            }
            known = known_.emplace(key, text).first;
        }
        names_.push_back(known->second);
    }
    return names_;
}

const Symbols::File* Symbols::find_file(const BuildId& id, std::string_view exe) {
    if (const auto in_use = files_.find(id); in_use != files_.end())
        return &in_use->second;
    if (!paths_.contains(id)) {
        // by id and path, since another program may lie there later
        if (tried_.size() >= most_tried)
            tried_.clear();
        if (!exe.empty() && tried_.insert(std::string(id.begin(), id.end()).append(exe)).second)
            learn(std::string(exe));
        if (!paths_.contains(id)) {
            for (const std::string& path : not_learned_)
                learn(path);
            not_learned_.clear();
        }
    }
    const auto found = paths_.find(id);
    if (found == paths_.end())
        return nullptr;
    const File* const file = load(id, found->second);
    if (file == nullptr)
        paths_.erase(found);
    return file;
}

const Symbols::File* Symbols::load(const BuildId& id, const std::string& path) {
    const auto elf = ElfFile::open(path);
    if (!elf || elf->build_id() != id)
        return nullptr;
    File file;
    const std::string soname = elf->soname();
    file.name = base_name(soname.empty() ? path : soname);
    file.segments = elf->code_segments();
    file.demangle = is_trusted(elf->owner());

    auto functions = elf->functions(true);
    if (functions.empty()) { // stripped: what its debug file has, or at least what it exports
        const std::string digits = build_id_text(id);
        const auto full = ElfFile::open(
            fmt::format("{}/.build-id/{}/{}.debug", debug_, digits.substr(0, 2), digits.substr(2)));
        if (full && full->build_id() == id)
            functions = full->functions(true);
    }
    if (functions.empty())
        functions = elf->functions(false);
    file.functions = FunctionTable(std::move(functions));

    functions_ += file.functions.size();
    if (functions_ > most_functions || files_.size() >= most_files) {
        files_.clear();
        functions_ = file.functions.size();
    }
    return &files_.insert_or_assign(id, std::move(file)).first->second;
}

std::string Symbols::name_in(const File& file, const Frame& frame) {
    const auto segment =
        std::find_if(file.segments.begin(), file.segments.end(), [&](const CodeSegment& one) {
            return frame.offset >= one.file_offset && frame.offset - one.file_offset < one.bytes;
        });
    if (segment == file.segments.end())
        return "";
    const uint64_t address = frame.offset - segment->file_offset + segment->address;
    // what a function calls at its very end leads back behind it
    const ElfFunction* const function = file.functions.find(address - frame.is_call);
    if (function == nullptr)
        return frame_text("", address, file.name, longest_frame_name);
    return frame_text(plain_function(function->name, file.demangle), address - function->start,
                      file.name, longest_frame_name);
}

} // namespace fileaudit
