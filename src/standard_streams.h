// SPDX-License-Identifier: GPL-2.0-only
// Standard input, output and error as we were given them, open or not.
#pragma once

namespace fileaudit {

// Those that are closed get a descriptor that can be neither read nor written, so that no file that
// is opened later has their number: what is said on standard error must not end up in an output
// file. A launched command finds them closed as before.
void hold_standard_streams();

// Whether it was open then.
bool is_open_stream(int fd);

// So that a write beyond a reader's end or a limit on sizes (ulimit -f) is an error, and not our
// end without a word.
void make_writes_fail();

} // namespace fileaudit
