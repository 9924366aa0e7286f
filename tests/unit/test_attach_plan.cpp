// SPDX-License-Identifier: GPL-2.0-only
// Options × features → the attempts, best first, and the refusals known without trying.
#include "kernel/attach_plan.h"

#include <doctest/doctest.h>
#include <iterator>

using namespace fileaudit;

namespace {

std::string attempts_of(const AttachPlan& plan) {
    std::string text;
    for (const Attempt& attempt : plan.attempts)
        text += (text.empty() ? "" : ", ") + describe(attempt);
    return text;
}

struct Row {
    const char* what;
    bool kfuncs;
    std::optional<std::string> lsms;
    const char* lsm_refusal;
    const char* fentry_refusal;
    std::optional<Backend> forced;
    bool walk_only;
    bool cross_check;
    const char* attempts; // "" when there is no plan
    const char* refusal;  // a part of the first refusal's, or the error's, text; "" for none
};

const Row rows[] = {
    {"6.12 with bpf",
     true,
     "lockdown,yama,bpf",
     "",
     "",
     {},
     false,
     false,
     "lsm (paths by kfunc), lsm (paths by walk), fentry (paths by walk), tracepoint (paths by "
     "walk)",
     ""},
    {"6.1 with bpf",
     false,
     "bpf",
     "",
     "",
     {},
     false,
     false,
     "lsm (paths by walk), fentry (paths by walk), tracepoint (paths by walk)",
     ""},
    {"bpf not active",
     true,
     "lockdown,yama",
     "",
     "",
     {},
     false,
     false,
     "fentry (paths by walk), tracepoint (paths by walk)",
     "boot with lsm=lockdown,yama,bpf"},
    {"bpf only inside another name",
     true,
     "bpfx,ebpf",
     "",
     "",
     {},
     false,
     false,
     "fentry (paths by walk), tracepoint (paths by walk)",
     "not among the active LSMs"},
    {"LSM list unreadable: try",
     false,
     std::nullopt,
     "",
     "",
     {},
     false,
     false,
     "lsm (paths by walk), fentry (paths by walk), tracepoint (paths by walk)",
     ""},
    {"no trampolines",
     true,
     std::nullopt,
     "EPERM",
     "EPERM",
     {},
     false,
     false,
     "tracepoint (paths by walk)",
     "EPERM"},
    {"forced", true, "bpf", "", "", Backend::fentry, false, false, "fentry (paths by walk)", ""},
    {"forced and impossible", true, "yama", "", "", Backend::lsm, false, false, "",
     "no way to watch this kernel works: lsm: bpf is not among"},
    {"no kfuncs wanted", true, "bpf", "", "", Backend::lsm, true, false, "lsm (paths by walk)", ""},
    {"cross-check", true, "bpf", "", "", {}, false, true, "lsm (paths by kfunc)", "--cross-check"},
    {"cross-check without kfuncs",
     false,
     "bpf",
     "",
     "",
     {},
     false,
     true,
     "",
     "--cross-check compares"},
};

} // namespace

TEST_CASE("the plan follows options and features") {
    for (const Row& row : rows) {
        CAPTURE(row.what);
        Features features;
        features.path_kfuncs = row.kfuncs;
        features.active_lsms = row.lsms;
        features.lsm_refusal = row.lsm_refusal;
        features.fentry_refusal = row.fentry_refusal;
        Options options;
        options.backend = row.forced;
        options.walk_only = row.walk_only;
        options.cross_check = row.cross_check;
        const auto plan = make_plan(options, features);
        if (!*row.attempts) {
            REQUIRE(!plan);
            CHECK(plan.error().status == Exit::unsupported);
            CHECK(plan.error().message.find(row.refusal) != std::string::npos);
            continue;
        }
        REQUIRE(plan);
        CHECK(attempts_of(*plan) == row.attempts);
        if (!*row.refusal) {
            CHECK(plan->refusals.empty());
        } else {
            REQUIRE(!plan->refusals.empty());
            CHECK(plan->refusals.front().reason.find(row.refusal) != std::string::npos);
        }
    }
}

TEST_CASE("the plan has no backend that sees nothing of what is asked for") {
    const struct {
        uint32_t include, exclude;
        bool has_tracepoint;
    } rows[] = {
        {0, 0, true},
        {0, 1u << FA_VIA_OPENAT, true},
        {1u << FA_VIA_KERNEL, 0, false},
        {1u << FA_VIA_KERNEL | 1u << FA_VIA_IO_URING, 0, false},
        {1u << FA_VIA_KERNEL | 1u << FA_VIA_OPENAT, 0, true},
        {1u << FA_VIA_KERNEL | 1u << FA_VIA_OPENAT, 1u << FA_VIA_OPENAT, false},
        {1u << FA_VIA_MPROTECT, 0, true},
        {1u << FA_VIA_INTERPRETER, 0, true},
        {1u << FA_VIA_SHMAT, 0, false},
    };
    for (const auto& row : rows) {
        CAPTURE(row.include);
        CAPTURE(row.exclude);
        Options options;
        options.filters.via = {row.include, row.exclude};
        options.backend = Backend::tracepoint;
        const auto plan = make_plan(options, Features());
        CHECK(plan.has_value() == row.has_tracepoint);
        if (!plan)
            CHECK(plan.error().message.find("nothing that comes about by --via") !=
                  std::string::npos);
    }
}

namespace {

// What a kernel may be without, whatever its version.
struct Lack {
    const char* what;
    void (*take)(Features&);
    const char* reason; // a part of what is then said of a backend; "" when none is lost by it
};

const Lack lacks[] = {
    {"bpf_rdonly_cast", [](Features& f) { f.rdonly_cast = false; }, ""},
    {"the path functions", [](Features& f) { f.path_kfuncs = false; }, "--cross-check compares"},
    {"the function that opens",
     [](Features& f) {
         f.functions.erase(f.open_function);
         f.open_function.clear();
     },
     "neither do_filp_open() nor do_file_open()"},
    {"vm_mmap_pgoff", [](Features& f) { f.functions.erase("vm_mmap_pgoff"); }, ""},
    {"the types of overlayfs", [](Features& f) { f.overlay_types = false; }, ""},
    {"the list of LSMs", [](Features& f) { f.active_lsms.reset(); }, ""},
    {"bpf among the LSMs", [](Features& f) { f.active_lsms = "lockdown,yama"; },
     "bpf is not among the active LSMs"},
    {"LSM programs", [](Features& f) { f.lsm_refusal = "no bpf_lsm_file_open"; },
     "no bpf_lsm_file_open"},
    {"trampolines", [](Features& f) { f.fentry_refusal = "no security_file_open"; },
     "no security_file_open"},
};
constexpr size_t lack_count = std::size(lacks);

Features everything() {
    Features f;
    f.rdonly_cast = f.path_kfuncs = f.overlay_types = true;
    f.open_function = "do_file_open";
    f.functions = {"do_file_open", "vm_mmap_pgoff", "security_file_open", "security_mmap_file"};
    f.active_lsms = "lockdown,yama,bpf";
    return f;
}

Features without(size_t lacking) { // a bit for each of `lacks`
    Features f = everything();
    for (size_t i = 0; i < lack_count; ++i)
        if (lacking >> i & 1)
            lacks[i].take(f);
    return f;
}

bool names_a_lack(const std::string& reason, size_t lacking) {
    for (size_t i = 0; i < lack_count; ++i)
        if ((lacking >> i & 1) && *lacks[i].reason && reason.find(lacks[i].reason) != reason.npos)
            return true;
    return false;
}

std::vector<Options> ways_to_ask() {
    std::vector<Options> ways;
    for (const std::optional<Backend> forced :
         {std::optional<Backend>{}, std::optional(Backend::lsm), std::optional(Backend::fentry),
          std::optional(Backend::tracepoint)})
        for (const bool latency : {false, true})
            for (const bool cross_check : {false, true}) {
                Options options;
                options.backend = forced;
                options.latency = latency;
                options.cross_check = cross_check;
                ways.push_back(options);
            }
    return ways;
}

} // namespace

TEST_CASE("whatever a kernel lacks, there is a plan of the rest, or a sentence that names it") {
    for (size_t lacking = 0; lacking < size_t{1} << lack_count; ++lacking)
        for (const Options& options : ways_to_ask()) {
            const auto plan = make_plan(options, without(lacking));
            CAPTURE(lacking);
            CAPTURE(options.latency);
            CAPTURE(options.cross_check);
            if (!options.cross_check && !options.backend) // nothing can be taken from it
                REQUIRE(plan);
            if (!plan) {
                CHECK(plan.error().status == Exit::unsupported);
                // Or it asks for what that backend does not have anywhere.
                if (!options.cross_check)
                    CHECK(names_a_lack(plan.error().message, lacking));
                continue;
            }
            REQUIRE(!plan->attempts.empty());
            for (const Attempt& attempt : plan->attempts) {
                CHECK(known_refusal(attempt.backend, without(lacking)).empty());
                CHECK((!options.backend || *options.backend == attempt.backend));
            }
            if (!options.cross_check)
                for (const Refusal& refusal : plan->refusals)
                    CHECK(names_a_lack(refusal.reason, lacking));
        }
}

TEST_CASE("each thing that a kernel lacks takes away what needs it and no more") {
    const auto automatic = [](size_t lacking, bool latency) {
        Options options;
        options.latency = latency;
        return attempts_of(*make_plan(options, without(lacking)));
    };
    const std::string all = automatic(0, false);
    for (size_t i = 0; i < lack_count; ++i) {
        CAPTURE(lacks[i].what);
        const std::string left = automatic(size_t{1} << i, false);
        const bool takes = std::string_view(lacks[i].what) == "the path functions" ||
                           std::string_view(lacks[i].what) == "bpf among the LSMs" ||
                           std::string_view(lacks[i].what) == "LSM programs" ||
                           std::string_view(lacks[i].what) == "trampolines";
        CHECK((left != all) == takes);
        CHECK(left.find("tracepoint") != left.npos);
    }
    CHECK(automatic(size_t{1} << 2, true) == "tracepoint (paths by walk)"); // no exit to look at
}
