// SPDX-License-Identifier: GPL-2.0-only
// Pure: filters → what the kernel decides and what user space must finish. An event is shown
// when both let it through.
#pragma once

#include "filter/filters.h"
#include "lookup/system_ids.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace fileaudit {

// For the kernel: entries of maps, and constants frozen before load (bpf/config.bpf.h).
struct KernelFilter {
    struct Pid {
        uint32_t pid;
        fa_side side;
    };
    struct SetEntry {
        fa_set_key key;
        fa_side side;
    };
    struct Prefix {
        fa_path which;
        std::string text; // at most FA_PREFIX_MAX bytes
        fa_side side;
    };

    // fa_side bits: of what there is in each of them
    uint8_t pid_sides = 0;
    std::array<uint8_t, FA_KIND_COUNT> set_sides{};
    std::array<uint8_t, FA_PATH_COUNT> prefix_sides{};

    std::vector<Pid> pids;
    bool follow = false; // pids: with their descendants
    std::vector<SetEntry> set;
    std::vector<fa_id_range> uids, gids;
    std::vector<Prefix> prefixes;
    Mask ops, access, prot, sharing, verdicts, via;
    uint32_t outcomes = FA_OUTCOME_OK; // enum fa_outcome bits
    uint64_t slower_than_ns = 0;       // 0: any
    bool backing = false;
    bool writes = false;          // only what can change a file
    bool no_device_nodes = false; // of --no-pseudo: neither device nodes nor named pipes
    uint32_t uniq = 0;            // fa_uniq_key bits; 0: not decided here
    uint32_t sample = 1;
    uint64_t rate = 0; // 0: not decided here
};

// For match.h: what the kernel could not decide.
struct UserFilter {
    Choice<NamePattern> comms;
    std::array<Choice<PathPattern>, FA_PATH_COUNT> paths;
    uint32_t uniq = 0;
    uint64_t rate = 0;

    // Whether it can refuse an event for what the event says.
    bool has_patterns() const;

    // enum fa_uniq_key bits: the keys that hold all that its patterns look at.
    uint32_t keys() const;
};

enum class Stage {
    attach, // which hooks are there at all
    task,   // in the kernel, before anything is read of the file
    file,   // in the kernel, before any path is resolved
    path,   // in the kernel, once a path is resolved
    user,   // in user space
};

struct Decision {
    Stage stage;
    std::string what; // "--path '/etc/**': prefix /etc/"
};

struct FilterPlan {
    KernelFilter kernel;
    UserFilter user;
    std::vector<Decision> decisions; // in the order of Stage
    // `kernel.set_sides[FA_KIND_FILE]` is set but the entries of these are still to be learnt
    // from the kernel: they are the open files of SystemIds::same_files.
};

// Whether the kernel may leave events out by --uniq and --rate: what is recorded is to have them all.
enum class KernelThins { yes, no };

// `rows_by` (enum fa_uniq_key bits): the keys by which the kernel counts the rows of a summary.
// Then it decides whatever it can alone, so that nobody has to look at each event; patterns of
// paths that it cannot decide stay with `user`, and are those of UserFilter::keys().
FilterPlan compile(const Filters& filters, const SystemIds& ids,
                   std::optional<uint32_t> rows_by = std::nullopt,
                   KernelThins kernel_thins = KernelThins::yes);

// What --explain prints: the decisions, by stage, a line each.
std::string explain(const FilterPlan& plan);

} // namespace fileaudit
