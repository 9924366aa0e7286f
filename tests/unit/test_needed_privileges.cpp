// SPDX-License-Identifier: GPL-2.0-only
// Capabilities × user namespace → the sentence.
#include "kernel/needed_privileges.h"

#include <doctest/doctest.h>
#include <linux/capability.h>

using namespace fileaudit;

TEST_CASE("the sentence names what is missing, and only that") {
    constexpr uint64_t bpf = uint64_t{1} << CAP_BPF, perfmon = uint64_t{1} << CAP_PERFMON,
                       admin = uint64_t{1} << CAP_SYS_ADMIN;
    const struct {
        const char* what;
        uint64_t effective;
        bool user_namespace;
        const char* word; // of the refusal; "" when there is none
    } rows[] = {
        {"nothing", 0, false, "this process has neither"},
        {"all others", ~(bpf | perfmon | admin), false, "this process has neither"},
        {"CAP_BPF alone", bpf, false, "CAP_PERFMON is missing"},
        {"CAP_PERFMON alone", perfmon, false, "CAP_BPF is missing"},
        {"both", bpf | perfmon, false, ""},
        {"CAP_SYS_ADMIN", admin, false, ""},
        {"all", ~uint64_t{0}, false, ""},
        {"all, in a user namespace", ~uint64_t{0}, true, "outside of any user namespace"},
        {"none, in a user namespace", 0, true, "this process has neither"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.what);
        const std::string refusal = privilege_refusal({row.effective, row.user_namespace});
        CHECK(refusal.empty() == !*row.word);
        CHECK(refusal.find(row.word) != std::string::npos);
    }
}
