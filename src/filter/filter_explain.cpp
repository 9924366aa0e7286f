// SPDX-License-Identifier: GPL-2.0-only
// --explain: what is decided where. The decisions are escaped by who made them.
#include "filter/filter_plan.h"

namespace fileaudit {

namespace {

const char* heading(Stage stage) {
    switch (stage) {
    case Stage::attach:
        return "by what is attached at all:";
    case Stage::task:
        return "in the kernel, before anything is read of the file:";
    case Stage::file:
        return "in the kernel, before any path is resolved:";
    case Stage::path:
        return "in the kernel, once a path is resolved:";
    case Stage::user:
        return "in user space:";
    }
    return "";
}

} // namespace

std::string explain(const FilterPlan& plan) {
    if (plan.decisions.empty())
        return "nothing is filtered\n";
    std::string text;
    const Decision* before = nullptr;
    for (const Decision& decision : plan.decisions) {
        if (before == nullptr || before->stage != decision.stage)
            text += std::string(heading(decision.stage)) + "\n";
        text += "  " + decision.what + "\n";
        before = &decision;
    }
    return text;
}

} // namespace fileaudit
