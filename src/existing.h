// SPDX-License-Identifier: GPL-2.0-only
// --existing and snapshot: the inventory into the pipeline, and the live events that came while
// it was taken behind it, each told once.
#pragma once

#include "kernel/session.h"
#include "pipeline.h"
#include "result.h"
#include "sink.h"

#include <string>
#include <vector>

namespace fileaudit {

// `early`: records of live events so far; null when no hook is attached. Stops waiting for the
// output's reader when `interrupt_fd` (-1: none) becomes readable.
Result<void> show_existing(Session& session, Pipeline& pipeline, Sink& sink,
                           std::vector<std::string>* early, int interrupt_fd);

} // namespace fileaudit
