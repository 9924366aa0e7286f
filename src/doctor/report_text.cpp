// SPDX-License-Identifier: GPL-2.0-only
#include "doctor/backend_facts.h"
#include "doctor/report.h"
#include "format/escape.h"
#include "format/width.h"

#include <fmt/format.h>

namespace fileaudit {
namespace {

constexpr size_t columns = 80;

// `text` in words from column `at` on; lines after the first are indented to there. What is in
// front of the first is there already.
std::string wrapped(std::string_view text, size_t at) {
    std::string out;
    size_t used = at;
    while (!text.empty()) {
        const size_t space = text.find(' ');
        const std::string_view word = text.substr(0, space);
        const size_t width = display_width(word);
        if (used > at && used + 1 + width > columns) {
            out.append("\n").append(at, ' ');
            used = at;
        } else if (used > at) {
            out.push_back(' ');
            ++used;
        }
        out.append(word);
        used += width;
        text = space == text.npos ? "" : text.substr(space + 1);
    }
    return out + "\n";
}

// Three cells, the last wrapped.
std::string row(std::string_view name, std::string_view state, std::string_view text,
                size_t name_width, size_t state_width) {
    return fmt::format("{:<{}} {:<{}} {}", name, name_width, state, state_width,
                       wrapped(text, name_width + state_width + 2));
}

const char* state_word(State state) {
    switch (state) {
    case State::good:
        return "ok";
    case State::limited:
        return "limited";
    case State::missing:
        return "MISSING";
    case State::neutral:
        break;
    }
    return "-";
}

std::string title(std::string key) {
    for (char& c : key)
        if (c == '_')
            c = ' ';
    return key;
}

std::string trial_text(const Trial& trial) {
    if (!trial.works())
        return escaped(trial.refusal);
    return fmt::format("saw our open and mmap of {}, paths by {}, in {} ms", escaped(trial.opened),
                       trial.attempt.kfuncs ? "kfunc" : "walk", trial.took_ns / 1'000'000);
}

std::string backends(const Trials& trials) {
    std::string out = "BACKEND     STATE    WHEN TRIED\n";
    for (const Trial& trial : trials.backends)
        out += row(trial.attempt.kfuncs && !trial.works() ? "lsm, kfunc"
                                                          : backend_name(trial.attempt.backend),
                   trial.works() ? "works" : "refused", trial_text(trial), 11, 8);
    return out;
}

std::string system(const Diagnosis& diagnosis) {
    std::string out = "SYSTEM           STATE    FOUND\n";
    for (const Finding& finding : diagnosis.findings) {
        std::string text = escaped(finding.found);
        if (!finding.cost.empty())
            text += ": " + escaped(finding.cost);
        out += row(title(finding.key), state_word(finding.state), text, 16, 8);
    }
    return out;
}

std::string capabilities(const Facts& facts) {
    std::string out = "CAPABILITY          HELD     WHAT FOR\n";
    for (const CapabilityUse& use : capability_uses())
        out += row(use.name,
                   facts.privileges.has(use.number) ? "yes"
                   : use.needed                     ? "NO"
                                                    : "no",
                   use.use, 19, 8);
    return out;
}

std::string features(const Diagnosis& diagnosis) {
    std::string out = "FEATURE                           HERE  HOW\n";
    for (const Feature& feature : diagnosis.features)
        out += row(feature.what, feature.available ? "yes" : "no", escaped(feature.detail), 33, 5);
    return out;
}

std::string limits(const Trial& best) {
    std::string out = fmt::format("WHAT {} CANNOT SEE\n", backend_name(best.attempt.backend));
    for (const std::string_view limit : cannot_see(best.attempt.backend))
        out += fmt::format("  - {}", wrapped(limit, 4));
    return out;
}

std::string remedies(const Diagnosis& diagnosis) {
    std::string out;
    for (const Finding& finding : diagnosis.findings)
        if (!finding.remedy.empty())
            out += fmt::format("  {}:\n      {}", title(finding.key),
                               wrapped(escaped(finding.remedy), 6));
    return out.empty() ? out : "WHAT TO DO\n" + out;
}

} // namespace

std::string doctor_text(const Facts& facts, const Trials& trials, const Diagnosis& diagnosis) {
    std::string out = wrapped(escaped(diagnosis.sentence) + ".", 0);
    out += "\n" + backends(trials) + "\n" + system(diagnosis) + "\n" + capabilities(facts) + "\n" +
           features(diagnosis);
    if (diagnosis.best != nullptr)
        out += "\n" + limits(*diagnosis.best);
    if (const std::string text = remedies(diagnosis); !text.empty())
        out += "\n" + text;
    return out;
}

} // namespace fileaudit
