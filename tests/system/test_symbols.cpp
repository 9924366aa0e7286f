// SPDX-License-Identifier: GPL-2.0-only
// Frames of this very process and files of this system; /proc/self/maps, readelf, nm, addr2line
// and ldconfig say what is right.
#include "lookup/symbols.h"

#include "../unit/scratch_directory.h"
#include "output_of.h"

#include <algorithm>
#include <cstdio>
#include <cxxabi.h>
#include <dlfcn.h>
#include <doctest/doctest.h>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <iterator>
#include <map>
#include <random>
#include <set>
#include <sstream>
#include <string>
#include <unistd.h>

using namespace fileaudit;
namespace fs = std::filesystem;

extern "C" __attribute__((noinline)) int fileaudit_test_function(int value) {
    return value + getpid();
}

namespace symbols_test {

__attribute__((noinline)) int in_namespace(const std::string& text) {
    return static_cast<int>(text.size()) + getpid();
}

} // namespace symbols_test

namespace {

const std::string no_debug = "/nonexistent";

// What the kernel would have put into a frame.
struct Place {
    std::string path;
    uint64_t offset = 0; // in the file
};

Place place_of(uint64_t address) {
    std::ifstream maps("/proc/self/maps");
    for (std::string line; std::getline(maps, line);) {
        unsigned long start = 0, end = 0, offset = 0;
        if (sscanf(line.c_str(), "%lx-%lx %*s %lx", &start, &end, &offset) == 3 &&
            address >= start && address < end)
            return {line.substr(line.find('/')), address - start + offset};
    }
    FAIL("no map has the address");
    return {};
}

template<class T> uint64_t address_of(T* function) {
    return reinterpret_cast<uint64_t>(function);
}

fa_frame frame_at(const std::string& build_id, uint64_t offset) {
    fa_frame frame{FA_FRAME_BUILD_ID, {}, offset};
    for (size_t i = 0; i < std::size(frame.build_id) && 2 * i < build_id.size(); ++i)
        frame.build_id[i] =
            static_cast<uint8_t>(std::stoul(build_id.substr(2 * i, 2), nullptr, 16));
    return frame;
}

std::string build_id_of(const std::string& path) {
    return output_of("readelf -n '" + path + "' | sed -n 's/ *Build ID: //p'");
}

std::string name_of(Symbols& symbols, const fa_frame& frame, std::string_view exe = "") {
    const auto names = symbols.names({&frame, 1}, exe);
    REQUIRE(names.size() == 1);
    return std::string(names[0]);
}

std::string own_path() {
    return fs::read_symlink("/proc/self/exe");
}

std::string unknown(const std::string& build_id, uint64_t offset) {
    return fmt::format("{}+0x{:x}", build_id, offset);
}

bool has_build_id(const std::string& path) {
    if (!build_id_of(path).empty())
        return true;
    MESSAGE("skipped: " << path << " has no build id");
    return false;
}

} // namespace

TEST_CASE("symbols: a function of the C library, with and without its debug file") {
    const auto place = place_of(address_of(dlsym(RTLD_DEFAULT, "openat")));
    const std::string id = build_id_of(place.path);
    REQUIRE_FALSE(id.empty());
    for (const std::string& debug : {std::string("/usr/lib/debug"), no_debug}) {
        Symbols symbols(libraries_in(library_directories()), debug);
        const fa_frame stack[] = {frame_at(id, place.offset),
                                  frame_at(id, place.offset + 0x15),
                                  {FA_FRAME_ADDRESS, {}, 0x7f0012345678},
                                  frame_at(id, INT64_MAX),
                                  frame_at("0123456789abcdef0123456789abcdef01234567", 0x10)};
        for ([[maybe_unused]] const int again : {0, 1}) {
            const auto names = symbols.names(stack, "");
            REQUIRE(names.size() == 5);
            CHECK(names[0] == "openat+0x0 (libc.so.6)");
            CHECK(names[1] == "openat+0x15 (libc.so.6)");
            CHECK(names[2] == "0x7f0012345678");
            CHECK(names[3] == unknown(id, INT64_MAX));
            CHECK(names[4] == "0123456789abcdef0123456789abcdef01234567+0x10");
        }
        CHECK(symbols.names({}, "").empty());
    }
}

TEST_CASE("symbols: every function the C library exports, as nm has it") {
    const uint64_t openat_address = address_of(dlsym(RTLD_DEFAULT, "openat"));
    const auto place = place_of(openat_address);
    const std::string id = build_id_of(place.path);
    std::map<uint64_t, std::set<std::string>> functions;
    std::istringstream lines(output_of("nm -D --defined-only '" + place.path + "'"));
    uint64_t openat_value = 0;
    for (std::string value, type, name; lines >> value >> type >> name;) {
        name = name.substr(0, name.find('@'));
        if (type == "T" || type == "W" || type == "i")
            functions[std::stoul(value, nullptr, 16)].insert(name);
        if (name == "openat")
            openat_value = std::stoul(value, nullptr, 16);
    }
    REQUIRE(functions.size() > 1000);
    Symbols symbols({place.path}, no_debug);
    for (const auto& [value, names] : functions) {
        const auto there = place_of(openat_address - openat_value + value);
        const std::string name = name_of(symbols, frame_at(id, there.offset));
        CAPTURE(name);
        CHECK(names.contains(name.substr(0, name.find('+'))));
        CHECK(name.ends_with("+0x0 (libc.so.6)"));
    }
}

TEST_CASE("symbols: an address in no file is nobody's") {
    Symbols symbols({}, no_debug);
    CHECK(name_of(symbols, frame_at("abcd", 0xffffaa07134ce000)) == "[unknown]");
}

TEST_CASE("symbols: functions of a program, found by its path") {
    const std::string path = own_path();
    if (!has_build_id(path))
        return;
    const std::string id = build_id_of(path), file = path.substr(path.rfind('/') + 1);
    Symbols symbols({}, no_debug);
    CHECK(name_of(symbols, frame_at(id, 0x40)) == unknown(id, 0x40)); // whose path is not told
    CHECK(name_of(symbols, frame_at(id, 0x40), "/etc/passwd") == unknown(id, 0x40));
    CHECK(name_of(symbols, frame_at(id, 0x40), "/dev/zero") == unknown(id, 0x40));
    const struct {
        uint64_t address;
        std::string name;
    } rows[] = {
        {address_of(&fileaudit_test_function), "fileaudit_test_function"},
        {address_of(&symbols_test::in_namespace),
         "symbols_test::in_namespace(std::__cxx11::basic_string<char, std::char_traits<char>, "
         "std::allocator<char> > const&)"},
    };
    for (const auto& row : rows) {
        const uint64_t offset = place_of(row.address).offset;
        CHECK(name_of(symbols, frame_at(id, offset), path) ==
              fmt::format("{}+0x0 ({})", row.name, file));
        CHECK(name_of(symbols, frame_at(id, offset + 1), path) ==
              fmt::format("{}+0x1 ({})", row.name, file));
        // where a call returns to belongs to what comes before
        const fa_frame stack[] = {frame_at(id, offset), frame_at(id, offset),
                                  frame_at(id, offset + 1)};
        const auto names = symbols.names(stack, "");
        CHECK(names[0].starts_with(row.name));
        CHECK_FALSE(names[1].starts_with(row.name + "+"));
        CHECK(names[2] == fmt::format("{}+0x1 ({})", row.name, file));
    }
}

TEST_CASE("symbols: a stripped program and its debug file") {
    const std::string path = own_path();
    if (!has_build_id(path))
        return;
    ScratchDirectory scratch;
    const std::string id = build_id_of(path), stripped = scratch.path() / "stripped";
    const fs::path debug =
        scratch.path() / ".build-id" / id.substr(0, 2) / (id.substr(2) + ".debug");
    fs::create_directories(debug.parent_path());
    REQUIRE(output_of(fmt::format("strip -o {} {} 2>&1 && objcopy --only-keep-debug {} {} 2>&1",
                                  stripped, path, path, debug.string())) == "");
    const uint64_t offset = place_of(address_of(&symbols_test::in_namespace)).offset;
    Symbols without({}, no_debug), with({}, scratch.path());
    CHECK(name_of(without, frame_at(id, offset), stripped).ends_with(" (stripped)"));
    CHECK_FALSE(name_of(without, frame_at(id, offset), stripped).starts_with("symbols_test::"));
    CHECK(name_of(with, frame_at(id, offset), stripped).starts_with("symbols_test::in_namespace("));

    // one of another build is not believed
    fs::copy_file("/bin/true", debug, fs::copy_options::overwrite_existing);
    Symbols wrong({}, scratch.path());
    CHECK(name_of(wrong, frame_at(id, offset), stripped) ==
          name_of(without, frame_at(id, offset), stripped));
}

TEST_CASE("symbols: addresses without a function, as addr2line takes them") {
    const auto place = place_of(address_of(dlsym(RTLD_DEFAULT, "openat")));
    ScratchDirectory scratch;
    const std::string copy = scratch.path() / "libcopy.so.1";
    if (output_of("objcopy -R .symtab -R .strtab '" + place.path + "' '" + copy + "' 2>&1") != "")
        return;
    Symbols symbols({copy}, no_debug);
    // the procedure linkage table has code and no symbols
    std::istringstream plt(output_of("readelf -SW '" + copy +
                                     "' | sed 's/^ *\\[ *[0-9]*\\] //' | "
                                     "awk '$1 == \".plt\" { print $3, $4 }'"));
    std::string address, offset;
    plt >> address >> offset;
    REQUIRE_FALSE(offset.empty());
    const uint64_t value = std::stoul(address, nullptr, 16);
    CHECK(name_of(symbols, frame_at(build_id_of(copy), std::stoul(offset, nullptr, 16))) ==
          fmt::format("+0x{:x} (libc.so.6)", value));
}

TEST_CASE("symbols: C++ names of what anybody may have made stay as they are") {
    const std::string path = own_path();
    if (geteuid() != 0 || !has_build_id(path)) {
        MESSAGE("skipped: needs root to give a file away");
        return;
    }
    ScratchDirectory scratch;
    const std::string copy = scratch.path() / "copy";
    fs::copy_file(path, copy);
    REQUIRE(chown(copy.c_str(), 4123456, 0) == 0);
    const fa_frame frame =
        frame_at(build_id_of(path), place_of(address_of(&symbols_test::in_namespace)).offset);
    Symbols symbols({}, no_debug);
    CHECK(name_of(symbols, frame, copy).starts_with("_ZN12symbols_test12in_namespace"));
    setenv("SUDO_UID", "4123456", 1);
    Symbols of_caller({}, no_debug);
    CHECK(name_of(of_caller, frame, copy).starts_with("symbols_test::in_namespace"));
    unsetenv("SUDO_UID");
}

TEST_CASE("symbols: a library from elsewhere is known once it was mapped") {
    const auto place = place_of(address_of(dlsym(RTLD_DEFAULT, "openat")));
    ScratchDirectory scratch;
    const std::string copy = scratch.path() / "plugin";
    fs::copy_file(place.path, copy);
    const std::string id = build_id_of(copy);
    const fa_frame frame = frame_at(id, place.offset);
    Symbols symbols({}, no_debug);
    CHECK(name_of(symbols, frame) == unknown(id, place.offset));
    symbols.note_mapped(copy, 1);
    CHECK(name_of(symbols, frame) == "openat+0x0 (libc.so.6)");

    // another file there: what is known stays, what was not asked for cannot be
    fs::copy_file("/bin/true", copy, fs::copy_options::overwrite_existing);
    CHECK(name_of(symbols, frame) == "openat+0x0 (libc.so.6)");
    Symbols late({}, no_debug);
    late.note_mapped(copy, 1);
    CHECK(name_of(late, frame) == unknown(id, place.offset));
    fs::copy_file(place.path, copy, fs::copy_options::overwrite_existing);
    late.note_mapped(copy, 1);
    CHECK(name_of(late, frame) == unknown(id, place.offset)); // the same inode: not looked at
    late.note_mapped(copy, 2);
    CHECK(name_of(late, frame) == "openat+0x0 (libc.so.6)");
}

TEST_CASE("symbols: damaged files name something or nothing") {
    const auto place = place_of(address_of(dlsym(RTLD_DEFAULT, "openat")));
    const std::string id = build_id_of(place.path);
    std::ifstream file(place.path, std::ios::binary);
    const std::string whole{std::istreambuf_iterator<char>(file), {}};
    ScratchDirectory scratch;
    std::mt19937 random(1); // NOLINT: the same each time
    size_t named = 0;
    for (int round = 0; round < 300; ++round) {
        CAPTURE(round);
        std::string bytes = whole;
        const size_t sections = bytes.size() - std::min<size_t>(bytes.size(), 4800);
        for (int i = 0; i < 1 + round % 8; ++i) {
            // headers of segments and sections are where it hurts
            const size_t at = round % 2 == 0 ? random() % 1024 : sections + random() % 4800;
            bytes[at % bytes.size()] = static_cast<char>(random());
        }
        if (round % 10 == 9)
            bytes.resize(random() % bytes.size());
        const std::string copy = scratch.path() / "damaged.so";
        std::ofstream(copy, std::ios::binary) << bytes;
        Symbols symbols({copy}, no_debug);
        const std::string name = name_of(symbols, frame_at(id, place.offset));
        CHECK(name.size() <= longest_frame_name);
        named += name.starts_with("openat");
    }
    CHECK(named > 0);
    CHECK(named < 300);
}

TEST_CASE("symbols: build ids as readelf has them, libraries as ldconfig has them") {
    const std::vector<std::string> libraries = libraries_in(library_directories());
    const std::set<std::string> found(libraries.begin(), libraries.end());
    CHECK(found.size() == libraries.size());
    std::istringstream lines(output_of("/sbin/ldconfig -p | sed -n 's/.* => //p'"));
    int cached = 0;
    for (std::string path; std::getline(lines, path);) {
        std::error_code error;
        const std::string file = fs::canonical(path, error);
        if (error)
            continue; // removed since the cache was written
        CAPTURE(path);
        CHECK(found.contains(file));
        ++cached;
    }
    CHECK(cached > 0);
    for (size_t i = 0; i < std::min<size_t>(libraries.size(), 40); ++i) {
        CAPTURE(libraries[i]);
        const auto file = ElfFile::open(libraries[i]);
        const std::string id = build_id_of(libraries[i]);
        REQUIRE(file.has_value() == !id.empty());
        if (file)
            CHECK(std::equal(file->build_id().begin(), file->build_id().end(),
                             frame_at(id, 0).build_id));
    }
}
