// SPDX-License-Identifier: GPL-2.0-only
#include "doctor/doctor.h"

#include "doctor/report.h"
#include "doctor/trials.h"
#include "kernel/kernel_features.h"

namespace fileaudit {

DoctorReport doctor(const Options& options) {
    const Facts facts = read_facts();
    const Trials trials = try_everything(probe_features(), options.backend);
    const Diagnosis diagnosis = diagnose(facts, trials);
    return {options.format == Format::json
                ? doctor_json(facts, trials, diagnosis, FILEAUDIT_VERSION)
                : doctor_text(facts, trials, diagnosis),
            diagnosis.status};
}

} // namespace fileaudit
