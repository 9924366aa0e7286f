// SPDX-License-Identifier: GPL-2.0-only
// Pure: from what the system is and how the trials went to what that means for the user, and what
// can be done about it.
#pragma once

#include "doctor/facts.h"
#include "doctor/trial.h"
#include "result.h"

#include <string>
#include <vector>

namespace fileaudit {

enum class State {
    good,
    limited, // something is missing, watch works all the same
    missing, // watch, or a better backend, does not work because of it
    neutral, // told for the record
};

// One row of the table. All texts may hold bytes from outside.
struct Finding {
    std::string key; // stable, for JSON: "lockdown"
    State state = State::neutral;
    std::string found;  // "none"
    std::string cost;   // what that costs the user; "" nothing
    std::string remedy; // exact words to type or to set; "" none needed
};

struct Feature {
    std::string key; // stable: "io_uring"
    bool available = false;
    std::string what;   // what the user gets, in the words of the options
    std::string detail; // on what it hangs here
};

enum class Health {
    best,           // the best backend works
    works,          // another does
    not_privileged, // this process may not
    not_possible,   // nothing works here
};

struct Diagnosis {
    Health verdict = Health::not_possible;
    std::string sentence; // the verdict for people
    Exit status = Exit::unsupported;
    const Trial* best = nullptr; // into the trials; the backend that watch would use
    std::vector<Finding> findings;
    std::vector<Feature> features;
};

// "good", "limited", "missing", "neutral".
const char* state_name(State state);
// "best", "works", "not_privileged", "not_possible".
const char* health_name(Health verdict);

// `trials` must outlive what is returned.
Diagnosis diagnose(const Facts& facts, const Trials& trials);

} // namespace fileaudit
