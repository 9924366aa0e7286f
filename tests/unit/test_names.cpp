// SPDX-License-Identifier: GPL-2.0-only
// Flags, verdicts and operations in words.
#include "cli/options.h"
#include "filter/option_words.h"
#include "format/names.h"
#include "format/open_flags.h"
#include "written.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/mman.h>

using namespace fileaudit;

namespace {

#ifdef __x86_64__
constexpr uint32_t kernel_largefile = 0x8000;
#else
constexpr uint32_t kernel_largefile = 0;
#endif

} // namespace

TEST_CASE("names: access of an open") {
    const struct {
        uint32_t flags, mode;
        const char* access;
    } rows[] = {
        {O_RDONLY, 0x1d, "r"},
        {O_WRONLY, 0x1e, "w"},
        {O_RDWR, 0x1f, "rw"},
        {3, 0, "ioctl"},
        {O_RDONLY | O_CLOEXEC | kernel_largefile, 0x1d, "r"},
        {O_WRONLY | O_CREAT | O_TRUNC, 0x1e, "w+create+trunc"},
        {O_RDWR | O_CREAT | O_EXCL, 0x1f, "rw+create+excl"},
        {O_WRONLY | O_CREAT | O_APPEND, 0x1e, "w+create+append"},
        {O_RDWR | O_TMPFILE, 0x1f, "rw+tmpfile"},
        {O_RDWR | O_TMPFILE | O_EXCL, 0x1f, "rw+excl+tmpfile"},
        {O_RDONLY | O_DIRECTORY, 0x1d, "r+dir"},
        {O_RDONLY | fmode_exec, 0x3d, "r+exec"},
        {O_PATH, fmode_path, "path"},
        {O_PATH | O_DIRECTORY, 0, "path"},
        {O_RDONLY, fmode_path, "path"},
    };
    for (const auto& row : rows) {
        Event event;
        event.open_flags = row.flags;
        event.open_mode = row.mode;
        CAPTURE(row.flags);
        for (const fa_op op : {FA_OP_OPEN, FA_OP_HELD_OPEN}) {
            event.op = op;
            CHECK(written([&](Buffer& out) { append_access(out, event); }) == row.access);
        }
    }
}

// FMODE_* is of files that were opened: of others only the flags are known.
TEST_CASE("names: access of an open that failed") {
    const struct {
        uint32_t flags;
        const char* access;
    } rows[] = {
        {O_RDONLY, "r"},
        {O_WRONLY | O_CREAT | O_EXCL, "w+create+excl"},
        {O_RDWR | O_TMPFILE, "rw+tmpfile"},
        {O_RDONLY | fmode_exec, "r+exec"},
        {O_PATH | O_NOFOLLOW, "path"},
        {O_PATH | O_RDWR, "path"},
        {3, "ioctl"},
    };
    for (const auto& row : rows) {
        Event event;
        event.open_flags = row.flags;
        event.error = 2;
        CAPTURE(row.flags);
        CHECK(written([&](Buffer& out) { append_access(out, event); }) == row.access);
    }
}

TEST_CASE("names: access of mmap and exec") {
    const struct {
        uint32_t prot, flags;
        const char* access;
    } rows[] = {
        {PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_FIXED, "r-x private"},
        {PROT_READ | PROT_WRITE, MAP_SHARED, "rw- shared"},
        {PROT_NONE, MAP_PRIVATE, "--- private"},
        {PROT_READ | PROT_WRITE | PROT_EXEC, 3 /* MAP_SHARED_VALIDATE */, "rwx shared"},
        {PROT_READ, 8 /* MAP_DROPPABLE */, "r-- private"},
    };
    Event event;
    for (const auto& row : rows) {
        event.prot = row.prot;
        event.map_flags = row.flags;
        for (const fa_op op : {FA_OP_MMAP, FA_OP_HELD_MAP}) {
            event.op = op;
            CHECK(written([&](Buffer& out) { append_access(out, event); }) == row.access);
        }
    }
    event.op = FA_OP_EXEC;
    CHECK(written([&](Buffer& out) { append_access(out, event); }) == "x");
}

TEST_CASE("names: open flags") {
    const struct {
        uint32_t flags;
        const char* words;
    } rows[] = {
        {0, "O_RDONLY"},
        {O_RDWR | O_CREAT | O_CLOEXEC, "O_RDWR|O_CREAT|O_CLOEXEC"},
        {O_WRONLY | O_CREAT | O_EXCL | O_NOCTTY | O_TRUNC | O_APPEND | O_NONBLOCK,
         "O_WRONLY|O_CREAT|O_EXCL|O_NOCTTY|O_TRUNC|O_APPEND|O_NONBLOCK"},
        {3, "O_ACCMODE"},
        {O_RDONLY | kernel_largefile, "O_RDONLY"},
        {O_RDONLY | fmode_exec | fmode_nonotify, "O_RDONLY"},
        {O_WRONLY | O_SYNC, "O_WRONLY|O_SYNC"},
        {O_WRONLY | O_DSYNC, "O_WRONLY|O_DSYNC"},
        {O_RDWR | O_TMPFILE, "O_RDWR|O_TMPFILE"},
        {O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_NOATIME,
         "O_RDONLY|O_DIRECTORY|O_NOFOLLOW|O_NOATIME"},
        {O_RDONLY | O_DIRECT | O_ASYNC, "O_RDONLY|O_ASYNC|O_DIRECT"},
        {O_PATH | O_CLOEXEC, "O_RDONLY|O_CLOEXEC|O_PATH"},
        {O_RDONLY | 0x40000000, "O_RDONLY|0x40000000"},
        {O_RDONLY | 0x80000004 | O_CREAT, "O_RDONLY|O_CREAT|0x80000004"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.flags);
        CHECK(written([&](Buffer& out) { append_open_flags(out, row.flags); }) == row.words);
    }
}

TEST_CASE("names: prot and map flags") {
    const struct {
        uint32_t prot;
        const char* words;
    } prots[] = {
        {PROT_NONE, "PROT_NONE"},
        {PROT_READ | PROT_EXEC, "PROT_READ|PROT_EXEC"},
        {PROT_READ | PROT_WRITE, "PROT_READ|PROT_WRITE"},
        {PROT_READ | 0x40, "PROT_READ|0x40"},
        {PROT_GROWSDOWN, "PROT_GROWSDOWN"},
    };
    for (const auto& row : prots)
        CHECK(written([&](Buffer& out) { append_prot(out, row.prot); }) == row.words);

    const struct {
        uint32_t flags;
        const char* words;
    } maps[] = {
        {MAP_PRIVATE | MAP_FIXED | MAP_DENYWRITE, "MAP_PRIVATE|MAP_FIXED|MAP_DENYWRITE"},
        {MAP_SHARED, "MAP_SHARED"},
        {MAP_SHARED_VALIDATE | MAP_SYNC, "MAP_SHARED_VALIDATE|MAP_SYNC"},
        {8, "MAP_DROPPABLE"},
        {MAP_PRIVATE | MAP_ANONYMOUS | MAP_HUGETLB | (21u << 26),
         "MAP_PRIVATE|MAP_ANONYMOUS|MAP_HUGETLB|21<<MAP_HUGE_SHIFT"},
        {MAP_PRIVATE | MAP_HUGETLB, "MAP_PRIVATE|MAP_HUGETLB"},
        {MAP_PRIVATE | 0x80000000, "MAP_PRIVATE|0x80000000"},
        {5, "0x5"},
        {MAP_FIXED, "MAP_FIXED"},
        {0, "0"},
    };
    for (const auto& row : maps) {
        CAPTURE(row.flags);
        CHECK(written([&](Buffer& out) { append_map_flags(out, row.flags); }) == row.words);
    }
}

TEST_CASE("names: verdicts") {
    const struct {
        uint16_t status;
        const char* words;
    } rows[] = {
        {0, "ok"},
        {FA_ST_DELETED, "deleted"},
        {FA_ST_DETACHED, "detached"},
        {FA_ST_ESCAPED, "escaped"},
        {FA_ST_PSEUDO, "pseudo"},
        {FA_ST_TRUNCATED, "truncated"},
        {FA_ST_UNSTABLE, "unstable"},
        {FA_ST_ABSENT, "absent"},
        {FA_ST_DELETED | FA_ST_ESCAPED, "deleted+escaped"},
        {FA_ST_UNRESOLVED, "unresolved"},
        {FA_ST_UNRESOLVED | FA_ST_DETACHED, "detached+unresolved"},
        {0xff, "deleted+detached+escaped+pseudo+truncated+unstable+absent+unresolved"},
    };
    for (const auto& row : rows)
        CHECK(written([&](Buffer& out) { append_status(out, row.status); }) == row.words);
}

TEST_CASE("names: operations, backends, resolvers") {
    CHECK(std::string(op_name(FA_OP_OPEN)) == "open");
    CHECK(std::string(op_name(FA_OP_MMAP)) == "mmap");
    CHECK(std::string(op_name(FA_OP_EXEC)) == "exec");
    CHECK(std::string(op_name(FA_OP_HELD_OPEN)) == "held-open");
    CHECK(std::string(op_name(FA_OP_HELD_MAP)) == "held-map");
    CHECK(std::string(backend_name(FA_BACKEND_LSM)) == "lsm");
    CHECK(std::string(backend_name(FA_BACKEND_FENTRY)) == "fentry");
    CHECK(std::string(backend_name(FA_BACKEND_TRACEPOINT)) == "tracepoint");
    CHECK(std::string(backend_name(Backend::lsm)) == "lsm");
    CHECK(std::string(backend_name(Backend::fentry)) == "fentry");
    CHECK(std::string(backend_name(Backend::tracepoint)) == "tracepoint");
    CHECK(std::string(resolver_name(FA_RESOLVER_WALK)) == "walk");
    CHECK(std::string(resolver_name(FA_RESOLVER_KFUNC)) == "kfunc");
}

TEST_CASE("names: every way in has the word that --via takes") {
    for (const OptionWord& word : via_words)
        for (unsigned via = 0; via < FA_VIA_COUNT; ++via)
            CHECK((via_name(static_cast<fa_via>(via)) == word.word) == (word.bits == 1u << via));
    CHECK(via_name(FA_VIA_UNKNOWN).empty());
    CHECK(via_name(FA_VIA_OPENAT) == "openat");
    CHECK(via_name(FA_VIA_OTHER) == "other");
}

TEST_CASE("names: who denied, which layer, which errno") {
    CHECK(denied_by_name(FA_DENIED_UNKNOWN).empty());
    CHECK(denied_by_name(FA_DENIED_LSM) == "lsm");
    CHECK(denied_by_name(FA_DENIED_DAC) == "dac");
    CHECK(layer_name(FA_LAYER_NONE).empty());
    CHECK(layer_name(FA_LAYER_UPPER) == "upper");
    CHECK(layer_name(FA_LAYER_LOWER) == "lower");
    CHECK(written([](Buffer& out) { append_errno(out, 13); }) == "EACCES");
    CHECK(written([](Buffer& out) { append_errno(out, 4095); }) == "4095");
}
