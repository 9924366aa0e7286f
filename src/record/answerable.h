// SPDX-License-Identifier: GPL-2.0-only
// Pure: what is asked of a recording against what it was made with.
#pragma once

#include "cli/options.h"
#include "record/record_file.h"
#include "result.h"

namespace fileaudit {

// The options of a replay, completed by what decided how the output looked when it was recorded:
// what is told of each event, whether there are failures alone, and what is held. Refuses what was
// not recorded, since an empty answer would be taken for one.
Result<Options> as_recorded(Options options, const RecordingHeader& header);

} // namespace fileaudit
