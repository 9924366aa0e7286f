// SPDX-License-Identifier: GPL-2.0-only
// What the reader alone costs: records as the kernel lays them into its ring, through the pipeline
// of watch and into its file, one core's time and allocations per event. No kernel, no root.
// usage: fileaudit_reader_bench EVENTS ROUNDS FORMAT OUTPUT
#include "cli/cli.h"
#include "clocks.h"
#include "namer.h"
#include "pipeline.h"
#include "sink.h"

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <linux/magic.h>
#include <random>
#include <string>
#include <vector>

extern "C" { // glibc's own, behind ours
void* __libc_malloc(size_t size);
void* __libc_realloc(void* old, size_t size);
void* __libc_calloc(size_t count, size_t size);
}

namespace {

uint64_t allocations = 0;

} // namespace

extern "C" {
void* malloc(size_t size) {
    ++allocations;
    return __libc_malloc(size);
}
void* realloc(void* old, size_t size) {
    ++allocations;
    return __libc_realloc(old, size);
}
void* calloc(size_t count, size_t size) {
    ++allocations;
    return __libc_calloc(count, size);
}
}

namespace {

using namespace fileaudit;

constexpr size_t ring_bytes = 8u << 20; // the default ring, which is read over and over
constexpr size_t batch = 1024;          // as src/stream.cpp reads
constexpr size_t programs = 200;
constexpr size_t targets = 5000;
constexpr uint64_t apart_ns = 700; // between two events

// What one program has in common.
struct Program {
    std::string comm, exe, cwd, root;
    uint32_t pid, uid;
};

class Records {
public:
    Records() {
        make_programs();
        make_targets();
        while (bytes_.size() < ring_bytes)
            add();
    }

    size_t count() const { return starts_.size(); }

    // The record, as if it had happened at that time.
    std::string_view at(size_t number, uint64_t ts_ns) {
        char* const record = bytes_.data() + starts_[number];
        std::memcpy(record + offsetof(fa_event, ts_ns), &ts_ns, sizeof ts_ns);
        uint32_t size;
        std::memcpy(&size, record, sizeof size);
        return {record, size};
    }

private:
    size_t below(size_t limit) { return random_() % limit; }

    std::string directories(size_t depth) {
        static constexpr const char* words[] = {"usr",   "lib",         "share", "python3.11",
                                                "src",   "srv",         "cache", "www",
                                                "build", "node_modules"};
        std::string path;
        for (size_t i = 0; i < depth; ++i)
            path.append("/").append(words[below(std::size(words))]);
        return path;
    }

    void make_programs() {
        for (uint32_t i = 0; i < programs; ++i) {
            const std::string name = "program-" + std::to_string(below(60));
            programs_.push_back({i % 20 == 0 ? "worker (" + std::to_string(i) + ")" : name,
                                 "/usr/bin/" + name, directories(2 + below(5)),
                                 i % 50 == 0 ? "/srv/containers/shop" : "/", 1000 + i * 37,
                                 i % 3 == 0 ? 0u : 1000u});
        }
    }

    // Nearly all of them are plain; a few have what is escaped.
    void make_targets() {
        static constexpr const char* odd[] = {"with space",  "caf\xc3\xa9",
                                              "bad\xff\xfe", "new\nline",
                                              "q\"uote",     "\xe4\xb8\xad\xe6\x96\x87"};
        for (size_t i = 0; i < targets; ++i)
            targets_.push_back(directories(2 + below(7)) + "/" +
                               (i % 50 == 0 ? odd[i / 50 % std::size(odd)] : "module") + "-" +
                               std::to_string(i) + ".so.1");
    }

    void add() {
        const Program& program = programs_[below(programs)];
        const bool map = below(4) == 0, failed = !map && below(10) == 0;
        fa_event e{};
        e.version = FA_WIRE_VERSION;
        e.op = map ? FA_OP_MMAP : FA_OP_OPEN;
        e.backend = FA_BACKEND_TRACEPOINT;
        e.resolver = FA_RESOLVER_WALK;
        e.via = map ? FA_VIA_MMAP : FA_VIA_OPENAT;
        e.pid = e.tid = e.ns_pid = program.pid;
        e.ppid = 900;
        e.uid = e.gid = program.uid;
        e.loginuid = program.uid;
        e.session = 3;
        e.open_flags = map ? 0 : below(5) == 0 ? 0x8241 : 0x88000; // O_WRONLY|O_CREAT|O_TRUNC
        e.prot = map ? 5 : 0;
        e.map_flags = map ? 2 : 0;
        e.map_bytes = map ? 4096 * (1 + below(500)) : 0;
        e.fd = failed ? -1 : 3;
        e.mntns = 4026531841;
        const std::string& path = targets_[below(targets)];
        if (failed) {
            e.error = 2;
        } else {
            e.dev_major = 254;
            e.dev_minor = 1;
            e.ino = 100000 + below(900000);
            e.fs_magic = EXT4_SUPER_MAGIC;
            e.mode = 0100644;
            e.mnt_id = 29;
            e.file_size = below(1u << 24);
            std::memcpy(e.fstype, "ext4", 5);
        }
        std::memcpy(e.comm, program.comm.data(), std::min(program.comm.size(), sizeof e.comm - 1));
        const std::string* const texts[] = {&path, &program.exe, &program.cwd, &program.root};
        e.size = sizeof e;
        for (size_t i = 0; i < FA_PATH_COUNT; ++i) {
            e.paths[i].len = static_cast<fa_u16>(texts[i]->size());
            e.size += static_cast<uint32_t>(texts[i]->size());
        }
        const fa_extra name{FA_EXTRA_NAME, static_cast<fa_u16>(path.size())};
        if (failed) {
            e.paths[FA_PATH_TARGET].status = FA_ST_UNRESOLVED;
            e.size += static_cast<uint32_t>(sizeof name + path.size());
        }
        starts_.push_back(bytes_.size());
        bytes_.append(reinterpret_cast<const char*>(&e), sizeof e);
        for (const std::string* const text : texts)
            bytes_.append(*text);
        if (failed)
            bytes_.append(reinterpret_cast<const char*>(&name), sizeof name).append(path);
        bytes_.resize((bytes_.size() + 7) & ~size_t{7}); // as in the ring
    }

    std::mt19937 random_{7};
    std::vector<Program> programs_;
    std::vector<std::string> targets_;
    std::string bytes_;
    std::vector<size_t> starts_;
};

uint64_t cpu_ns() {
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<uint64_t>(now.tv_sec) * 1'000'000'000 + static_cast<uint64_t>(now.tv_nsec);
}

int run(size_t events, size_t rounds, const char* format, const char* output) {
    const char* const words[] = {"fileaudit", "watch", "-q",       "--failed",
                                 "--format",  format,  "--output", output};
    const auto parsed = parse_command_line(std::size(words), words);
    if (!parsed || !parsed->options)
        return std::fprintf(stderr, "%s\n", parsed ? "?" : parsed.error().message.c_str()), 2;
    const Options& options = *parsed->options;
    Records records;
    uint64_t now_ns = 1'000'000'000'000;
    for (size_t round = 0; round < rounds; ++round) {
        auto sink = Sink::open(output, false);
        if (!sink)
            return std::fprintf(stderr, "%s\n", sink.error().message.c_str()), 2;
        const UserFilter filter;
        Namer namer(options);
        Pipeline pipeline(options, filter, namer, *sink, read_clock());
        const auto take = [&](size_t many) {
            for (size_t i = 0, next = 0; i < many; ++i, now_ns += apart_ns) {
                const std::string_view record = records.at(next, now_ns);
                next = next + 1 == records.count() ? 0 : next + 1;
                pipeline.take(record.data(), record.size());
                if ((i + 1) % batch == 0)
                    sink->flush(-1, -1);
            }
            sink->flush(-1, -1);
        };
        take(records.count()); // warm: every name is known, the buffer has its size
        const uint64_t allocated = allocations, begin = cpu_ns();
        take(events);
        const double ns = static_cast<double>(cpu_ns() - begin) / static_cast<double>(events);
        std::printf("%.2f %.6f\n", ns,
                    static_cast<double>(allocations - allocated) / static_cast<double>(events));
        if (pipeline.decode_errors() != 0)
            return std::fprintf(stderr, "a record was refused\n"), 2;
    }
    return 0;
}

} // namespace

int main(int argc, char** argv) {
    if (argc != 5)
        return std::fprintf(stderr, "usage: %s EVENTS ROUNDS FORMAT OUTPUT\n", argv[0]), 2;
    return run(std::strtoul(argv[1], nullptr, 10), std::strtoul(argv[2], nullptr, 10), argv[3],
               argv[4]);
}
