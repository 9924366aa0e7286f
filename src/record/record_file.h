// SPDX-License-Identifier: GPL-2.0-only
// The format of a recording (--record, replay): what is in the file, byte by byte. Integers are in
// the byte order of the machine that wrote it; nothing is aligned by more than 8.
//
//   header   magic, 8 bytes
//            u32 byte_order_mark
//            u16 format version, u16 wire version (bpf/event.h) of the events in it
//            u32 size of the whole header, a multiple of 8
//            u32 crc32 of the whole header, this field taken as 0
//            u32 what was asked to be told, enum Recorded
//            u32 how many ancestors
//            u32 inode number of the host's mount namespace; 0: not known
//            u32 0
//            u64 CLOCK_REALTIME, u64 CLOCK_MONOTONIC at the start, in nanoseconds
//            texts, each a u16 length and its bytes: version of fileaudit, release of the kernel,
//            machine as in uname(2), host name, command line with a NUL behind each argument
//            zeros up to its size
//   frames   up to the end of the file, each
//            u16 enum FrameType, u16 0, u32 length of the payload
//            u32 number of the frame, from 0
//            u32 crc32 of the 12 bytes before, of the payload and of its padding
//            payload, zeros up to a multiple of 8
//
// A frame is about those behind it. The file is only ever appended to, by whole frames; where it
// ends in the middle of one, whoever wrote it was killed. A frame of an unknown type is skipped.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace fileaudit {

// As PNG's: what a transfer as text would spoil is spoiled here first.
inline constexpr std::string_view recording_magic{"\x89"
                                                  "FAR\r\n\x1a\n",
                                                  8};
inline constexpr uint32_t byte_order_mark = 0x01020304;
inline constexpr uint16_t recording_format = 1;
inline constexpr size_t largest_header = 64u << 10;
inline constexpr size_t largest_payload = 64u << 10;

enum class FrameType : uint16_t {
    event = 1,  // a record of bpf/event.h, with what is an address of the kernel's zeroed
    clock = 2,  // i64 how far the wall clock is ahead of CLOCK_MONOTONIC, in nanoseconds
    user = 3,   // u32 uid, its login name; none: it has none
    group = 4,  // u32 gid, its name; likewise
    cgroup = 5, // u64 id, u16 length of the path, path, container; both empty: it is not known
    text = 6,   // u32 number below most_texts, text of a frame of a user stack
    stack = 7,  // u32 each: the texts of the next event's frames
    losses = 8, // u64 CLOCK_MONOTONIC, then what became of all events up to then: u64 shown,
                // filtered, folded, sampled, over the rate, and lost by each reason of enum Loss
    end = 9,    // u64 how many events there are: it ended in order
};

// What one table of names holds; a full one is emptied, by the writer and the reader alike.
inline constexpr size_t most_names = 65536;
inline constexpr uint32_t most_texts = 65536;
inline constexpr size_t longest_name = 16u << 10; // in bytes
inline constexpr size_t longest_text = 1024;

// What a recording was made with, as bits: without it nothing of the kind is in there.
enum Recorded : uint32_t {
    recorded_successes = 1 << 0,
    recorded_failures = 1 << 1,
    recorded_latency = 1 << 2,
    recorded_opener = 1 << 3,
    recorded_args = 1 << 4,
    recorded_stacks = 1 << 5,
    recorded_backing = 1 << 6,
    recorded_held = 1 << 7,      // --existing, snapshot
    recorded_snapshot = 1 << 8,  // and nothing else
    recorded_both_ways = 1 << 9, // --cross-check
};

struct RecordingHeader {
    uint16_t format = recording_format;
    uint16_t wire = 0;
    uint32_t recorded = 0; // enum Recorded
    uint32_t ancestry = 0;
    uint32_t host_mntns = 0; // 0: not known
    uint64_t wall_ns = 0, monotonic_ns = 0;
    std::string version, kernel, machine, host;
    std::string command_line; // a NUL behind each argument
};

} // namespace fileaudit
